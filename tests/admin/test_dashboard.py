"""The leaders' page: every number opens exactly the rows it counts, and nobody looks over the fence."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import openpyxl
import plotly.graph_objects as go
import pytest
from sqlalchemy import select

from admin.cockpit_pages import PAGES
from models import AuditEntry, Target
from policy.terms import Measure
from policy.terms import Status as S
from tests.factories import make_household

pytestmark = pytest.mark.database
PERIOD = "from=2026-01-01&to=2026-03-09"
EARLY = {"status": S.RECOGNISED, "ready": False, "origin": "ledger", "submitted_on": None,
         "verified_on": None, "publicized_on": None, "publicized_until": None,
         "reported_on": None, "applied_on": date(2024, 1, 2)}
READERS = ("wang", "chen", "zhao", "mei", "gao", "sun", "song", "jin")


@pytest.fixture
def province_of_households(scene, session):
    """In two counties of one city and in another city; some placed, some overdue, some gone;
    one on the first day of the period, one before it, one after its last."""
    scene("province_of_households", lambda: settle(session))


def settle(session):
    for community, n in (("220104001001", 3), ("220104002001", 1), ("220102001001", 2),
                         ("222401001001", 2)):
        for k in range(n):
            make_household(status=S.RECOGNISED, community=community, ready=False,
                           promise_due_on=date(2026, 3, 6),
                           assisted_on=date(2026, 3, 6) if k else None,
                           placed_on=date(2026, 3, 6) if k == 1 else None)
    make_household(status=S.EXITED, community="220104001001", ready=False)
    make_household(status=S.EXITED, community="220102001001", ready=False)
    make_household(status=S.REPORTED, ready=False)
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 10)):
        make_household(**EARLY, recognised_on=day, promise_due_on=date(2026, 4, 30))
    session.add(Target(office_id=3, year=2026, measure=Measure.RECOGNISED, households=10))
    session.add(Target(office_id=2, year=2026, measure=Measure.ASSISTED, households=4))
    session.commit()


def address(key, page=""):
    return "/admin/charts/" + (f"{key}/" if key != "overview" else "") + page


def rows_listed(page: str) -> int:
    """How many rows a list page says it has."""
    found = re.search(r"共\s*([\d,]+)\s*条", page)
    if found:
        return int(found[1].replace(",", ""))
    return len(re.findall(r'name="rowid"', page)) or len(re.findall(r'<td class="k-person"', page))


def linked_numbers(page: str) -> list[tuple[int, str]]:
    """Every number of the page that opens a list of households, with the address."""
    found = re.findall(r'<a[^>]*href="(/admin/household/\?[^"]+)"[^>]*>([\d,]+)</a>', page)
    kpis = re.findall(
        r'<a class="kpi[^"]*" href="(/admin/household/\?[^"]+)">(?:(?!</a>).)*?<b>([\d,]+)</b>',
        page, re.DOTALL
    )
    return [(int(n.replace(",", "")), unescape(url)) for url, n in found + kpis]


def figures_of(page: str) -> list[dict]:
    return [json.loads(text) for text in re.findall(
        r'<script type="application/json" id="fig-[^"]+">(.*?)</script>', page, re.DOTALL)]


@pytest.mark.parametrize(
    ("name", "office"),
    [("sun", 1), ("sun", 2), ("sun", 3), ("mei", 2), ("mei", 9), ("zhao", 3), ("zhao", 4), ("wang", 5),
     ("song", 3)],
)
@pytest.mark.parametrize("key", PAGES)
def test_every_number_is_the_number_of_rows_it_opens(
    desk, province_of_households, key, name, office
):
    browser = desk(name)
    page = browser.read(f"{address(key)}?office={office}&{PERIOD}")
    numbers = linked_numbers(page)

    assert len(numbers) >= (12 if key == "overview" else 3)
    for number, url in set(numbers):
        assert rows_listed(browser.read(url)) == number, url


def test_every_bar_is_the_number_of_rows_it_opens(desk, province_of_households):
    browser = desk("sun")
    bars = [
        (number, url)
        for figure in figures_of(browser.read(f"/admin/charts/?{PERIOD}"))
        for trace in figure["data"] if trace["type"] == "bar"
        for number, url in zip(trace.get("x") if trace.get("orientation") else trace["y"],
                               trace["customdata"], strict=True)
    ]

    assert sum(number for number, _url in bars) == 2 * (11 + 4 + 2)
    for number, url in set(bars):
        assert rows_listed(browser.read(url)) == number, url


def test_the_figures_are_figures_and_the_tables_hold_the_same_numbers(desk, province_of_households):
    page = desk("gao").read(f"/admin/charts/?{PERIOD}")
    progress, months = figures_of(page)

    assert progress["data"][0]["x"] == [9, 2, 0]
    assert re.search(r'class="chart-area"[^>]*role="figure"[^>]*aria-label="横向条形图', page)
    assert page.index("fig-progress") < page.index("chart-table")


ASKED = [
    ("zhao", 3, 200), ("zhao", 4, 200), ("zhao", 5, 200), ("zhao", 2, 404), ("zhao", 9, 404),
    ("zhao", 1, 404), ("wang", 4, 404), ("wang", 6, 404), ("song", 9, 404), ("mei", 13, 404),
    ("sun", 13, 200), ("sun", 999999, 404), ("sun", "x", 404), ("sun", "1e20", 404),
    ("sun", "3 OR 1=1", 404), ("sun", "9" * 40, 404), ("sun", "-1", 404),
]
"""Asked of the first page in all these ways; of the others, which share its door, in three."""


@pytest.mark.parametrize(
    ("key", "name", "office", "status"),
    [(key, *case) for key in PAGES for case in (ASKED if key == "overview" else ASKED[1:13:4])],
)
@pytest.mark.parametrize("page", ["", "excel"])
def test_an_office_outside_the_area_does_not_exist(desk, page, key, name, office, status):
    with desk(name).open(f"{address(key, page)}?office={office}") as answer:
        assert answer.status_code == status


@pytest.mark.parametrize("key", PAGES)
def test_plotly_takes_every_figure_and_each_has_its_words_and_its_table(desk, province_of_households, key):
    for name in ("gao", "mei", "zhao", "wang"):
        page = desk(name).read(f"{address(key)}?{PERIOD}")
        for figure in figures_of(page):
            go.Figure(figure)
        assert len(figures_of(page)) == len(re.findall(r'class="chart-area"[^>]*aria-label="[^"]+', page))
        assert len(re.findall(r'class="chart-table"', page)) == len(re.findall(r'<details class="explained"', page))


@pytest.mark.parametrize("compare", ["last", "year"])
@pytest.mark.parametrize("key", PAGES)
def test_each_page_is_a_workbook_with_the_rows_behind(desk, province_of_households, key, compare):
    answer = desk("gao").open(f"{address(key, 'excel')}?{PERIOD}&compare={compare}")
    book = openpyxl.load_workbook(BytesIO(answer.data))

    assert {"说明", "指标解释"} <= set(book.sheetnames)
    assert [cell.value for cell in book["指标解释"][3]][:2] == ["指标", "含义"]
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            assert "张试子" not in row
    book.close()


@pytest.mark.parametrize("key", PAGES)
def test_rows_are_taken_along_by_who_may_export_ledgers_alone(desk, province_of_households, key):
    """An auditor reads the pages; lists of families leave the house with the right to ledgers only."""
    sheets = {}
    for name in ("sun", "jin"):
        with desk(name).open(f"{address(key, 'excel')}?{PERIOD}") as answer:
            book = openpyxl.load_workbook(BytesIO(answer.data))
        sheets[name] = {sheet for sheet in book.sheetnames if sheet.endswith("明细")}
        told = {row[0] for row in book["说明"].iter_rows(values_only=True)}
        assert ("明细" in told) == (name == "jin" and bool(sheets["sun"]))
        book.close()

    assert sheets["jin"] == set()
    if key in ("overview", "districts", "intime"):
        assert sheets["sun"]


@pytest.mark.parametrize("key", PAGES)
def test_a_page_of_an_office_without_households_says_so_in_words(desk, key):
    for query in (PERIOD, f"{PERIOD}&compare=last", f"{PERIOD}&compare=year", "compare=nonsense"):
        assert "None" not in desk("gao").read(f"{address(key)}?{query}").partition("<main")[2]


def test_a_page_there_is_not_is_not_found(desk):
    for url in ("nothing/", "nothing/excel", "overview/", "overview/excel"):
        assert desk("gao").open(f"/admin/charts/{url}").status_code == 404


def test_each_reader_sees_the_page_of_the_own_office_first(desk, province_of_households):
    for name in READERS:
        assert desk(name).open("/admin/charts/").status_code == 200
    assert "朝阳区认定零就业家庭6户" in desk("zhao").read(f"/admin/charts/?{PERIOD}")
    assert "南关区" not in desk("zhao").read(f"/admin/charts/?{PERIOD}")


def test_who_may_not_read_charts_gets_none(desk):
    assert desk("guan").open("/admin/charts/").status_code == 403
    assert desk("guan").open("/admin/charts/excel").status_code == 403


def test_the_sentence_says_whether_nobody_is_past_the_promise(desk, clock, province_of_households):
    clock.at = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    kept = desk("gao").read("/admin/charts/?from=2026-01-01&to=2026-03-06")
    clock.at = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    broken = desk("gao").read(f"/admin/charts/?{PERIOD}")

    assert "保持动态清零。" in kept
    assert "其中5户超过承诺期限仍无人就业，未达到动态清零。" in broken


def test_where_there_is_nobody_the_sentence_praises_nothing(desk):
    said = desk("gao").read("/admin/charts/?from=2026-01-01&to=2026-03-06")

    assert "在册0户，是否确无零就业家庭，见“持续为零”。" in said
    assert "保持动态清零" not in said


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("from=2026-02-30&to=2026-03-01", "日期不正确", id="a day there is not"),
        pytest.param("from=2026-03-02&to=2026-03-01", "止日早于起日", id="end before beginning"),
        pytest.param("from=1950-01-01&to=2026-03-01", "期间最长10年", id="too long"),
        pytest.param("from=0001-01-01&to=9999-12-31", "1900年至2100年", id="no year of ours"),
        pytest.param("from=&to=", "请填写", id="nothing"),
        pytest.param("from=１&to=%F0%9F%98%80", "日期不正确", id="anything"),
    ],
)
def test_a_period_that_cannot_be_is_said_at_its_field_and_this_year_shown(desk, query, words):
    answer = desk("gao").open(f"/admin/charts/?{query}")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert words in page
    assert "2026年1月1日至2026年3月9日" in page


def test_the_way_leads_down_and_back_up_but_not_beyond_the_own_office(desk, province_of_households):
    page = desk("mei").read(f"/admin/charts/?office=4&{PERIOD}")
    crumbs = re.search(r'<nav aria-label="辖区">(.*?)</nav>', page, re.DOTALL)[1]

    assert re.findall(r"office=(\d+)", unescape(crumbs)) == ["2", "3"]
    assert "吉林省" not in crumbs
    assert "office=9" in unescape(desk("mei").read(f"/admin/charts/?{PERIOD}"))


def test_last_year_stands_beside_if_asked_for(desk, province_of_households):
    make_household(**EARLY, recognised_on=date(2025, 2, 3))

    assert "上年同期 1" in desk("gao").read(f"/admin/charts/?{PERIOD}&compare=y")
    assert "上年同期 1" not in desk("gao").read(f"/admin/charts/?{PERIOD}")


def test_the_page_lets_plotly_style_itself_and_nothing_else(desk):
    policy = desk("gao").open("/admin/charts/").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in desk("gao").open("/admin/household/").headers[
        "Content-Security-Policy"]


def test_the_workbook_holds_the_numbers_of_the_page_and_leaves_a_trace(
    desk, session, province_of_households
):
    answer = desk("mei").open(f"/admin/charts/excel?{PERIOD}")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    rows = [row[:4] for row in book["按机构"].iter_rows(min_row=5, max_row=7, values_only=True)]
    charts = [len(book[name]._charts) for name in ("按机构", "年度进度", "按月")]
    behind = [row[0] for row in book["认定明细"].iter_rows(min_row=5, values_only=True)]
    told = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
    book.close()

    assert rows == [("朝阳区", 6, 10, 0.6), ("南关区", 3, None, None), ("合计", 9, None, None)]
    assert charts == [1, 0, 1]
    assert len(behind) == 9 + 1
    assert behind[-1] == "合计"
    assert "长春市认定零就业家庭9户" in told["结论"]
    assert "filename*=UTF-8''%E9%95%BF" in answer.headers["Content-Disposition"]
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "export")).one()
    assert (line.actor, line.record, line.path) == ("mei", "charts", "1.2.")


@pytest.mark.parametrize("key", PAGES)
def test_no_page_of_charts_names_a_person(desk, province_of_households, key):
    for name in READERS:
        assert "张试子" not in desk(name).read(f"{address(key)}?{PERIOD}")
