"""What became of those who were helped: each figure by hand, at the edges of its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charts.outcome_rows import (
    COUNTED_AS,
    IN_TIME,
    LASTED,
    LASTING,
    OUTCOMES,
    WORDS,
    months_before,
)
from charts.outcomes import COUNTED, RATES, outcomes
from models import Exit, FollowUp, JobCheck, Service
from policy.ages import add_months
from policy.aid_terms import SlotState
from policy.benefits import JUDGED
from policy.terms import ExitGround, Feedback, ServiceKind, VisitWay
from policy.terms import Status as S
from tests.cast import office
from tests.charts.aided import (
    COUNTY,
    DAY,
    SINCE,
    STREET,
    TODAY,
    UNTIL,
    counted,
    family,
    household_member,
    job,
    numbers,
)
from tests.factories import add_visit

pytestmark = pytest.mark.database
VERIFIED = date(2025, 11, 20)


def test_an_empty_province_has_no_rate(session):
    found = outcomes(session, office(session, "220000"), SINCE, UNTIL, today=TODAY)

    assert set(found.numbers.values()) == {0}
    assert [rate.of(found.numbers) for rate in RATES] == [None] * len(RATES)
    assert found.details == []


@pytest.mark.parametrize(
    ("started", "reached"),
    [
        pytest.param(date(2025, 9, 30), 0, id="three months were full the day before the period"),
        pytest.param(date(2025, 10, 1), 1, id="on its first day"),
        pytest.param(date(2025, 12, 9), 1, id="today"),
        pytest.param(date(2025, 12, 10), 0, id="tomorrow"),
    ],
)
def test_a_job_counts_on_the_day_it_is_three_months_old(session, started, reached):
    job(session, family(), started)

    assert counted(session, "began3", "unseen3") == (reached, reached)


@pytest.mark.parametrize(
    ("working", "ended", "way"),
    [
        pytest.param(True, None, "stable", id="seen at work"),
        pytest.param(False, None, "lost", id="seen out of work"),
        pytest.param(None, date(2026, 1, 15), "lost", id="ended on the day"),
        pytest.param(None, date(2026, 1, 16), "unseen", id="ended after it, not looked into"),
        pytest.param(True, date(2026, 2, 1), "stable", id="seen at work, ended since"),
        pytest.param(None, None, "unseen", id="not looked into"),
    ],
)
def test_whether_work_lasts(session, working, ended, way):
    work = job(session, family(), date(2025, 10, 15), ended_on=ended)
    if working is not None:
        session.add(JobCheck(household=work.household, member=work.member, employment=work, after_months=3,
                             checked_on=date(2026, 1, 15), working=working, way=VisitWay.PHONE,
                             checked_by="王试甲", proof="电话核实"))
    found = numbers(session)

    assert [found[f"{each}3"] for each in LASTED] == [1, *(int(each == way) for each in ("stable", "lost", "unseen"))]


@pytest.mark.parametrize(
    ("exited", "again", "left", "back"),
    [
        pytest.param(date(2024, 12, 31), None, 0, 0, id="the year ended before the period"),
        pytest.param(date(2025, 1, 1), None, 1, 0, id="on its first day"),
        pytest.param(date(2025, 3, 8), None, 1, 0, id="yesterday"),
        pytest.param(date(2025, 3, 9), None, 0, 0, id="today, and not over"),
        pytest.param(date(2025, 2, 1), date(2026, 2, 1), 1, 1, id="recognised anew on the last day"),
        pytest.param(date(2025, 2, 1), date(2026, 2, 2), 1, 0, id="a day after"),
    ],
)
def test_a_relapse_is_a_new_recognition_within_the_year(session, exited, again, left, back):
    old = family(S.EXITED, exited_on=exited, exit_ground=ExitGround.EMPLOYED)
    if again:
        new = family(recognised_on=again, promise_due_on=again + timedelta(days=28))
        new.family_no, new.episode = old.family_no, 2

    assert counted(session, "left_year", "again_year") == (left, back)


def test_an_exit_on_another_ground_is_no_success(session):
    family(S.EXITED, exited_on=date(2025, 2, 1), exit_ground=ExitGround.REFUSED)

    assert counted(session, "left_year") == (0,)


def test_visits_of_months_that_are_over(session):
    household = family()
    visit = add_visit(household)
    for month, state in ((date(2025, 12, 1), SlotState.OPEN), (date(2026, 1, 1), SlotState.DONE),
                         (date(2026, 2, 1), SlotState.LATE), (date(2026, 3, 1), SlotState.OPEN)):
        made = state in (SlotState.DONE, SlotState.LATE)
        session.add(FollowUp(household=household, month=month, state=state, visit=visit if made else None))
    other = family()
    session.add(FollowUp(household=other, month=date(2026, 1, 1), state=SlotState.CLOSED))
    session.add(FollowUp(household=other, month=date(2026, 2, 1), state=SlotState.OPEN))
    session.commit()
    found = outcomes(session, office(session, COUNTY), SINCE, UNTIL, today=TODAY)

    assert [found.numbers[key] for key in ("visits", "visits_done", "visits_late", "visits_open")] == [3, 1, 1, 1]
    assert [(m.first, m.due, m.done, m.late, m.open) for m in found.months] == [
        (date(2026, 1, 1), 1, 1, 0, 0), (date(2026, 2, 1), 2, 0, 1, 1),
    ]
    assert [m.rate for m in found.months] == [1.0, 0.0]


def test_services_fall_into_five_kinds_that_add_up(session):
    household = family()
    member = household_member(session, household)
    given = [
        (ServiceKind.GUIDANCE, {}), (ServiceKind.TRAINING_INFO, {}), (ServiceKind.TRAINING, {}),
        (ServiceKind.REFERRAL, {"counts": True}), (ServiceKind.REFERRAL, {"counts": False}),
        (ServiceKind.REFERRAL, {"counts": None}), (ServiceKind.CALL, {}),
        (ServiceKind.GUIDANCE, {"feedback": Feedback.UNREACHED}),
        (ServiceKind.GUIDANCE, {"served_on": SINCE - DAY}),
    ]
    for kind, values in given:
        session.add(Service(**{
            "household": household, "member": member, "kind": kind, "served_on": SINCE, "content": "援助",
            "served_by": "王试甲", "employer": "样例商贸有限公司" if kind is ServiceKind.REFERRAL else None,
        } | values))

    assert counted(session, "P", "Q", "R", "referral_short", "services_other", "services") == (1, 2, 1, 2, 2, 8)
    assert len(COUNTED_AS) == 3


def test_exits_by_the_detail_of_their_ground(session):
    for code in ("E41", "E46", "E46", None):
        household = family(S.EXITED, exited_on=SINCE, exit_ground=ExitGround.OTHER)
        session.add(Exit(household=household, ground=ExitGround.OTHER, ground_code=code, evidence="证明",
                         proposed_on=SINCE, told_on=SINCE, told_way=VisitWay.PHONE, approved=True, decided_on=SINCE))
    family(S.EXITED, exited_on=SINCE, exit_ground=ExitGround.OTHER)
    family(S.REVOKED, revoked_on=SINCE)
    session.commit()
    found = outcomes(session, office(session, COUNTY), SINCE, UNTIL, today=TODAY)

    assert [(d.code, d.count) for d in found.details] == [("E41", 1), ("E46", 2), ("", 3)]
    assert found.numbers["F4"] == found.numbers["F"] == 6


def test_the_offices_beneath_add_up_and_what_lies_at_the_office_stands_last(session):
    for community in ("220104001001", "220104001002", "220104001"):
        job(session, family(community=community), VERIFIED)
    session.commit()
    found = outcomes(session, office(session, STREET), SINCE, UNTIL, today=TODAY)

    assert [(row.name, row.numbers["owed"], row.own) for row in found.rows] == [
        ("甲社区", 1, False), ("乙社区", 1, False), ("本级", 1, True),
    ]
    for key in COUNTED:
        assert sum(row.numbers[key] for row in found.rows) == found.numbers[key]


def test_the_period_compared_with_is_counted_alike(session):
    job(session, family(), date(2025, 2, 3))
    found = outcomes(session, office(session, COUNTY), SINCE, UNTIL, today=TODAY,
                     before=(date(2025, 1, 1), date(2025, 3, 9)))

    assert (found.numbers["K"], found.before["K"]) == (0, 1)


def test_every_figure_has_its_words():
    assert set(WORDS) == set(OUTCOMES)
    assert {kind.value for kind in JUDGED} == {f"P{n}" for n in range(1, 9)}
    assert (IN_TIME, LASTING) == (60, (3, 6)), "the words of the cards say these numbers"


@settings(deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(0, 500), st.integers(0, 900), st.sampled_from((3, 6, 12)))
def test_a_day_lies_between_if_its_corresponding_day_lies_in_the_period(since, length, back, months):
    until = since + timedelta(days=length)
    first, last = months_before(since, until, months)
    day = until - timedelta(days=back)

    assert (first <= day <= last) == (since <= add_months(day, months) <= until)
