"""Lists: only the officer's own rows, in an order, in pages, and no address that makes them fail."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import event

from models import db
from policy.terms import Role
from policy.terms import Status as S
from tests.cast import OFFICERS
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    add_service,
    first_member,
    make_household,
)

HERE, ACROSS = "220104001001", "222401001001"
NAMES = {"own": "王例内", "foreign": "李例外"}
CASE_LISTS = (
    "household", "member", "service", "visit", "comparison", "employment", "exit", "publicity",
    "objection", "opinion", "history",
)
LISTS = (*CASE_LISTS, "office", "user", "target", "outreach", "duty", "code", "calendar", "calendar_year", "audit")
IN_CHARGE = {
    "household": set(Role) - {Role.SYSADMIN},
    "member": {Role.COMMUNITY, Role.STREET, Role.COUNTY, Role.CITY, Role.PROVINCE},
    "office": {Role.PROVINCE, Role.SYSADMIN},
    "user": {Role.SYSADMIN},
    "target": {Role.COUNTY, Role.CITY, Role.PROVINCE, Role.LEADER},
    "outreach": set(Role) - {Role.COMMUNITY, Role.SYSADMIN},
    "duty": set(Role) - {Role.COMMUNITY, Role.SYSADMIN},
    "code": set(Role),
    "audit": {Role.AUDITOR},
}
for _name in ("visit", "comparison", "objection", "opinion"):
    IN_CHARGE[_name] = IN_CHARGE["member"]
for _name in ("service", "employment", "exit", "publicity", "history"):
    IN_CHARGE[_name] = IN_CHARGE["household"]
IN_CHARGE["calendar"] = IN_CHARGE["calendar_year"] = set(Role)
BY_ROLE = {role: name for name, (_label, role, _office) in reversed(OFFICERS.items())}


def furnish(community: str, name: str):
    """A recognised household with a row in every table of its own."""
    household = make_household(status=S.RECOGNISED, community=community, name=name)
    member = first_member(household)
    add_service(member, content="求职面谈")
    add_employment(member)
    add_exit(household)
    add_comparison(household)
    db.session.commit()
    return household


@pytest.fixture
def two(scene):
    """One household here, one in another county; the same tables filled for both."""
    return scene("two", lambda: (furnish(HERE, NAMES["own"]), furnish(ACROSS, NAMES["foreign"])))


def rows(page: str) -> int:
    return len(re.findall(r'<td class="k-person"', page))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_to_its_roles_alone(desk, name, role):
    answer = desk(BY_ROLE[role]).open(f"/admin/{name}/")

    assert answer.status_code == (200 if role in IN_CHARGE[name] else 403)


@pytest.mark.parametrize("name", CASE_LISTS)
def test_no_list_shows_another_county(desk, two, name):
    own, foreign = two
    page = desk("zhao").read(f"/admin/{name}/")

    assert NAMES["foreign"] not in page
    assert foreign.family_no not in page


@pytest.mark.parametrize("name", ["household", "member", "service", "visit", "comparison", "employment", "exit"])
def test_a_list_shows_what_is_the_officers_own(desk, two, name):
    assert NAMES["own"] in desk("wang").read(f"/admin/{name}/")


@pytest.mark.parametrize("name", CASE_LISTS)
@pytest.mark.parametrize("door", ["details/?id={id}", "edit/?id={id}", "void/?id={id}"])
def test_a_foreign_row_does_not_exist(desk, session, two, name, door):
    from admin.base import VIEWS

    model = next(v for v in VIEWS if getattr(v, "called", "") == name).of
    ids = [r.id for r in session.query(model).filter_by(
        **({"id": two[1].id} if name == "household" else {"household_id": two[1].id})
    )]
    for pk in ids:
        answer = desk("chen").open(f"/admin/{name}/{door.format(id=pk)}")
        assert answer.status_code in (403, 404), (name, door)
        assert NAMES["foreign"] not in answer.get_data(as_text=True)


def test_a_leader_sees_masked_names_and_an_officer_the_name(desk, two):
    assert NAMES["own"] in desk("zhao").read("/admin/household/")

    page = desk("song").read("/admin/household/")
    assert NAMES["own"] not in page
    assert "王**" in page


@pytest.mark.parametrize("username", ["zhao", "gao", "song", "jin"])
@pytest.mark.parametrize("name", CASE_LISTS)
def test_no_list_tells_a_number_in_full(desk, session, two, name, username):
    member = first_member(two[0])
    page = desk(username).open(f"/admin/{name}/").get_data(as_text=True)

    for number in (member.id_no, two[0].phone):
        assert number not in page


HOSTILE = [
    "page=1e20", "page=-5", "sort=99", "sort=-id_no", "sort=phone", "page_size=1000000000",
    "after=0-999999999999999999999999999999", "after=9-1", "after=-1", "before=abc", "after=0-1,2",
    "after=0-0", "from=1e9", "from=-3", "count=exact", "office=abc", "office=" + "9" * 30,
    "applied_on_from=2024-02-30", "applied_on_to=0000-00-00", "recognised_on_from=99999-01-01",
    "applied_on_from=９９９９-01-01", "status=nonsense", "status=recognised%27--", "q=%25", "q=_",
    "q=%5C", "q=" + "x" * 900, "q=🙂", "q=%F0%A0%AE%B7", "desk=everything", "household=abc",
    "flt0_0=1", "search=1", "exit_ground=%00"[:-3],
]


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("name", ["household", "member", "service", "audit", "calendar"])
def test_what_cannot_be_meant_is_ignored_or_not_found(desk, two, name, query):
    username = "jin" if name == "audit" else "zhao"
    answer = desk(username).open(f"/admin/{name}/?{query}")

    assert answer.status_code in (200, 404)


@pytest.mark.parametrize("name", LISTS)
def test_odd_keys_are_not_found(desk, name):
    from admin.base import VIEWS

    view = next(v for v in VIEWS if getattr(v, "called", "") == name)
    role = next(r for r in Role if r in IN_CHARGE[name])
    officer = desk(BY_ROLE[role])
    for key in ("1,2", "9" * 30, "abc", "-1", "0", "1e3", "١", "2147483648", ""):
        answer = officer.open(f"/admin/{name}/details/?id={key}")
        assert answer.status_code == 404, (name, key)
    assert view.can_delete is False


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("door", ["delete/", "ajax/update/"])
def test_nothing_is_deleted_and_nothing_edited_in_the_list(desk, name, door):
    role = next(r for r in Role if r in IN_CHARGE[name])

    assert desk(BY_ROLE[role]).post(f"/admin/{name}/{door}", id="1").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "..%2Fx", "x" * 300])
def test_a_list_is_taken_away_as_a_ledger_or_not_at_all(desk, two, kind):
    assert desk("zhao").open(f"/admin/household/export/{kind}/").status_code == 404


# ---- pages --------------------------------------------------------------------------------------

SORTS = ["", "sort=head_name", "sort=-head_name", "sort=applied_on", "sort=-applied_on",
         "sort=recognised_on", "sort=-recognised_on", "q=王", "q=wang", "q=w", "q=220104",
         "applied_on_from=2026-02-01", "status=draft"]


@pytest.fixture
def many(scene):
    """130 households of one community with names, days and statuses that repeat."""
    scene("many", settle)


def settle():
    for n in range(130):
        name = ("王例", "王样", "吴试")[n % 3] + "甲乙丙丁戊己庚"[n % 7]
        values = {"head_pinyin": "wangli" if n % 3 else "wuyang", "head_initials": "wl" if n % 2 else "wy"}
        values |= {"status": S.DRAFT, "applied_on": date(2026, 2, 1 + n % 9)} if n % 4 else {"status": S.RECOGNISED}
        make_household(name=name, members=0, ready=False, **values)


def walk(officer, url: str, rel: str) -> list[list[str]]:
    """The family numbers page by page, by the links an officer would press."""
    pages = []
    while url:
        page = officer.read(url)
        pages.append(re.findall(r"220104-2026-\d{5}", page))
        found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else ""
        assert len(pages) < 9
        last = page
    pages.append(last)
    return pages


@pytest.mark.parametrize("query", SORTS)
def test_pages_follow_each_other_without_a_gap(desk, many, query):
    officer = desk("wang")
    *forth, last = walk(officer, f"/admin/household/?{query}", "next")
    seen = [number for page in forth for number in dict.fromkeys(page)]

    assert len(seen) == len(set(seen))
    total = re.search(r"共 ([0-9,]+) 条", last)
    assert total
    assert int(total[1].replace(",", "")) == len(seen)


@pytest.mark.parametrize("query", SORTS)
def test_the_way_back_shows_the_same_pages(desk, many, query):
    officer = desk("wang")
    *forth, last = walk(officer, f"/admin/household/?{query}", "next")
    if len(forth) < 2:
        return
    back_url = re.search(r'rel="prev" href="([^"]+)"', last)[1].replace("&amp;", "&")
    *back, _first = walk(officer, back_url, "prev")

    assert [list(dict.fromkeys(p)) for p in back[::-1]] == [list(dict.fromkeys(p)) for p in forth[:-1]]


def test_rows_without_the_sorted_value_come_last_both_ways(desk, many):
    officer = desk("wang")
    for query in ("sort=recognised_on", "sort=-recognised_on"):
        *pages, _last = walk(officer, f"/admin/household/?{query}", "next")
        numbers = [number for page in pages for number in dict.fromkeys(page)]
        held = [i for i, n in enumerate(numbers) if int(n[-5:]) and n in recognised()]
        assert held == list(range(len(held)))


def recognised() -> set[str]:
    from models import Household

    return {h.family_no for h in db.session.query(Household).filter_by(status=S.RECOGNISED)}


def test_no_address_of_a_page_holds_a_name(desk, many):
    page = desk("wang").read("/admin/household/?sort=head_name")

    assert not [u for u in re.findall(r'href="([^"]+)"', page) if "%E7%8E%8B" in u or "王" in u]


def test_a_page_of_fifty_rows_asks_few_statements(app, desk, many):
    officer = desk("zhao")
    officer.open("/admin/household/")
    said: list[str] = []
    with app.app_context():
        listen = lambda *args: said.append(args[2])  # noqa: E731
        event.listen(db.engine, "after_cursor_execute", listen)
        officer.open("/admin/household/")
        event.remove(db.engine, "after_cursor_execute", listen)

    statements = [s for s in said if s.lstrip().upper().startswith("SELECT")]
    assert len(statements) <= 8, statements
    assert not any("id_no," in s or "bank_account," in s for s in statements)


# ---- acts on rows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"action": "nonsense", "rowid": "1"}, 403),
        ({"action": "delete", "rowid": "1"}, 403),
        ({"act_on": "exit:1"}, 403),
        ({"action": "submit", "rowid": "1,2"}, 400),
        ({"action": "submit", "rowid": "abc"}, 400),
        ({"action": "submit", "rowid": [str(n) for n in range(1, 1200)]}, 400),
        ({"action": "submit"}, 302),
        ({"act_on": "submit:999999"}, 404),
    ],
)
def test_an_act_that_cannot_be_meant_is_refused(desk, two, fields, expected):
    assert desk("wang").post("/admin/household/action/", **fields).status_code == expected


@pytest.mark.parametrize(
    "url", ["//evil.example", "https:evil.example", "\\\\evil.example", "/%09/evil", "javascript:alert(1)",
            "data:text/html,x", "//[", "http://[::1"],
)
def test_a_way_back_stays_in_the_house(desk, two, url):
    officer = desk("wang")
    data = {"csrf_token": officer.token(), "action": "submit", "url": url}
    answer = officer.open("/admin/household/action/", method="POST", data=data)

    assert answer.status_code == 302
    assert answer.location.startswith("/admin/")
