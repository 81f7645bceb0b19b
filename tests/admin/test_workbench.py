"""The workbench: each role finds its own work, and every number is the count of the list it opens."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlalchemy import event

from admin.clocks import clock_of
from admin.system import calendar_warnings
from models import Household, ParameterDecree, db
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import (
    add_exit,
    add_referral,
    add_service,
    first_member,
    make_household,
)
from workflow.alerts import refresh
from workflow.calendar import work_calendar
from workflow.records import save

LINK = re.compile(r'<a class="kpi[^"]*" href="([^"]+)">.*?<b>([^<]+)</b>', re.S)
MORE = re.compile(
    r'<b class="count num">([^<]+)</b>\s*</header>.*?(?:<a class="more" href="([^"]+)"|</section>)', re.S
)


@pytest.fixture
def work(session, clock) -> dict[str, Household]:
    """One household in each status in Wang's community, and the same in another county."""
    clock.at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    made = {}
    for status in S:
        made[status.value] = make_household(status=status, name="张试子")
        make_household(status=status, name="李试丑", community="222401001001")
    made["running"] = make_household(
        status=S.PUBLICIZED, submitted_on=date(2026, 3, 2), verified_on=date(2026, 3, 4),
        publicized_on=date(2026, 3, 6), publicized_until=date(2026, 3, 11),
    )
    made["late"] = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 6))
    made["leaving"] = make_household(status=S.RECOGNISED)
    add_exit(made["leaving"])
    session.commit()
    return made


def column(page: str, number: int) -> str:
    return page.split('class="sheet desk-col')[number]


def numbers_in(page: str) -> set[str]:
    return set(re.findall(r"220104-2026-\d{5}", page))


@pytest.mark.parametrize(
    ("name", "mine"),
    [
        ("wang", {"draft", "returned"}),
        ("chen", {"submitted", "verified", "publicized"}),
        ("zhao", {"reported", "leaving"}),
        ("mei", {"submitted", "verified", "publicized", "late"}),
    ],
)
def test_each_role_finds_what_waits_for_it(desk, work, name, mine):
    page = desk(name).read("/admin/")

    assert numbers_in(column(page, 1)) == {work[key].family_no for key in mine}


def test_running_publicity_and_promises_fall_due(desk, work):
    page = desk("chen").read("/admin/")

    assert numbers_in(column(page, 2)) == {work[key].family_no for key in ("running", "late")}


def test_ten_days_before_the_end_it_asks_for_the_services_owed(session, desk, clock):
    household = make_household(status=S.RECOGNISED)
    clock.at = datetime(2026, 3, 20, 2, tzinfo=UTC)
    calendar = work_calendar(session)
    refresh(session, household, date(2026, 3, 18), calendar)
    assert household.family_no not in column(desk("wang").read("/admin/"), 2)
    refresh(session, household, date(2026, 3, 20), calendar)
    assert household.family_no in column(desk("wang").read("/admin/"), 2)
    member = first_member(household)
    add_service(member, kind="guidance")
    add_service(member, kind="training_info")
    for _n in range(2):
        add_referral(member)
    unread = add_referral(member, counts=False, shortfall="没有送达回执")
    refresh(session, household, date(2026, 3, 20), calendar)
    session.commit()
    page = desk("wang").read("/admin/")
    assert household.family_no in column(page, 2)
    assert "岗位推荐 2/3" in column(page, 2)

    unread.counts = True
    refresh(session, household, date(2026, 3, 20), calendar)
    session.commit()

    assert household.family_no not in column(desk("wang").read("/admin/"), 2)


def test_a_region_that_asks_for_more_services_finds_its_own_households(session, desk, clock):
    clock.at = datetime(2026, 3, 20, 2, tzinfo=UTC)
    made = {}
    for place in ("220104001001", "222401001001"):
        household = made[place] = make_household(status=S.RECOGNISED, community=place)
        for kind, times in (("guidance", 1), ("training_info", 1), ("referral", 3)):
            for n in range(times):
                add_service(first_member(household), kind=kind, served_on=date(2026, 3, 6 + n)) if (
                    kind != "referral") else add_referral(first_member(household))
    session.commit()
    decree = ParameterDecree(parameter="REFERRALS_OWED", office=office(session, "220104"), value=4,
                             valid_from=date(2026, 1, 1), basis="文", basis_on=date(2026, 1, 1))
    save(session, decree, officer(session, "gao"), date(2026, 3, 20), work_calendar(session))

    page = desk("gao").read("/admin/")
    assert made["220104001001"].family_no in column(page, 2)
    assert made["222401001001"].family_no not in column(page, 2)


def test_an_open_objection_brings_the_file_back_to_the_street(session, desk, work):
    from models import Objection

    session.add(Objection(household=work["running"], raised_on=date(2026, 3, 9), content="有车",
                          finding=ObjectionFinding.OPEN))
    session.commit()

    assert work["running"].family_no in column(desk("chen").read("/admin/"), 1)


def test_what_was_handed_on_lies_elsewhere(desk, work):
    page = desk("wang").read("/admin/")
    away = ("submitted", "verified", "publicized", "reported", "running", "leaving")

    assert numbers_in(column(page, 3)) == {work[key].family_no for key in away}


@pytest.mark.parametrize("name", ["wang", "chen", "zhao", "mei", "gao", "hai", "he", "li"])
def test_every_number_is_the_count_of_the_list_it_opens(desk, work, name):
    browser = desk(name)
    page = browser.read("/admin/")
    figures = [(url, number) for url, number in LINK.findall(page)]
    columns = [(url, number) for number, url in MORE.findall(page) if url]

    owed_told_and_inspected = {"wang": 3, "li": 3, "chen": 4, "he": 4, "zhao": 2, "hai": 2, "mei": 2, "gao": 1}
    assert len(figures) == 4 + owed_told_and_inspected[name]
    for url, number in figures + columns:
        listed = browser.open(unescape(url))
        assert listed.status_code == 200, url
        assert rows_of(listed.get_data(as_text=True)) == int(number), url


def rows_of(page: str) -> int:
    return len(re.findall(r'<td class="k-person"', page))


def test_a_supervisor_finds_each_file_in_one_column_only(desk, work):
    page = desk("mei").read("/admin/")
    columns = [numbers_in(column(page, n)) for n in (1, 2, 3)]

    assert columns[2] == {work["reported"].family_no}
    assert columns[1] == {work["running"].family_no}
    assert not columns[0] & columns[1]
    assert not columns[0] & columns[2]
    assert not columns[1] & columns[2]


def test_nobody_finds_another_area_s_work(desk, work):
    assert "李试丑" not in desk("wang").read("/admin/")
    assert "张试子" not in desk("li").read("/admin/")


@pytest.mark.parametrize(
    ("name", "place"), [("sun", "/admin/charts/"), ("song", "/admin/charts/"), ("jin", "/admin/audit/")]
)
def test_who_has_no_desk_begins_elsewhere(desk, name, place):
    page = desk(name).open("/admin/")

    assert page.status_code == 302
    assert page.headers["Location"].startswith(place)


def test_the_administrator_finds_no_case(desk, work):
    page = desk("guan").read("/admin/")

    assert "张" not in page.split("<main")[1].split("</main>")[0]
    assert "系统管理" in page
    assert "用户" in page


@pytest.mark.parametrize(
    ("published", "on", "tones"),
    [
        ({2026, 2027}, date(2026, 12, 31), []),
        ({2026}, date(2026, 11, 14), []),
        ({2026}, date(2026, 11, 15), ["warning"]),
        ({2026}, date(2026, 12, 15), ["error"]),
        ({2025}, date(2026, 3, 9), ["error"]),
    ],
)
def test_a_missing_calendar_year_is_called_for_in_time(app, published, on, tones):
    with app.test_request_context():
        assert [tone for tone, _words in calendar_warnings(published, on)] == tones


@pytest.mark.parametrize("name", ["wang", "chen", "zhao", "gao"])
def test_the_desk_asks_the_database_thirteen_times_at_most(app, desk, work, name):
    browser = desk(name)
    browser.read("/admin/")
    said: list[str] = []
    listener = lambda *args: said.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    browser.read("/admin/")
    event.remove(db.engine, "before_cursor_execute", listener)

    assert len(said) <= 13, "\n".join(s[:120] for s in said)


def ring_in(page: str, household: Household) -> str:
    """The ring in the household's row of the list, or on the desk's line: its tone and its number."""
    after = page[page.find(household.family_no):]
    found = re.search(r'ring r-(\w+)".*?<b>(\d+)</b>', after[:after.find("</tr>")], re.S)
    return f"{found[1]} {found[2]}" if found else ""


@pytest.mark.parametrize(
    ("status", "days", "ring"),
    [
        (S.SUBMITTED, {"submitted_on": date(2026, 3, 9)}, "green 5"),
        (S.SUBMITTED, {"submitted_on": date(2026, 3, 3)}, "yellow 1"),
        (S.VERIFIED, {"verified_on": date(2026, 3, 6)}, "green 4"),
        (S.VERIFIED, {"verified_on": date(2026, 2, 27)}, "over 1"),
        (S.PUBLICIZED, {"publicized_on": date(2026, 3, 9), "publicized_until": date(2026, 3, 12)}, "green 3"),
        (S.PUBLICIZED, {"publicized_on": date(2026, 3, 5), "publicized_until": date(2026, 3, 10)}, "yellow 1"),
        (S.REPORTED, {"reported_on": date(2026, 3, 6)}, "green 4"),
        (S.RECOGNISED, {"promise_due_on": date(2026, 3, 17)}, "green 6"),
        (S.RECOGNISED, {"promise_due_on": date(2026, 3, 16)}, "yellow 5"),
        (S.RECOGNISED, {"promise_due_on": date(2026, 3, 6)}, "over 1"),
        (S.RECOGNISED, {"placed_on": date(2026, 3, 9)}, ""),
        (S.DRAFT, {}, ""),
    ],
)
def test_list_and_household_page_tell_the_same_term(session, desk, clock, status, days, ring):
    clock.at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    household = make_household(status=status, **days)
    browser = desk("chen")

    assert ring_in(browser.read("/admin/household/"), household) == ring
    calendar = work_calendar(session)
    term = clock_of(household, date(2026, 3, 9), calendar)
    told = f"{term.tone.replace('red', 'over')} {abs(term.days_left)}" if term else ""
    assert told == ring


def test_a_publicity_that_is_over_is_told_from_its_own_first_day(work, desk):
    over = work["publicized"]
    line = desk("chen").read("/admin/").partition(over.family_no)[2][:900]

    assert f"{over.publicized_on}起" in line
    assert f"{over.publicized_until}起" not in line
