"""Supervision: a finding is written above, answered beneath, looked at again; circulars and talks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from access.scope import in_charge_of
from models import Alert, AuditEntry, Censure, SupervisionFinding
from policy.rulebook import RuleBook
from policy.sweep_terms import CensureKind, FaultKind, FindingReply, FindingState
from policy.terms import WarningCode
from tests.cast import office, officer
from tests.factories_sweeps import add_censure, add_finding
from workflow.inspections import (
    OWED,
    TO_RECHECK,
    answer,
    answerable,
    possible_grounds,
    recheck,
    record,
    respond,
    rest_on,
    state_of,
)
from workflow.other_alerts import county, refresh_offices
from workflow.records import void
from workflow.refusals import Refused

pytestmark = pytest.mark.database
ON = date(2026, 3, 9)
R = FindingReply


def finding(session, code="220104001", **values):
    return SupervisionFinding(**{
        "office_id": office(session, code).id, "inspected_on": ON, "inspectors": "梅试寅", "fault": FaultKind.PROMISE,
        "problem": "承诺到期未推荐岗位", "clause": "102-4-3", "due_on": date(2026, 3, 20)} | values)


def talk(session, code="220104001", **values):
    return Censure(**{"office_id": office(session, code).id, "kind": CensureKind.TALK, "censured_on": ON, "host": "梅试寅",
                      "attendees": "郑试辛", "reason": "承诺未实现"} | values)


@pytest.mark.parametrize(
    ("who", "values", "said"),
    [
        pytest.param("zhao", {}, "权限", id="a county inspects nobody"),
        pytest.param("sun", {}, "权限", id="a leader writes nothing"),
        pytest.param("mei", {"code": "220100"}, "下级", id="nobody inspects oneself"),
        pytest.param("mei", {"code": "222401"}, "下级", id="nor another city"),
        pytest.param("mei", {"code": "220104001001"}, "街道（乡镇）以上", id="nor a community"),
        pytest.param("mei", {"inspected_on": date(2026, 3, 10)}, "不能晚于今天", id="tomorrow"),
        pytest.param("mei", {"due_on": date(2026, 3, 8)}, "不能早于", id="due before the inspection"),
        pytest.param("mei", {"problem": "差"}, "至少4个字", id="nothing said"),
        pytest.param("mei", {"clause": "102-9"}, "从列表中选择", id="no clause"),
    ],
)
def test_a_finding_is_whole(session, who, values, said):
    by = officer(session, who)
    with pytest.raises(Refused, match=said):
        record(session, finding(session, **values), by, ON)
    assert session.query(SupervisionFinding).count() == 0


def test_who_wrote_a_finding_and_who_stands_above_may_edit_it(session):
    row = finding(session)
    record(session, row, officer(session, "gao"), ON)
    row.problem = "省里查到的问题"
    with pytest.raises(Refused, match="登记机构及其上级"):
        record(session, row, officer(session, "mei"), ON)
    session.expire_all()
    row.problem = "承诺到期未推荐岗位，已核对"
    record(session, row, officer(session, "gao"), ON)
    with pytest.raises(Refused, match="权限"):
        void(session, row, "录错了机构", officer(session, "mei"), ON, datetime(2026, 3, 9, tzinfo=UTC))


def test_it_is_seen_by_the_office_concerned_and_above(session):
    record(session, finding(session), officer(session, "mei"), ON)
    for who, sees in (("chen", True), ("zhao", True), ("mei", True), ("gao", True), ("wang", False), ("liu", False), ("lin", False)):
        with in_charge_of(session, officer(session, who).office.area):
            assert (session.query(SupervisionFinding).count() == 1) is sees, who


def test_a_finding_lives_from_the_answer_to_the_second_look(session):
    row, chen, mei = add_finding(), officer(session, "chen"), officer(session, "mei")
    session.commit()
    assert state_of(row) is FindingState.ANSWER
    with pytest.raises(Refused, match="反馈整改完成"):
        recheck(session, row, True, "同意销号", None, mei, ON)
    answer(session, row, R.TRUE, "正在逐户安排推荐", None, None, chen, ON)
    assert state_of(row) is FindingState.MENDING
    answer(session, row, R.TRUE, "已推荐3次", ON, "推荐回执3份", chen, ON)
    assert state_of(row) is FindingState.CHECKING
    recheck(session, row, False, "回执未见签收", date(2026, 3, 30), mei, ON)
    assert (state_of(row), row.due_on, row.mended_on, row.rechecked_on) == (FindingState.MENDING, date(2026, 3, 30), None, ON)
    answer(session, row, R.TRUE, "已补签收回执", ON, "推荐回执3份", chen, ON)
    recheck(session, row, True, "已核对，同意销号", None, mei, ON)
    assert (state_of(row), row.closed_on) == (FindingState.CLOSED, ON)
    with pytest.raises(Refused, match="已销号"):
        answer(session, row, R.TRUE, "再补充一句", None, None, chen, ON)
    told = session.query(AuditEntry).filter(AuditEntry.record == f"supervision_finding:{row.id}").count()
    assert told >= 5


def test_a_plea_that_is_not_accepted_is_asked_anew(session):
    row = add_finding()
    session.commit()
    answer(session, row, R.UNFOUNDED, "当日已推荐，系统未录", None, None, officer(session, "zhao"), ON)
    recheck(session, row, False, "没有任何回执", date(2026, 3, 20), officer(session, "gao"), ON)
    assert (state_of(row), row.answer, row.replied_on) == (FindingState.ANSWER, None, None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param((R.TRUE, "改", None, None), "answer", id="nothing said"),
        pytest.param((R.TRUE, "已整改完成", ON, " "), "evidence", id="no papers"),
        pytest.param((R.TRUE, "已整改完成", date(2026, 3, 10), "材料"), "mended_on", id="tomorrow"),
        pytest.param((R.TRUE, "已整改完成", date(2026, 3, 1), "材料"), "mended_on", id="before it was found"),
        pytest.param((R.UNFOUNDED, "不存在此问题", ON, "材料"), "mended_on", id="nothing to mend"),
    ],
)
def test_an_answer_is_whole(session, given, field):
    row = add_finding()
    session.commit()
    with pytest.raises(Refused) as refused:
        answer(session, row, *given, officer(session, "chen"), ON)
    assert refused.value.field == field
    assert row.reply is None


@pytest.mark.parametrize(
    ("who", "may"),
    [("chen", True), ("zhao", True), ("mei", False), ("gao", False), ("wang", False), ("sun", False), ("lin", False), ("liu", False)],
)
def test_the_inspected_answers_and_who_stands_between(session, who, may):
    row = add_finding()
    session.commit()
    assert answerable(row, officer(session, who)) is may
    if not may:
        with pytest.raises(Refused, match="答复"):
            answer(session, row, R.TRUE, "替他们答复", None, None, officer(session, who), ON)


@pytest.mark.parametrize("who", ["chen", "zhao", "jin"])
def test_nobody_strikes_off_what_was_found_in_the_own_office(session, who):
    row = add_finding(reply=R.UNFOUNDED, answer="查无此事", replied_on=ON)
    session.commit()
    with pytest.raises(Refused, match="检查机构及其上级"):
        recheck(session, row, True, "同意销号", None, officer(session, who), ON)


def test_the_two_piles_share_nothing_and_leave_nothing_out(session):
    rows = [add_finding(), add_finding(reply=R.TRUE, answer="正在整改", replied_on=ON),
            add_finding(reply=R.TRUE, answer="已改", replied_on=ON, mended_on=ON, evidence="材料"),
            add_finding(reply=R.UNFOUNDED, answer="查无此事", replied_on=ON),
            add_finding(reply=R.TRUE, answer="已改", replied_on=ON, mended_on=ON, evidence="材料", rechecked_on=ON, closed_on=ON),
            add_finding(voided_at=datetime(2026, 3, 9, tzinfo=UTC), void_reason="录错了")]
    session.commit()
    owed = {row.id for row in session.query(SupervisionFinding).filter(OWED)}
    again = {row.id for row in session.query(SupervisionFinding).filter(TO_RECHECK)}
    assert owed == {row.id for row in rows[:2]}
    assert again == {row.id for row in rows[2:4]}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"kind": CensureKind.CIRCULAR}, "document", id="a circular without a number"),
        pytest.param({"attendees": None}, "attendees", id="a talk with nobody"),
        pytest.param({"reason": "差"}, "reason", id="no reason"),
        pytest.param({"censured_on": date(2026, 3, 10)}, "censured_on", id="tomorrow"),
        pytest.param({"code": "222401"}, "office_id", id="another city"),
    ],
)
def test_a_censure_is_whole(session, values, field):
    with pytest.raises(Refused) as refused:
        record(session, talk(session, **values), officer(session, "mei"), ON)
    assert refused.value.field == field
    assert session.query(Censure).count() == 0


def zero(session, code="220104"):
    """The warning that stands about a county without recognitions."""
    here = office(session, code)
    refresh_offices(session, WarningCode.NO_RECOGNITION, [county(here, date(2025, 6, 1), ON, RuleBook())], ON, here)
    return session.query(Alert).filter_by(community_id=here.id).one()


def test_a_censure_rests_on_findings_and_counties_at_zero(session):
    found, alert, elsewhere = add_finding(), zero(session), zero(session, "222401")
    session.commit()
    mei = officer(session, "mei")
    with in_charge_of(session, mei.office.area):
        assert possible_grounds(session) == ([found], [alert])
        row = talk(session, "220104")
        rest_on(session, row, [f"finding:{found.id}", f"alert:{alert.id}"])
        record(session, row, mei, ON)
        with pytest.raises(Refused, match="从列表中选择"):
            rest_on(session, talk(session), [f"alert:{elsewhere.id}"])
    assert {(g.finding_id, g.alert_id) for g in row.grounds} == {(found.id, None), (None, alert.id)}


def test_what_it_rests_on_concerns_the_office(session):
    alert = zero(session)
    session.commit()
    mei = officer(session, "mei")
    with in_charge_of(session, mei.office.area):
        row = talk(session)
        rest_on(session, row, [f"alert:{alert.id}"])
        with pytest.raises(Refused, match="所选机构及其下级"):
            record(session, row, mei, ON)


def test_the_office_answers_a_censure(session):
    row = add_censure()
    session.commit()
    with pytest.raises(Refused, match="约谈"):
        respond(session, row, "照办照改", officer(session, "mei"), ON)
    with pytest.raises(Refused, match="至少4个字"):
        respond(session, row, "好", officer(session, "chen"), ON)
    respond(session, row, "逐户安排，月底前完成", officer(session, "chen"), ON)
    assert row.responded_on == ON
