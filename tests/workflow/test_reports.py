"""The report on its way up the tree: handed up, accepted, locked; and what is put right afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import AuditEntry, Employment, Household, Office, ReportPeriod
from policy.report_periods import span_named
from policy.report_terms import ReportState
from policy.terms import ExitGround
from policy.terms import Status as S
from tests.cast import OFFICERS, office, officer
from tests.workflow.reports import (
    AT,
    BOOK,
    FEBRUARY,
    MARCH,
    MONTH,
    NOTICE,
    ON,
    WORDS,
    hand_up,
    locked,
    recognised,
    whole,
)
from workflow.records import void
from workflow.refusals import Refused
from workflow.report_acts import (
    accept,
    may_accept,
    may_reopen,
    may_submit,
    missing_beneath,
    reopen,
    send_back,
    submit,
    to_explain,
)
from workflow.report_build import digest_of, report_of, snapshot_of
from workflow.report_changes import since_report

pytestmark = pytest.mark.database


def test_a_report_goes_from_the_street_to_the_province(session, street):
    filed = hand_up(session, street)
    assert filed.state is ReportState.SUBMITTED
    accept(session, filed, officer(session, "zhao"), AT)
    county = hand_up(session, office(session, "220104"), who="zhao")
    accept(session, county, officer(session, "mei"), AT)
    city = hand_up(session, office(session, "220100"), who="mei")
    accept(session, city, officer(session, "gao"), AT)
    province = hand_up(session, office(session, "220000"), who="gao")

    states = session.scalars(select(ReportPeriod.state)).all()
    assert states == [ReportState.ACCEPTED] * 4
    assert province.accepted_by_id == officer(session, "gao").id, "nobody sits above the province"
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.act.startswith("report_")).order_by(AuditEntry.id)
    ).all()
    assert acts == ["report_submit", "report_accept"] * 3 + ["report_submit"]


def test_the_trail_holds_the_digest_of_what_was_handed_up(session, street):
    filed = hand_up(session, street)

    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "report_submit")).one()
    assert line.changes["digest"] == filed.digest == digest_of(filed.snapshot)
    assert line.path == street.path


def test_the_period_must_be_over(session, street):
    with pytest.raises(Refused, match="尚未结束"):
        submit(session, street, MARCH, WORDS, officer(session, "chen"),
               datetime(2026, 3, 31, 2, tzinfo=UTC), NOTICE)


def test_what_is_soft_is_explained_or_it_stays(session, street):
    asked = to_explain(session, report_of(session, office(session, "220104"), FEBRUARY, NOTICE, ON))
    assert "beneath" in asked

    with pytest.raises(Refused) as refused:
        hand_up(session, office(session, "220104"), who="zhao", words={"beneath": "无"})
    assert refused.value.field == "explain_beneath"
    assert session.scalar(select(ReportPeriod.id)) is None
    filed = hand_up(session, office(session, "220104"), who="zhao")
    assert filed.explanations["beneath"] == WORDS["beneath"]


def test_what_is_hard_bars(session, street):
    """More promises kept than due cannot come about; a household without labour members can."""
    session.scalars(select(Household).where(Household.recognised_on == date(2026, 2, 6))).one().labour_members = 0
    session.commit()
    with pytest.raises(Refused, match="每户至少1人"):
        hand_up(session, street)
    assert session.scalar(select(ReportPeriod.id)) is None


def test_missing_reports_are_those_of_the_offices_that_hand_up(session, street):
    assert missing_beneath(session, office(session, "220104"), FEBRUARY) == ["前进街道", "桂林街道"]
    locked(session, street)
    assert missing_beneath(session, office(session, "220104"), FEBRUARY) == ["桂林街道"]
    assert missing_beneath(session, street, FEBRUARY) == []


def test_an_office_hands_up_once(session, street):
    hand_up(session, street)
    with pytest.raises(Refused, match="已经报送"):
        hand_up(session, street)


def test_a_returned_report_says_why_and_is_handed_up_anew(session, street):
    filed = hand_up(session, street)
    with pytest.raises(Refused) as refused:
        send_back(session, filed, "错", officer(session, "zhao"))
    assert refused.value.field == "reason"
    send_back(session, filed, "二月漏了一户", officer(session, "zhao"))
    assert (filed.state, filed.snapshot, filed.return_reason) == (
        ReportState.RETURNED, None, "二月漏了一户"
    )
    again = hand_up(session, street)
    assert (again.id, again.state, again.return_reason) == (filed.id, ReportState.SUBMITTED, None)


def test_a_locked_report_is_its_snapshot_whatever_happens_later(session, street):
    filed = locked(session, street)
    before = report_of(session, street, FEBRUARY, NOTICE, ON).table
    late = recognised(date(2026, 2, 20))

    after = report_of(session, street, FEBRUARY, NOTICE, ON)
    assert after.table == before
    assert (after.held, after.table.intact) == (True, True)
    since = since_report(session, filed, BOOK, ON)
    changed = {(c.office, c.column): (c.reported, c.now) for c in since.changes}
    assert changed["220104001", "D"] == (1, 2)
    assert changed["220104001001", "G"] == (2, 3)
    assert [c.record for c in since.causes] == [f"household:{late.id}"]
    assert not since.unexplained


def test_what_is_put_right_later_enters_the_next_period_with_its_reason(session, street):
    locked(session, street)
    recognised(date(2026, 2, 20))

    march = report_of(session, street, MARCH, NOTICE, ON)
    row = march.table.whole
    assert (row["A"], row["A1"], row["D"], row["F"], row["G"]) == (2, 1, 1, 0, 4)
    assert {(a.column, a.reported, a.now) for a in march.adjustments} == {("G", 2, 3), ("Z1", 2, 3)}
    assert [c.no for c in march.checks if c.hard and c.holds is False] == []
    with pytest.raises(Refused) as refused:
        hand_up(session, street, MARCH, words={**WORDS, "A1": ""})
    assert refused.value.field == "explain_A1"
    filed = hand_up(session, street, MARCH)
    assert filed.explanations["A1"] == WORDS["A1"]
    assert filed.snapshot["adjustments"][0]["column"] == "G"


def test_a_correction_told_once_is_not_told_again(session, street):
    locked(session, street)
    recognised(date(2026, 2, 20))
    locked(session, street, MARCH)

    april = report_of(session, street, span_named(MONTH, "2026-04"), NOTICE, date(2026, 5, 4))
    assert april.adjustments == ()
    assert (april.table.whole["A"], april.table.whole["A1"], april.table.whole["Z1"]) == (4, 0, 4)


def test_a_voided_record_is_told_with_its_reason(session, street):
    filed = locked(session, street, MARCH)
    job = session.scalars(select(Employment)).one()
    void(session, job, "登记错了人，已核实", officer(session, "cheng"), ON, AT)

    since = since_report(session, filed, BOOK, ON)
    assert {c.column for c in since.changes} >= {"K", "L", "I2"}
    told = next(c for c in since.causes if c.record == f"employment:{job.id}")
    assert (told.act, told.reason) == ("void", "登记错了人，已核实")


def test_an_office_laid_elsewhere_leaves_its_number_at_its_old_office(session, street):
    """The chain holds for the office itself, and the rows still add up."""
    county = office(session, "220104")
    accept(session, hand_up(session, county, who="zhao"), officer(session, "mei"), AT)
    gone = office(session, "220104001")
    moved = session.scalars(select(Household).order_by(Household.id)).all()
    for household in moved:
        household.place_in(office(session, "220104002001"))
    gone.valid = False
    session.commit()

    march = report_of(session, county, MARCH, NOTICE, ON)
    rows = {row.name: (row["A"], row["A1"], row["G"]) for row in march.table.rows}
    assert rows == {"朝阳区": (2, 0, 3), "前进街道": (2, -2, 0), "桂林街道": (0, 2, 3)}
    assert [c.no for c in march.checks if c.hard and c.holds is False] == []


def test_reopening_needs_a_reason_and_the_end_of_the_chain(session, street):
    filed = locked(session, street)
    later = locked(session, street, MARCH)
    zhao = officer(session, "zhao")
    with pytest.raises(Refused, match="2026-03"):
        reopen(session, filed, "二月漏了一户", zhao, NOTICE)
    with pytest.raises(Refused) as refused:
        reopen(session, later, "错", zhao, NOTICE)
    assert refused.value.field == "reason"
    reopen(session, later, "三月漏了一户", zhao, NOTICE)
    reopen(session, filed, "二月漏了一户", zhao, NOTICE)
    assert (filed.state, filed.accepted_at) == (ReportState.RETURNED, None)


def test_what_lies_under_a_report_that_went_up_is_not_reopened(session, street):
    filed = locked(session, street)
    hand_up(session, office(session, "220104"), who="zhao")
    with pytest.raises(Refused, match="上级机构"):
        reopen(session, filed, "二月漏了一户", officer(session, "zhao"), NOTICE)


HANDS_UP = {"220104001": {"chen", "cheng"}, "220104": {"zhao", "zhou"}, "220100": {"mei"},
            "220000": {"gao"}, "220581": {"hai"}, "220581001": {"he"}, "220104001001": set()}
ACCEPTS = {"220104001": {"zhao", "zhou"}, "220104": {"mei"}, "220100": {"gao"}, "220000": set(),
           "220581": {"gao"}, "220581001": {"hai"}, "220104001001": set()}


@pytest.mark.parametrize("code", list(HANDS_UP))
def test_who_hands_up_and_who_accepts(session, code):
    here = session.scalars(select(Office).where(Office.code == code)).one()
    people = {name: officer(session, name) for name in OFFICERS}

    assert {n for n, user in people.items() if may_submit(user, here)} == HANDS_UP[code]
    assert {n for n, user in people.items() if may_accept(user, here)} == ACCEPTS[code]
    above = {"gao"} if code == "220000" else ACCEPTS[code]
    assert {n for n, user in people.items() if may_reopen(user, here)} == above


@pytest.mark.parametrize("who", sorted(set(OFFICERS) - {"chen", "cheng", "zhao", "zhou"}))
def test_nobody_else_moves_a_report_of_the_street(session, street, who):
    by = officer(session, who)
    with pytest.raises(Refused):
        submit(session, street, FEBRUARY, WORDS, by, AT, NOTICE)
    filed = hand_up(session, street)
    with pytest.raises(Refused):
        accept(session, filed, by, AT)
    with pytest.raises(Refused):
        send_back(session, filed, "二月漏了一户", by)
    accept(session, filed, officer(session, "zhao"), AT)
    with pytest.raises(Refused):
        reopen(session, filed, "二月漏了一户", by, NOTICE)
    assert filed.state is ReportState.ACCEPTED


def test_the_snapshot_comes_back_as_it_was(session, street):
    report = report_of(session, street, FEBRUARY, NOTICE, ON)
    filed = hand_up(session, street)
    session.expire_all()

    kept = report_of(session, street, FEBRUARY, NOTICE, ON)
    assert kept.table.rows == report.table.rows
    assert snapshot_of(kept) == filed.snapshot


def test_a_revoked_recognition_leaves_in_the_period_in_which_it_was_revoked(session, street):
    household = session.scalars(select(Household).order_by(Household.id)).first()
    household.status, household.revoked_on = S.REVOKED, date(2026, 3, 9)
    exited = recognised(date(2026, 2, 9))
    exited.status, exited.exited_on = S.EXITED, date(2026, 3, 9)
    exited.exit_ground = ExitGround.REFUSED
    session.commit()

    row = whole(session, street, MARCH)
    assert {k: row[k] for k in ("F", "F1", "F2", "F3", "F4")} == {
        "F": 2, "F1": 0, "F2": 1, "F3": 0, "F4": 1
    }
