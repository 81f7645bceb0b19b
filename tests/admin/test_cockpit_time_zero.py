"""The pages 及时 and 持续为零 in the browser: every list as long as its number, no name unmasked, the way to an inspection."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from models import Alert, FollowUp
from policy.aid_terms import SlotState
from policy.terms import MemberState, Tone, VisitPurpose, WarningCode
from policy.terms import Status as S
from tests.admin.test_dashboard import rows_listed
from tests.cast import office
from tests.charts.test_queries import exited, recognised
from tests.factories import (
    add_exit,
    add_service,
    add_visit,
    first_member,
    make_household,
)
from tests.factories_sweeps import add_campaign, add_suspect

pytestmark = pytest.mark.database
TODAY = date(2026, 3, 9)
PERIOD = "from=2026-01-01&to=2026-03-09"
READERS = ("wang", "chen", "zhao", "mei", "gao", "sun", "song", "jin")
NUMBER = re.compile(r'<a[^>]*href="(/admin/[a-z]+/\?[^"]+)"[^>]*>([\d,]+)</a>')
KPI = re.compile(r'<a class="kpi[^"]*" href="(/admin/[^"]+)">(?:(?!</a>).)*?<b>([\d,]+)</b>', re.DOTALL)


@pytest.fixture
def province_at_work(session):
    """In several offices: promises kept, missed, open and over, visits owed, suspects, exits due."""
    for community, n in (("220104001001", 3), ("220104002001", 1), ("222401001001", 2)):
        for k in range(n):
            household = recognised(
                date(2026, 1, 12), community, promise_due_on=date(2026, 2, 9), name=f"欧阳试{k}",
                assisted_on=date(2026, 1, 14), placed_on=date(2026, 2, 3) if k == 1 else None,
            )
            add_service(first_member(household), served_on=date(2026, 1, 14))
            visit = add_visit(household, purpose=VisitPurpose.FOLLOW_UP, visited_on=date(2026, 2, 5))
            session.flush()
            session.add(FollowUp(household=household, month=date(2026, 2, 1), visit=visit if k else None,
                                 state=SlotState.DONE if k else SlotState.OPEN))
    recognised(date(2026, 3, 2), promise_due_on=date(2026, 3, 30))
    exited(date(2026, 2, 20), recognised_on=date(2026, 1, 12), placed_on=date(2026, 2, 2))
    working = recognised(date(2026, 3, 2), promise_due_on=date(2026, 3, 30))
    first_member(working).state = MemberState.EMPLOYED
    waiting = recognised(date(2026, 1, 12), promise_due_on=date(2026, 2, 9), placed_on=date(2026, 2, 3))
    add_exit(waiting, proposed_on=date(2026, 2, 24))
    make_household(status=S.REPORTED, ready=False)
    make_household(status=S.REJECTED, ready=False)
    campaign = add_campaign()
    add_suspect(campaign)
    add_suspect(campaign, "220104002001", found_on=TODAY - timedelta(days=20))
    session.flush()
    session.add(Alert(
        code=WarningCode.PROPOSAL, tone=Tone.RED, subject=f"household:{waiting.id}/W18/0",
        household_id=waiting.id, raised_on=date(2026, 2, 26), red_on=date(2026, 3, 3), clause="102-3",
        words="退出建议逾期", values={}, **{c: getattr(waiting, c) for c in (
            "community_id", "street_id", "county_id", "unit_id")}))
    office(session, "220102").urban_population = 400_000
    session.commit()


def numbers_of(page):
    found = {(int(n.replace(",", "")), unescape(url)) for url, n in (*NUMBER.findall(page), *KPI.findall(page))}
    return {pair for pair in found if "/charts/" not in pair[1]}


@pytest.mark.parametrize("key", ["intime", "zero"])
@pytest.mark.parametrize(("name", "at"), [("sun", 1), ("gao", 2), ("mei", 2), ("zhao", 3), ("chen", 4),
                                          ("wang", 5), ("song", 3), ("jin", 12)])
def test_every_list_is_as_long_as_the_number_that_opens_it(desk, province_at_work, key, name, at):
    browser = desk(name)
    numbers = numbers_of(browser.read(f"/admin/charts/{key}/?office={at}&{PERIOD}"))

    assert len(numbers) > 12
    for number, url in numbers:
        assert rows_listed(browser.read(url)) == number, url


def test_lists_of_visits_and_of_suspects_are_opened_too(desk, province_at_work):
    urls = {url.split("?")[0] for key in ("intime", "zero")
            for _n, url in numbers_of(desk("sun").read(f"/admin/charts/{key}/?{PERIOD}"))}

    assert {"/admin/household/", "/admin/followup/", "/admin/suspectedfamily/", "/admin/alert/"} <= urls


@pytest.mark.parametrize("name", READERS)
def test_no_name_stands_unmasked_for_anybody(desk, province_at_work, name):
    for key in ("intime", "zero"):
        page = desk(name).read(f"/admin/charts/{key}/?{PERIOD}")
        assert "欧阳试" not in page
        assert not re.search(r"229901\d{8}", page)
    if name in ("sun", "wang"):
        assert "欧阳**" in desk(name).read(f"/admin/charts/intime/?{PERIOD}")


@pytest.mark.parametrize(("key", "says"), [
    ("intime", ["办理进度", "各环节用时", "未兑现承诺", "逾期家庭", "指标解释", "超期未就业明细"]),
    ("zero", ["各月认定", "核查", "应认未认线索", "应退未退", "应退未退明细"]),
])
@pytest.mark.parametrize("compare", ["", "last", "year"])
def test_the_workbook_holds_the_same_without_names(desk, province_at_work, key, says, compare):
    sent = desk("sun").open(f"/admin/charts/{key}/excel?{PERIOD}&compare={compare}").get_data()
    book = openpyxl.load_workbook(BytesIO(sent))

    assert set(says) <= set(book.sheetnames)
    cells = [str(c.value) for sheet in book for row in sheet for c in row if c.value is not None]
    assert not [c for c in cells if "欧阳试" in c or re.search(r"229901\d{8}", c)]


@pytest.mark.parametrize("compare", ["last", "year"])
def test_what_it_is_compared_with_is_said(desk, province_at_work, compare):
    page = desk("gao").read(f"/admin/charts/intime/?{PERIOD}&compare={compare}")

    assert {"last": "上期 ", "year": "上年同期 "}[compare] in page
    assert "按期兑现 1 户" not in desk("gao").read("/admin/charts/intime/?from=2025-01-01&to=2025-03-31")


def test_the_silent_office_leads_to_an_inspection(desk, province_at_work, session):
    recognised(date(2025, 6, 2), "220102001001")
    page = desk("mei").read("/admin/charts/zero/")
    link = unescape(re.search(r'href="(/admin/supervisionfinding/new/\?[^"]+)"', page)[1])
    form = desk("mei").read(link)

    assert re.search(r'name="office_id"[^>]*value="9"|value="9"[^>]*selected|name="office_id" value="9"', form)
    assert re.search(r'value="zero"[^>]*selected|selected[^>]*value="zero"', form)
    assert "/supervisionfinding/new/" not in desk("sun").read("/admin/charts/zero/")
    assert "/admin/supervisionfinding/?office=9" in unescape(desk("sun").read("/admin/charts/zero/"))


@pytest.mark.parametrize(("name", "asked", "status"), [
    ("mei", "office=13&fault=zero", 404), ("mei", "office=9&fault=nonsense", 200), ("mei", "office=x", 200),
    ("zhao", "office=3&fault=zero", 403), ("sun", "office=9", 403),
])
def test_an_inspection_begins_only_where_one_may_be_entered(desk, name, asked, status):
    assert desk(name).open(f"/admin/supervisionfinding/new/?{asked}").status_code == status


def test_members_are_listed_only_for_those_who_may_read_them(desk, province_at_work):
    asked = "figure=owed_services&figure_from=2026-01-01&figure_to=2026-03-09"

    assert rows_listed(desk("zhao").read(f"/admin/member/?{asked}")) == 3
    assert desk("sun").open(f"/admin/member/?{asked}").status_code == 403


def test_a_list_of_another_table_or_without_days_is_not_narrowed(desk, province_at_work):
    whole = rows_listed(desk("gao").read("/admin/household/"))

    for asked in ("figure=missed_visit&figure_from=2026-01-01&figure_to=2026-03-09", "figure=lacks_work",
                  "figure=lacks_work&figure_from=x&figure_to=2026-03-09", "figure=__class__"):
        assert rows_listed(desk("gao").read(f"/admin/household/?{asked}")) == whole


@pytest.mark.parametrize("key", ["intime", "zero"])
def test_an_empty_province_is_shown_as_one(desk, key):
    for name in ("sun", "wang", "zhao"):
        page = desk(name).read(f"/admin/charts/{key}/")
        assert "领导驾驶舱" in page
        assert "None" not in page
        assert "nan" not in page.replace("finance", "")
    assert desk("sun").open(f"/admin/charts/{key}/excel").status_code == 200
