"""English for every Chinese word of the screens, in the words of docs/terms.md."""

from __future__ import annotations

import ast
import gettext
import re
import shutil
from functools import cache

import pytest

from seeds.translations import compile_catalogues
from tests.catalogue import CHINESE, ENGLISH, PLACEHOLDER, ROOT, called, english, messages, stitched
from tests.test_house import modules, name, tree
from tests.test_words import glossary

STITCHED_ON_PURPOSE = {
    "access/audit.py", "commands/clocks.py", "commands/demo.py", "commands/house.py", "commands/ledgers.py", "commands/register.py",
    "commands/seals.py", "commands/statistics.py",
    "policy/facts_file.py", "workflow/clocks.py", "workflow/digest.py", "workflow/backup.py", "workflow/doctor.py", "workflow/intake.py", "workflow/seal_checks.py",
    "models/copying.py", "serve.py",  # these speak on the console
    "models/sealed.py", "models/seal_keys.py",  # why the application does not start
    "workflow/notice.py", "policy/posting.py", "documents/notice_sheet.py", "workflow/intake_store.py", "workflow/comparison_files.py",  # what is stored with a household
    "admin/plan_fields.py",  # what a plan tells of a member, stored in Chinese whatever the page
    "admin/act_forms.py",  # the notice board, proposed as the place of the publicity
    "admin/cockpit_book.py",  # the sheet it exports, Chinese as every paper is
    "admin/errors.py",  # the bare page for when nothing else works any more
    "charts/figures.py",  # pictures are Chinese so far; see docs/decisions/0004
}
FORBIDDEN_ENGLISH = re.compile(r"\b(error|invalid)\b", re.I)


@cache
def used() -> dict[str, list[tuple[str, int]]]:
    return messages()


def entries():
    return [m for m in english() if m.id]


def test_every_message_has_its_english():
    known = {m.id for m in entries() if m.string}

    assert [f"{used()[text][0][0]}: {text}" for text in used() if text not in known] == []


def test_the_catalogue_holds_nothing_that_nobody_says():
    assert [m.id for m in entries() if m.id not in used()] == []


def test_nothing_is_guessed():
    assert [m.id for m in entries() if m.fuzzy] == []


def test_no_value_is_lost_or_made_up():
    for message in entries():
        ours, theirs = (sorted(PLACEHOLDER.findall(t)) for t in (message.id, message.string))
        assert ours == theirs, message.id
        assert ("%" in message.id) == ("%" in message.string), message.id


def test_english_is_english():
    for message in entries():
        unquoted = re.sub("“[^”]*”", "", message.string)
        assert not CHINESE.search(unquoted), message.id
        assert not FORBIDDEN_ENGLISH.search(message.string), message.string


def test_terms_are_those_of_the_glossary():
    words = glossary()
    differ = {m.id: (m.string, words[m.id]) for m in entries()
              if m.id in words and m.string != words[m.id]}
    assert not differ


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_sentence_is_finished_before_it_is_translated(path):
    """An f-string with Chinese in it has its values put in already: gettext cannot know it."""
    if name(path).startswith(("documents/", "seeds/")) or name(path) in STITCHED_ON_PURPOSE:
        return
    assert [f"{n.lineno}: {ast.unparse(n)}" for n in stitched(tree(path))] == []


@pytest.mark.parametrize("path", modules(), ids=name)
def test_nothing_finished_is_handed_to_gettext(path):
    """_(f"…") and _("…" + x) look like translations and are none; _("") answers the file's head."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and called(node) in ("_", "gettext", "lazy_gettext") and node.args:
            first = node.args[0]
            assert not isinstance(first, ast.JoinedStr), f"{name(path)}:{node.lineno}"
            assert not (isinstance(first, ast.Constant) and not first.value)


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_says_nothing_past_gettext(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = text.replace("'中文' if", "")  # a language says its own name
    bare = re.sub(r"_\(\s*('[^']*'|\"[^\"]*\")", "", text)
    left = [line.strip() for line in bare.splitlines() if CHINESE.search(line)]

    assert left == []


def test_compiled_it_answers_and_without_it_chinese_stands(tmp_path):
    shutil.copytree(ENGLISH.parent.parent, tmp_path / "en", ignore=lambda *_: ["messages.mo"])

    def said(text: str) -> str:
        return gettext.translation("messages", tmp_path, ["en"], fallback=True).gettext(text)

    assert said("已认定") == "已认定"
    assert compile_catalogues(tmp_path) == ["en"]
    assert said("已认定") == "Recognised"
    assert compile_catalogues(tmp_path) == [], "compiled once is enough"
