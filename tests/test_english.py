"""The second language: whoever switches to English meets no Chinese but names, places and papers."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from models import Member
from policy.terms import Status as S
from seeds.load import lines
from seeds.translations import compile_catalogues
from tests.catalogue import CHINESE, messages
from tests.factories import add_service, make_household

SAID = ("aria-label", "placeholder", "title", "data-l", "data-confirm", "value", "alt")
KEPT = {"中文"}
MARKS = re.compile("[，。；：、（）？]")

PAGES = {
    "wang": [
        "/admin/", "/admin/household/", "/admin/household/?status=draft", "/admin/household/new/",
        "/admin/household/details/?id={id}", "/admin/member/", "/admin/service/", "/admin/visit/",
        "/admin/service/new/?household={id}", "/admin/visit/new/?household={id}", "/password",
        "/admin/household/details/?id={id}&tab=verdict", "/admin/member/new/?household={draft}",
        "/admin/household/details/?id={id}&tab=services", "/admin/household/edit/?id={draft}",
        "/admin/household/details/?id={id}&tab=checks", "/admin/household/act/submit/?rowid={draft}",
        "/admin/household/details/?id={id}&tab=employment", "/admin/no-such-page",
        "/admin/household/details/?id={id}&tab=publicity", "/admin/ledger/",
        "/admin/household/details/?id={id}&tab=trail", "/admin/charts/",
        "/admin/charts/outcomes/?compare=year", "/admin/charts/people/",
    ],
    "chen": ["/admin/", "/admin/publicity/", "/admin/objection/", "/admin/comparison/", "/admin/opinion/",
             "/admin/household/act/approve/?rowid={submitted}"],
    "zhao": ["/admin/", "/admin/exit/", "/admin/employment/", "/admin/target/", "/admin/target/split/", "/admin/wall/"],
    "sun": ["/admin/charts/", "/admin/charts/districts/", "/admin/charts/intime/", "/admin/charts/zero/",
            "/admin/charts/outcomes/", "/admin/charts/people/"],
    "jin": ["/admin/audit/"],
    "guan": ["/admin/office/", "/admin/user/", "/admin/user/new/", "/admin/office/new/"],
}


class Words(HTMLParser):
    """Everything a page says: its text, and what it says to those who do not see it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.quiet = 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.quiet += tag in ("script", "style")
        self.said += [text for name, text in attributes if name in SAID and text]

    def handle_endtag(self, tag):
        self.quiet -= tag in ("script", "style")

    def handle_data(self, text):
        if not self.quiet:
            self.said.append(" ".join(text.split()))


def patterns() -> list[re.Pattern[str]]:
    """Each Chinese message as it would look with its values put in."""
    texts = [re.escape(t) for t in messages() if "%(" in t]
    return [re.compile(re.sub(r"%\\\(\w+\\\)[sd]", ".+", t)) for t in texts]


@pytest.fixture(scope="module")
def chinese():
    compile_catalogues()
    names = {line["name"] for line in lines("codes.csv")}
    return (frozenset(messages()) | names) - KEPT, patterns()


@pytest.mark.parametrize("name", PAGES)
def test_no_word_goes_past_the_translator(desk, session, chinese, name):
    words, sentences = chinese
    recognised, draft = make_household(status=S.RECOGNISED), make_household(name="钱例丑")
    submitted = make_household(status=S.SUBMITTED, name="孙例寅")
    add_service(session.scalars(select(Member).filter_by(household_id=recognised.id)).one())
    ids = {"id": recognised.id, "draft": draft.id, "submitted": submitted.id}
    officer = desk(name)
    officer.post("/lang", lang="en")

    for url in PAGES[name]:
        page = officer.read(url.format(**ids))
        said = [text for text in Words(page).said if CHINESE.search(text)]
        marks = {t for t in Words(page).said if MARKS.search(t) and not CHINESE.search(t)}
        left = marks | {t for t in said if t in words or any(s.fullmatch(t) for s in sentences)}
        assert 'lang="en' in page, f"{url} is not the English page"
        assert left == set(), url
        assert "Project-Id-Version" not in page, f"{url} shows the catalogue's head in place of no words"


def test_a_status_inside_a_sentence_is_english_too(desk, session, chinese):
    exited = make_household(status=S.EXITED)
    officer = desk("zhao")
    officer.post("/lang", lang="en")

    page = officer.read(f"/admin/household/act/exit/?rowid={exited.id}")

    assert "The status is “Exited”" in page
