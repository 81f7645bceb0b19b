"""The pages 及时 and 持续为零 over the fictitious province, counted once more from its rows, one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from charts.in_time import (
    KINDS,
    by_offices,
    came_so_far,
    counted,
    indicators,
    step_times,
)
from charts.in_time_rows import ASIDE, ROWS, STAGES, STEPS
from charts.open_promises import holders, overdue_households, promise_ages
from charts.outcome_rows import OUTCOMES
from charts.zero_check import LEADS, zero_check
from charts.zero_rows import ANY
from charts.zero_rows import KINDS as STAYS
from models import (
    Alert,
    Employment,
    Exit,
    FollowUp,
    Household,
    Member,
    Office,
    Service,
    SuspectedFamily,
)
from policy.aid_terms import SlotState
from policy.rulebook import NOTICE, RuleBook
from policy.supervision import recognises_nobody
from policy.terms import ExitGround, Feedback, MemberState, ServiceKind, Tone
from policy.terms import Status as S
from tests.seeds import TODAY
from workflow.calendar import work_calendar
from workflow.report_figures import FIGURES

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
OFFICES = ("220000", "220100", "220104", "220104001", "222400", "220581", "22CBS0")
PERIODS = ((date(2026, 1, 1), TODAY), (date(2025, 10, 1), date(2025, 12, 31)), (date(2024, 1, 1), TODAY))


@pytest.fixture
def rows(session):
    """Every row that is counted from, by table."""
    return {model: session.scalars(select(model)).all() for model in (
        Household, Member, Service, Employment, Exit, FollowUp, Alert, SuspectedFamily, Office)}


def office_of(rows, code):
    return next(o for o in rows[Office] if o.code == code)


def beneath(rows, model, office):
    """The rows that lie under an office, by the path of their community."""
    paths = {o.id: o.path for o in rows[Office]}
    return [row for row in rows[model] if paths[row.community_id].startswith(office.path)]


def working_days(calendar, begun, ended):
    """Day by day."""
    number = 0
    while begun < ended:
        begun += DAY
        number += calendar.is_workday(begun)
    return number


def inside(day, since, until):
    return day is not None and since <= day <= until


def is_reached(h, key):
    return {
        "came_submitted": True, "came_verified": h.verified_on, "came_publicized": h.publicized_on,
        "came_reported": h.reported_on, "came_recognised": h.recognised_on,
        "came_assisted": h.assisted_on, "came_placed": h.placed_on,
        "came_left": h.exit_ground is ExitGround.EMPLOYED,
    }[key]


def stands_in(h):
    if h.status in (S.REJECTED, S.WITHDRAWN):
        return "aside_refused"
    if h.status is S.RECOGNISED:
        return "aside_register"
    if h.status in (S.EXITED, S.REVOKED):
        return "aside_placed" if h.exit_ground is ExitGround.EMPLOYED else "aside_left"
    return "aside_waiting"


@pytest.mark.parametrize("code", OFFICES)
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_stages_and_steps(session, rows, code, period):
    office, calendar = office_of(rows, code), work_calendar(session)
    here = beneath(rows, Household, office)
    accepted = [h for h in here if inside(h.submitted_on, *period)]

    came = came_so_far(session, office, *period, TODAY)
    assert {s.key: came[s.key] for s in STAGES} == {
        s.key: sum(bool(is_reached(h, s.key)) for h in accepted) for s in STAGES}
    assert {s.key: came[s.key] for s in ASIDE} == {
        s.key: Counter(map(stands_in, accepted))[s.key] for s in ASIDE}

    for line in step_times(session, office, *period, calendar, NOTICE):
        pairs = [(getattr(h, line.step.since.key), getattr(h, line.step.ended.key)) for h in here]
        days = [working_days(calendar, a, b) for a, b in pairs if a and inside(b, *period)]
        assert sorted(line.times.days.elements()) == sorted(days), line.step.key
        assert line.times.in_term == sum(d <= line.term for d in days if line.term is not None)


def had_all(rows, member, household):
    given = defaultdict(set)
    for s in rows[Service]:
        if s.member_id == member.id and s.voided_at is None and s.feedback is not Feedback.UNREACHED \
                and household.recognised_on <= s.served_on <= household.promise_due_on:
            kind = ServiceKind.TRAINING_INFO if s.kind is ServiceKind.TRAINING else s.kind
            if kind is not ServiceKind.REFERRAL or s.counts:
                given[kind].add(s.id)
    return (len(given[ServiceKind.GUIDANCE]) >= 1 and len(given[ServiceKind.TRAINING_INFO]) >= 1
            and len(given[ServiceKind.REFERRAL]) >= 3)


@pytest.mark.parametrize("code", OFFICES)
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_rates(session, rows, code, period):
    office, (since, until) = office_of(rows, code), period
    found = indicators(session, office, since, until, today=TODAY,
                       calendar=work_calendar(session))
    here, on = beneath(rows, Household, office), min(until, TODAY)

    def owed_work(h):
        gone = h.exited_on and h.exited_on <= on and h.exit_ground is not ExitGround.EMPLOYED
        back = h.revoked_on and h.revoked_on <= on
        works = h.placed_on and h.placed_on <= on
        over = h.promise_due_on and h.promise_due_on < on
        return inside(h.recognised_on, since, until) and not gone and not back and bool(works or over)

    owed = [h for h in here if owed_work(h)]
    assert (found.work.part, found.work.whole) == (
        sum(bool(h.placed_on and h.placed_on <= on) for h in owed), len(owed))

    ran_out = [h for h in here if inside(h.promise_due_on, since, min(until, TODAY - DAY))
               and h.revoked_on is None and not (h.placed_on and h.placed_on <= h.promise_due_on)
               and not (h.exited_on and h.exit_ground is not ExitGround.EMPLOYED
                        and h.exited_on <= h.promise_due_on)]
    members = [(m, h) for h in ran_out for m in rows[Member]
               if m.household_id == h.id and m.registered_on and m.voided_at is None]
    had = [had_all(rows, *pair) for pair in members]
    assert (found.services.part, found.services.whole) == (sum(had), len(had))
    assert found.short == len({h.id for (_m, h), good in zip(members, had, strict=True) if not good})

    visits = [v for v in beneath(rows, FollowUp, office) if v.state is not SlotState.CLOSED
              and v.month >= since.replace(day=1) and (v.month + 31 * DAY).replace(day=1) - DAY <= on]
    assert (found.visits.part, found.visits.whole) == (
        sum(v.state is SlotState.DONE for v in visits), len(visits))


@pytest.mark.parametrize("code", OFFICES)
def test_open_promises_and_who_has_them(session, rows, code):
    office, calendar = office_of(rows, code), work_calendar(session)
    waiting = [h for h in beneath(rows, Household, office)
               if h.status is S.RECOGNISED and h.placed_on is None and h.promise_due_on]
    late = sorted((h for h in waiting if h.promise_due_on < TODAY), key=lambda h: (h.promise_due_on, h.id))
    ages = promise_ages(session, office, TODAY, calendar)

    assert sum(age.count for age in ages) == len(waiting)
    assert sum(age.count for age in ages if age.over) == len(late)
    for age in ages:
        if age.first:
            listed = counted(session, office, ["open_promise"], (age.first, age.last), TODAY)
            assert sum(c.get("open_promise", 0) for c in listed.values()) == age.count
    shown = overdue_households(session, office, TODAY, calendar, most=1000)
    assert [row.household_id for row in shown] == [h.id for h in late]
    assert all("*" in row.name for row in shown)
    for row, h in zip(shown, late, strict=True):
        assert row.days_over == max(1, working_days(calendar, h.promise_due_on, TODAY))
    by = Counter(h.assigned_to_id for h in late)
    assert {row.officer_id: row.count for row in holders(session, office, TODAY, calendar, 1000)} == by


@pytest.mark.parametrize("code", OFFICES)
def test_the_offices_beneath_add_up(session, rows, code):
    office, calendar, period = office_of(rows, code), work_calendar(session), PERIODS[2]
    found = by_offices(session, office, *period, today=TODAY, calendar=calendar)
    whole = indicators(session, office, *period, today=TODAY, calendar=calendar)

    assert sum(row.ratio("has_work", "owed_work").whole for row in found) == whole.work.whole
    assert sum(row.ratio("U2", "U1").part for row in found) == whole.kept.part
    assert sum((row.recognition.days for row in found), Counter()) == whole.recognition.days
    assert sum((row.placement.days for row in found), Counter()) == whole.placement.days
    here = beneath(rows, Household, office)
    for row in found:
        if not row.own:
            child = next(o for o in rows[Office] if o.id == row.office_id)
            theirs = {h.id for h in here} & {h.id for h in beneath(rows, Household, child)}
            assert row.recognition.count == sum(
                inside(h.recognised_on, *period) and h.submitted_on is not None
                for h in here if h.id in theirs)


def reasons_to_leave(rows, h):
    if h.status is not S.RECOGNISED:
        return set()
    proposed = any(e.household_id == h.id and e.approved is None for e in rows[Exit])
    red = {a.code.value for a in rows[Alert]
           if a.household_id == h.id and a.cleared_on is None and a.tone is Tone.RED}
    if proposed:
        return {"stays_undecided"} & {"stays_undecided" if "W18" in red else ""}
    job = any(j.household_id == h.id and not j.verified and j.voided_at is None and j.ended_on is None
              for j in rows[Employment])
    working = any(m.household_id == h.id and m.state is MemberState.EMPLOYED and m.voided_at is None
                  for m in rows[Member])
    found = {"stays_placed"} if h.placed_on else {"stays_unverified"} if job else \
        {"stays_working"} if working else set()
    return found | ({"stays_hit"} if "W17" in red else set()) | ({"stays_counted"} if red & {"W09", "W10"} else set())


@pytest.mark.parametrize("code", OFFICES)
def test_silences_and_what_speaks_for_them(session, rows, code):
    office = office_of(rows, code)
    found = zero_check(session, office, *PERIODS[0], today=TODAY, book=RuleBook())
    by_id = {o.id: o for o in rows[Office]}
    first = min(h.recognised_on for h in rows[Household] if h.recognised_on)

    for row in found.rows:
        theirs = [h.recognised_on for h in beneath(rows, Household, by_id[row.office_id]) if h.recognised_on]
        if row.own:
            continue
        assert row.counts == tuple(sum(a <= on <= b for on in theirs) for a, b in found.spans)
        if by_id[row.office_id].seals and office.level.value in ("province", "unit") and not office.seals:
            raised = recognises_nobody(max(theirs, default=first), TODAY, NOTICE,
                                       by_id[row.office_id].urban_population)
            assert row.tone == (raised.tone(TODAY) if raised else None), row.name
    here = beneath(rows, Household, office)
    assert sum(row.found for row in found.rows) == sum(
        inside(h.recognised_on, found.spans[0][0], found.spans[-1][1]) for h in here)

    reasons = [reasons_to_leave(rows, h) for h in here]
    assert {key: found.total(key) for key in STAYS} == {key: sum(key in r for r in reasons) for key in STAYS}
    assert found.total(ANY) == sum(bool(r) for r in reasons)

    open_ = [f for f in beneath(rows, SuspectedFamily, office)
             if f.guided_on is None and f.unfit is None and f.voided_at is None]
    standing = [a for a in beneath(rows, Alert, office) if a.cleared_on is None]
    assert {key: found.total(key) for key in LEADS} == {
        "waiting": len(open_), "late": sum((TODAY - f.found_on).days > 15 for f in open_),
        "watched": sum(a.code.value == "W15" for a in standing),
        "relapsed": sum(a.code.value == "W24" for a in standing),
    }


def test_no_number_of_the_page_is_called_like_one_of_the_report():
    assert len(KINDS) == len(ROWS) + len(FIGURES) + len(OUTCOMES)
    assert not set(ROWS) & {"A", "B", "C", "D", "U1", "U2", "V"}
    assert {step.key for step in STEPS} <= set(ROWS)
