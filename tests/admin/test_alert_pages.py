"""Warnings on the desk, in the list and on the household's page: one number, one list, one sentence."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Alert, Comparison, ComparisonBatch, Household, Watch
from policy.rulebook import RuleBook
from policy.terms import ComparisonDecision, ComparisonResult, EmploymentForm
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_comparison, add_exit, first_member, make_household
from workflow.alerts import refresh
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.decisions import decide_comparison

AT = datetime(2026, 3, 9, 2, tzinfo=UTC)
KIND = re.compile(r'<li><a href="([^"]+)">([^<]+)</a><span class="digest-nums">(.*?)</span></li>', re.S)
NUMBER = re.compile(r'<b class="num">(\d+)</b>')
NEWS = re.compile(r' <a href="([^"]+news=[^"]+)">([^<]+)</a>')
TOTAL = re.compile(r"共 ?(\d+) 条")


@pytest.fixture
def warned(session, clock) -> dict[str, int]:
    """Files that wait too long in Wang's community and in another county, after the day's run."""
    clock.at = AT
    made = {}
    for community in ("220104001001", "222401001001"):
        made[community] = make_household(status=S.SUBMITTED, submitted_on=date(2026, 2, 10), community=community)
        make_household(status=S.REPORTED, reported_on=date(2026, 3, 3), community=community)
        leaving = make_household(status=S.RECOGNISED, promise_due_on=date(2026, 3, 6), community=community)
        add_exit(leaving, proposed_on=date(2026, 3, 5))
    watch = Watch(head_name="钱试丙", earner_name="李试丑", size=2, form=EmploymentForm.FLEXIBLE, job_losses=0,
                  listed_on=date(2026, 2, 3), lost_job_on=date(2026, 3, 6))
    watch.place_in(office(session, "220104001001"))
    session.add(watch)
    session.commit()
    made = {where: household.id for where, household in made.items()}
    run_clocks(session, AT.date(), work_calendar(session), RuleBook(), AT)
    return made


def total(page: str) -> int:
    found = TOTAL.search(page)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("name", ["wang", "chen", "zhao", "mei", "gao"])
def test_every_number_of_the_digest_is_the_count_of_the_list_it_opens(desk, warned, name):
    browser = desk(name)
    page = browser.read("/admin/").replace("&amp;", "&")
    kinds = KIND.findall(page)
    assert len(kinds) >= 3
    for url, label, numbers in kinds:
        assert total(browser.read(url)) == sum(map(int, NUMBER.findall(numbers))), label
    for tone in ("red", "yellow"):
        [number] = re.findall(rf'chip s-{tone}" href="[^"]+">[^<]+<b class="num">(\d+)</b>', page)
        assert total(browser.read(f"/admin/alert/?tone={tone}")) == int(number)


def test_who_reads_names_masked_reads_them_masked_here_too(desk, warned):
    page = desk("song").read("/admin/alert/")
    assert "张**" in page
    assert "张试子" not in page
    assert "钱试丙" not in page


def test_the_household_page_says_what_is_overdue(desk, warned):
    page = desk("chen").read(f"/admin/household/details/?id={warned['220104001001']}")
    assert "提交后5个工作日以内须核实，初审尚未完成" in page


def test_what_is_cleared_leaves_the_list_and_stands_under_its_own_tab(session, desk, warned):
    before = total(desk("chen").read("/admin/alert/?code=W02"))
    assert "已办理" in desk("chen").act("approve", session.get(Household, warned["220104001001"]))
    assert total(desk("chen").read("/admin/alert/?code=W02")) == before - 1
    assert total(desk("chen").read("/admin/alert/?code=W02&stands=0")) == 1
    assert total(desk("chen").read("/admin/alert/?code=W02&stands=all")) == before


def test_a_watched_family_that_lost_its_job_is_invited_to_apply(session, desk, warned):
    watch = session.scalars(select(Watch)).one()
    page = desk("wang").read(f"/admin/watch/details/?id={watch.id}")
    assert "受理申请" in page
    assert "灵活就业或季节性工作" in page
    assert "受理申请" not in desk("song").read(f"/admin/watch/details/?id={watch.id}").partition("<main")[2]


def test_the_terms_of_a_household_are_told_with_clause_and_calendar(desk, warned):
    page = desk("zhao").read(f"/admin/household/details/?id={warned['220104001001']}&tab=terms")
    for words in ("受理期限", "初审期限", "当日不计入", "通知二（二）", "2024–2026年放假安排", "逾期"):
        assert words in page, words


def test_a_file_of_results_is_looked_at_before_it_is_stored(session, desk, warned):
    member = first_member(session.get(Household, warned["220104001001"]))
    number, name = member.id_no, member.name
    data = f"姓名,身份证号码,比对结果,单位\n{name},{number},命中,某试样公司\n张样子,22990119850302001X,命中,甲".encode()
    browser = desk("chen")
    url = "/admin/comparison/import/"
    fields = {"source": "insurance", "data_on": "2026-03-09", "basis": "授权书", "file": (io.BytesIO(data), "结果.csv")}
    answer = browser.post(url, token_from=url, **fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = browser.read(answer.location)
    assert "某试样公司" in page
    assert "身份证号码核对不符" in page
    assert number not in page
    assert session.query(Comparison).filter(Comparison.batch_no.is_not(None)).count() == 0
    done = browser.post(answer.location, token_from=answer.location, follow=True, do="store", id_no="1", name="0", result="2")
    assert "已入库1条" in done.get_data(as_text=True)
    assert browser.open(answer.location).status_code == 404


def test_other_columns_may_be_named_and_a_file_thrown_away(session, desk, warned):
    data = "甲,证件号,乙\n张试子,229901198503020011,是".encode()
    browser, url = desk("chen"), "/admin/comparison/import/"
    fields = {"source": "insurance", "data_on": "2026-03-09", "basis": "授权书", "file": (io.BytesIO(data), "结果.csv")}
    where = browser.post(url, token_from=url, **fields).location
    page = browser.open(where)
    assert page.status_code == 422
    assert "请指明哪一列是比对结果" in page.get_data(as_text=True)
    again = browser.post(where, token_from=url, do="map", id_no="1", name="0", result="2").get_data(as_text=True)
    assert "请指明哪一列是比对结果" not in again
    assert "已放弃" in browser.post(where, token_from=url, follow=True, do="discard").get_data(as_text=True)
    assert session.scalars(select(ComparisonBatch.pending)).all() == [None]


def test_families_are_handed_over_from_the_page(session, desk, warned):
    household = session.get(Household, warned["220104001001"])
    household.assigned_to_id = officer(session, "wang").id
    session.commit()
    hers = session.query(Household).filter_by(
        assigned_to_id=household.assigned_to_id, street_id=household.street_id, is_open=True
    ).count()
    browser, wu = desk("chen"), officer(session, "cheng")
    assert "王" in browser.read("/admin/household/handover/")
    url = f"/admin/household/handover/{officer(session, 'wang').id}"
    assert "请填写移交原因" in browser.submit(url, to_id=str(wu.id), reason="")
    assert f"已移交{hers}户" in browser.submit(url, to_id=str(wu.id), reason="调离本街道工作")
    session.expire_all()
    assert household.assigned_to_id == wu.id
    assert session.scalars(select(Alert)).first() is not None



def test_what_was_entered_after_the_run_is_told_as_new_and_opens_its_list(session, desk, warned, clock):
    leaving = session.scalars(select(Household).where(Household.status == S.RECOGNISED)).first()
    hit = add_comparison(leaving, compared_on=date(2026, 3, 6), result=ComparisonResult.HIT, details="有参保记录",
                         decision=ComparisonDecision.OPEN, decided_on=None)
    clock.at = datetime(2026, 3, 10, 1, tzinfo=UTC)
    session.commit()
    assert NEWS.findall(desk("gao").read("/admin/")) == []
    refresh(session, leaving, AT.date())
    decide_comparison(session, hit, ComparisonDecision.EFFECT, "单位已参保", officer(session, "chen"), AT.date())
    found = NEWS.findall(desk("gao").read("/admin/").replace("&amp;", "&"))

    assert [words for _url, words in found] == ["新增1件", "转红1件"]
    for url, _words in found:
        page = desk("gao").read(url)
        assert total(page) == 1
        assert "自上次运行" in page
    assert total(desk("gao").read("/admin/alert/?news=anything")) > 1
