"""The page of the report: every figure opens its list, and the buttons are those of the office."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from models import Benefit, FollowUp, ReportPeriod, db
from policy.aid_terms import BenefitState, PolicyKind, SlotState
from policy.report_terms import ReportState
from policy.terms import EmploymentForm, ExitGround, ServiceKind
from policy.terms import Status as S
from tests.factories import add_employment, add_service, add_visit, first_member, make_household

PAGE = "/admin/report/?office={office}&kind=month&period=2026-03"
LINK = re.compile(r'<a href="(/admin/\w+/\?[^"]*figure=(\w+)[^"]*)">([\d,]+)</a>')
TOTAL = re.compile(r"共 ?([\d,]+) ?条")
COUNTY, STREET = 3, 4


@pytest.fixture
def busy(session, clock):
    """March 2026 in one county, seen in April: something under nearly every letter."""
    clock.at = datetime(2026, 4, 8, 2, tzinfo=UTC)
    for n, community in enumerate(("220104001001", "220104001001", "220104002001")):
        household = make_household(
            status=S.RECOGNISED, community=community, promise_due_on=date(2026, 3, 27),
            assisted_on=date(2026, 3, 6),
        )
        member = first_member(household)
        for kind in (ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, ServiceKind.REFERRAL):
            add_service(member, kind=kind, served_on=date(2026, 3, 6 + n), employer="试样公司", job="保洁",
                        counts=True if kind is ServiceKind.REFERRAL else None)
        visit = add_visit(household)
        db.session.flush()
        db.session.add(FollowUp(household=household, month=date(2026, 3, 1), state=SlotState.DONE,
                                visit_id=visit.id))
        if n == 1:
            add_employment(member, started_on=date(2026, 3, 9), verified=True, form=EmploymentForm.UNIT,
                           verified_on=date(2026, 3, 10))
            household.placed_on = date(2026, 3, 9)
            db.session.add(Benefit(
                household=household, member=member, policy=PolicyKind.INSURANCE,
                state=BenefitState.ENJOYED, applied_on=date(2026, 3, 10), standard=300,
                approved_on=date(2026, 3, 11), from_on=date(2026, 3, 11),
            ))
    make_household(status=S.EXITED, exited_on=date(2026, 3, 20), exit_ground=ExitGround.REFUSED,
                   promise_due_on=date(2026, 4, 2))
    make_household(status=S.WITHDRAWN, withdrawn_on=date(2026, 3, 11))
    session.commit()


def links(page):
    return [(unescape(url), key, int(number.replace(",", ""))) for url, key, number in LINK.findall(page)]


def test_every_figure_opens_a_list_with_as_many_rows(desk, busy):
    zhao = desk("zhao")
    found = links(zhao.read(PAGE.format(office=COUNTY)))

    assert {key for _url, key, _n in found} >= {
        *"CDEFGIJKLPQRTV", "F2", "I2", "S1", "S2", "U1", "U2", "T1", "Z1", "Z3",
    }
    wrong = []
    for url, key, number in found:
        told = TOTAL.search(zhao.read(url))
        rows = int(told[1].replace(",", "")) if told else None
        if rows != number and key != "E":
            wrong.append((key, number, rows, url))
    assert wrong == []


def test_a_leader_reads_and_is_offered_no_button(desk, busy):
    page = desk("song").read(PAGE.format(office=COUNTY))

    assert "期末在册" in page
    assert 'value="submit"' not in page
    assert "/admin/member/" not in "".join(url for url, _key, _n in links(page))


def sent(desk, who, office, do, **words):
    """Press the button on the page as it stands."""
    browser = desk(who)
    url = PAGE.format(office=office)
    page = browser.read(url)
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return browser.post("/admin/report/", token_from=url, follow=True, do=do, office=office,
                        kind="month", period="2026-03", seen=seen[1] if seen else "", **words)


WORDS = {f"explain_{key}": "已逐户核对，情况属实" for key in ("14", "15", "16", "17", "20", "beneath")}


def test_handed_up_accepted_and_reopened_from_the_page(desk, session, busy):
    assert "已报送" in sent(desk, "chen", STREET, "submit", **WORDS).get_data(as_text=True)
    assert "已审核锁定" in sent(desk, "zhao", STREET, "accept").get_data(as_text=True)
    make_household(status=S.RECOGNISED, community="220104001001")
    page = desk("chen").read(PAGE.format(office=STREET))
    assert "报送以来" in page
    assert "谁改动了什么" in page
    answer = sent(desk, "zhao", STREET, "reopen", reason="三月漏了一户")
    assert "三月漏了一户" in answer.get_data(as_text=True)
    assert session.query(ReportPeriod).one().state is ReportState.RETURNED


def test_without_an_explanation_the_page_says_where(desk, session, busy):
    answer = sent(desk, "zhao", COUNTY, "submit", explain_17="内容已写")

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "请写明情况（至少4个字）" in page
    assert session.query(ReportPeriod).count() == 0


def test_figures_that_moved_under_the_officers_eyes_are_shown_again(desk, session, busy):
    browser = desk("chen")
    answer = browser.post("/admin/report/", do="submit", office=STREET, kind="month",
                          period="2026-03", seen="0" * 64, **WORDS)

    assert answer.status_code == 422
    assert "数字刚刚有变动" in answer.get_data(as_text=True)


def test_the_workbook_holds_what_the_page_shows(desk, busy):
    answer = desk("zhao").open(f"/admin/report/excel?office={COUNTY}&kind=month&period=2026-03")
    book = openpyxl.load_workbook(BytesIO(answer.get_data()))

    assert book.sheetnames == ["说明", "表一", "表二", "表三", "审核关系"]
    sheet = book["表一"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]}
    heads = [cell.value or over.value for cell, over in zip(sheet[4], sheet[3], strict=True)]
    recognised = next(n for n, head in enumerate(heads) if str(head).startswith("D\n"))
    assert rows["合计"][recognised] == 4
    assert rows["前进街道"][recognised] + rows["桂林街道"][recognised] == 4


def test_in_english_no_chinese_is_left_on_the_page(desk, busy):
    browser = desk("zhao")
    browser.post("/lang", lang="en")
    page = browser.read(PAGE.format(office=COUNTY))

    assert "Check rules" in page
    body = page[page.index('class="sentence balance"'):page.index("Reports from beneath")]
    assert set(re.findall("[\u4e00-\u9fff]+", body)) <= {"朝阳区", "前进街道", "桂林街道"}
