"""The English catalogue: which Chinese words the code and the templates show, and what they are called.

Chinese is the source: whatever Chinese string stands in the code is a message, so that none can be
forgotten. `python -m tests.catalogue` brings translations/ up to date and names what has no English.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
MARK = re.compile("[。，、；：]")
PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")
LOOKS = {
    "compile", "sub", "match", "search", "fullmatch", "findall", "split", "strip", "startswith",
    "endswith", "partition", "replace", "translate", "maketrans",
}

Message = tuple[int, str, str, list[str]]


def is_chinese(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and bool(CHINESE.search(node.value))
    )


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """Strings that stand alone: docstrings, and what is said beneath a name."""
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Expr)}


def sought(tree: ast.AST) -> set[ast.AST]:
    """Strings that are looked for in what comes in: patterns, beginnings, ends."""
    return {
        piece
        for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) in LOOKS
        for argument in n.args for piece in ast.walk(argument)
    }


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The Chinese strings of a module that are said to officers, and whole."""
    stitches = {piece for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for piece in n.values}
    apart = docstrings(tree) | stitches | sought(tree)
    yield from (n for n in ast.walk(tree) if is_chinese(n) and n not in apart)
    yield from marks(tree)


def marks(tree: ast.AST) -> Iterator[ast.Constant]:
    """Punctuation alone, handed over to be said: it differs by language as words do."""
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and called(n) == "say" and n.args):
        first = call.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and MARK.fullmatch(first.value):
            yield first


def stitched(tree: ast.AST) -> Iterator[ast.JoinedStr]:
    """Chinese sentences with values already put in: they cannot be translated any more."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and any(map(is_chinese, node.values)):
            yield node


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).split(".")[-1]


def assigned(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])


def extract(
    file: IO[bytes], keywords: Any, comments: Any, options: dict[str, Any]
) -> Iterator[Message]:
    """Babel's question of a Python file.

    With the option `calls` only what is given to those functions, with `names` only what is
    assigned to those names.
    """
    tree = ast.parse(file.read())
    calls, names = ((options or {}).get(which, "").split() for which in ("calls", "names"))
    parts: Iterable[ast.AST] = [tree]
    if calls or names:
        parts = [
            n for n in ast.walk(tree)
            if (isinstance(n, ast.Call) and called(n) in calls)
            or (isinstance(n, ast.Assign | ast.AnnAssign) and assigned(n) in names)
        ]
    found = {(n.lineno, n.value) for part in parts for n in strings(part)}
    for line, text in sorted(found):
        yield line, "gettext", text, []


def messages() -> dict[str, list[tuple[str, int]]]:
    """Every message id, and where it is used."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[str, list[tuple[str, int]]] = {}
    keywords = {"_": None, "gettext": None, "lazy_gettext": None}
    walk = extract_from_dir(
        ROOT, methods, options, keywords, directory_filter=lambda d: not Path(d).name.startswith(".")
    )
    for path, line, text, _comments, _context in walk:
        if isinstance(text, str) and text:
            found.setdefault(text, []).append((path, line))
    return found


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def update() -> list[str]:
    """Bring the catalogue up to date, English kept; answers what has none yet."""
    known = english() if ENGLISH.exists() else Catalog()
    fresh = Catalog(
        locale="en", project="zero-employment households", version="1", charset="utf-8",
        copyright_holder="", fuzzy=False, header_comment="# English. Source: Chinese. "
        "Terms: docs/terms.md. Brought up to date by python -m tests.catalogue.",
    )
    missing = []
    for text, places in sorted(messages().items(), key=lambda item: min(item[1])):
        old = known.get(text)
        said = str(old.string) if old and old.string else ""
        files = sorted({path for path, _ in places})
        fresh.add(text, said, [(path, None) for path in files], flags=())
        if not said:
            missing.append(text)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as file:
        write_po(file, fresh, width=99, omit_header=False, include_lineno=False)
    return missing


if __name__ == "__main__":
    print("\n".join(update()) or "complete", file=sys.stdout)
