"""In time: stages, days, promises and rates of a few households reckoned by hand (March 2026 has no holiday)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from access.scope import OutsideScope, in_charge_of
from charts.in_time import (
    by_offices,
    came_so_far,
    counted,
    indicators,
    services_by_row,
    services_given,
    step_times,
)
from charts.in_time_rows import LABELS, ROWS, STAGES
from charts.open_promises import AGES, holders, overdue_households, promise_ages
from charts.times import Times
from models import FollowUp, Visit
from policy.aid_terms import SlotState
from policy.rulebook import NOTICE, Decree, Rules
from policy.terms import ExitGround, ServiceKind, VisitPurpose
from policy.terms import Status as S
from tests.cast import office, officer
from tests.charts.test_queries import exited, recognised
from tests.factories import (
    add_referral,
    add_service,
    add_visit,
    first_member,
    make_household,
)
from workflow.calendar import work_calendar

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
SINCE, UNTIL, TODAY = date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 8)
PROVINCE, CITY, COUNTY, STREET = "220000", "220100", "220104", "220104001"


def of(session, code=COUNTY):
    return office(session, code)


def rates(session, since=SINCE, until=UNTIL, today=TODAY, code=COUNTY):
    return indicators(session, of(session, code), since, until, today=today, calendar=work_calendar(session))


def steps(session, rules=NOTICE):
    found = step_times(session, of(session), SINCE, UNTIL, work_calendar(session), rules)
    return {line.step.key: line for line in found}


def test_those_accepted_in_the_period_are_counted_by_how_far_they_have_come(session):
    accepted = {"submitted_on": date(2026, 3, 2), "applied_on": date(2026, 3, 2), "ready": False}
    later = {"verified_on": date(2026, 3, 4), "publicized_on": date(2026, 3, 5),
             "publicized_until": date(2026, 3, 10), "reported_on": date(2026, 3, 11),
             "recognised_on": date(2026, 3, 12), "promise_due_on": date(2026, 4, 9)}
    make_household(status=S.SUBMITTED, **accepted)
    make_household(status=S.REJECTED, **accepted)
    make_household(status=S.RETURNED, **accepted)
    make_household(status=S.VERIFIED, **accepted, verified_on=date(2026, 3, 4))
    make_household(status=S.RECOGNISED, **accepted, **later)
    make_household(status=S.EXITED, **accepted, **later, exited_on=date(2026, 4, 7),
                   assisted_on=date(2026, 3, 13), placed_on=date(2026, 4, 1))
    make_household(status=S.EXITED, **accepted, **later, exited_on=date(2026, 4, 7),
                   exit_ground=ExitGround.REFUSED)
    make_household(status=S.SUBMITTED)  # accepted in February
    recognised(date(2026, 3, 12))  # from an old ledger, accepted nobody knows when

    found = came_so_far(session, of(session), SINCE, UNTIL, TODAY)

    assert [found[stage.key] for stage in STAGES] == [7, 4, 3, 3, 3, 1, 1, 1]
    assert {key: n for key, n in found.items() if key.startswith("aside")} == {
        "aside_waiting": 3, "aside_refused": 1, "aside_register": 1, "aside_placed": 1, "aside_left": 1,
    }


def test_each_step_takes_its_working_days(session):
    """Applied Friday the 27th, accepted Monday, first review two days on, posted the next day …"""
    make_household(
        status=S.EXITED, ready=False, applied_on=date(2026, 2, 27), submitted_on=date(2026, 3, 2),
        verified_on=date(2026, 3, 4), publicized_on=date(2026, 3, 5),
        publicized_until=date(2026, 3, 10), reported_on=date(2026, 3, 13),
        recognised_on=date(2026, 3, 13), promise_due_on=date(2026, 4, 10),
        assisted_on=date(2026, 3, 20), placed_on=date(2026, 3, 27), exited_on=date(2026, 3, 31),
    )
    found = {key: line.times.median for key, line in steps(session).items()}

    assert found == {
        "took_acceptance": 1, "took_verification": 2, "took_posting": 1, "took_publicity": 3,
        "took_report": 3, "took_review": 0, "took_service": 5, "took_work": 10, "took_exit": 2,
    }
    assert (rates(session).recognition.mean, rates(session).placement.mean) == (9.0, 10.0)


def test_a_step_counts_where_it_ended_and_within_the_term_of_the_day_it_began(session):
    for verified in (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 10), UNTIL + DAY):
        make_household(status=S.VERIFIED, submitted_on=date(2026, 3, 2), applied_on=date(2026, 3, 2),
                       verified_on=verified, ready=False)
    line = steps(session)["took_verification"]
    decreed = Rules((Decree("VERIFICATION_PERIOD", "1.", date(2026, 1, 1), 6, "试"),))

    assert sorted(line.times.days.elements()) == [0, 5, 6]
    assert (line.term, line.times.in_term, line.times.with_term) == (5, 2, 3)
    assert steps(session, decreed)["took_verification"].times.in_term == 3


@pytest.mark.parametrize(
    ("days", "median", "most", "mean"),
    [
        ([], None, None, None),
        ([4], 4, 4, 4.0),
        ([1, 2], 1, 2, 1.5),
        ([1, 2, 3], 2, 3, 2.0),
        ([0] * 9 + [30], 0, 0, 3.0),
        ([0] * 8 + [5, 30], 0, 5, 3.5),
    ],
)
def test_half_and_nine_of_ten_were_done_within(days, median, most, mean):
    times = Times()
    times.days.update(days)
    assert (times.median, times.most, times.mean) == (median, most, mean)


@pytest.mark.parametrize(
    ("values", "part", "whole"),
    [
        pytest.param({"promise_due_on": UNTIL - DAY}, 0, 1, id="the promise is over, nobody works"),
        pytest.param({"promise_due_on": UNTIL}, 0, 0, id="the last day of the promise: still within"),
        pytest.param({"promise_due_on": UNTIL, "placed_on": UNTIL}, 1, 1, id="somebody works within it"),
        pytest.param({"promise_due_on": UNTIL - DAY, "placed_on": UNTIL + DAY}, 0, 1, id="only after the period"),
        pytest.param({"promise_due_on": None}, 0, 0, id="no promise written down"),
        pytest.param({"recognised_on": SINCE - DAY}, 0, 0, id="recognised before the period"),
    ],
)
def test_who_is_owed_work_and_has_it(session, values, part, whole):
    recognised(values.pop("recognised_on", date(2026, 3, 2)), **values)

    found = rates(session).work
    assert (found.part, found.whole) == (part, whole)


@pytest.mark.parametrize(
    ("ground", "on", "whole"),
    [
        pytest.param(ExitGround.REFUSED, UNTIL, 0, id="left for refusals"),
        pytest.param(ExitGround.OTHER, UNTIL, 0, id="left for another reason"),
        pytest.param(ExitGround.OTHER, UNTIL + DAY, 1, id="left after the period"),
        pytest.param(ExitGround.EMPLOYED, UNTIL, 1, id="left for work"),
    ],
)
def test_who_left_without_work_is_not_counted(session, ground, on, whole):
    exited(on, recognised_on=date(2026, 3, 2), exit_ground=ground, promise_due_on=UNTIL - DAY,
           placed_on=date(2026, 3, 20) if ground is ExitGround.EMPLOYED else None)

    assert rates(session).work.whole == whole


def served(household, *, guided=True, informed=True, jobs=3, on=date(2026, 3, 10)):
    member = first_member(household)
    if guided:
        add_service(member, served_on=on)
    if informed:
        add_service(member, served_on=on, kind=ServiceKind.TRAINING_INFO)
    for _ in range(jobs):
        add_referral(member, served_on=on)


@pytest.mark.parametrize(
    ("household", "given", "part", "whole", "short"),
    [
        pytest.param({}, {}, 1, 1, 0, id="all of it"),
        pytest.param({}, {"jobs": 2}, 0, 1, 1, id="a job short"),
        pytest.param({}, {"guided": False}, 0, 1, 1, id="no guidance"),
        pytest.param({}, {"on": date(2026, 3, 28)}, 0, 1, 1, id="after the last day"),
        pytest.param({}, {"on": date(2026, 3, 27)}, 1, 1, 0, id="on the last day"),
        pytest.param({"placed_on": date(2026, 3, 27)}, {"jobs": 0}, 0, 0, 0, id="at work by then"),
        pytest.param({"placed_on": date(2026, 3, 28)}, {"jobs": 0}, 0, 1, 1, id="at work a day late"),
        pytest.param({"picky_on": date(2026, 3, 20)}, {"jobs": 0}, 0, 1, 1, id="picky, and owed the same"),
        pytest.param({"promise_due_on": TODAY}, {"jobs": 0}, 0, 0, 0, id="not over yet"),
    ],
)
def test_members_who_had_the_1_1_3(session, household, given, part, whole, short):
    served(recognised(date(2026, 3, 2), **{"promise_due_on": date(2026, 3, 27), **household}), **given)
    session.commit()

    for found, households in (services_given(session, of(session), SINCE, UNTIL, TODAY),
                              services_by_row(session, SINCE, UNTIL, TODAY)):
        assert ((found.part, found.whole), households) == ((part, whole), short)
    listed = [counted(session, of(session), [key], (SINCE, UNTIL), TODAY)
              for key in ("had_services", "owed_services", "short_of_services")]
    assert [sum(sum(c.values()) for c in rows.values()) for rows in listed] == [part, whole, short]


@pytest.mark.parametrize(
    ("state", "month", "part", "whole"),
    [
        (SlotState.DONE, date(2026, 3, 1), 1, 1),
        (SlotState.LATE, date(2026, 3, 1), 0, 1),
        (SlotState.OPEN, date(2026, 3, 1), 0, 1),
        (SlotState.CLOSED, date(2026, 3, 1), 0, 0),
        (SlotState.DONE, date(2026, 2, 1), 0, 0),
        (SlotState.OPEN, date(2026, 4, 1), 0, 0),
    ],
)
def test_visits_made_in_their_month(session, state, month, part, whole):
    household = recognised(date(2026, 1, 5))
    visit = None
    if state in (SlotState.DONE, SlotState.LATE):
        visit = add_visit(household, purpose=VisitPurpose.FOLLOW_UP, visited_on=month)
        session.flush()
    session.add(FollowUp(household=household, month=month, state=state, visit=visit))
    session.commit()

    found = rates(session, until=TODAY).visits
    assert (found.part, found.whole) == (part, whole)
    assert isinstance(visit, Visit | None)


def test_open_promises_by_working_days_left_and_over(session):
    """On Wednesday 8 April: due that day 0 left; the Friday before one over, a month before 21 and more."""
    dues = [date(2026, 4, 8), date(2026, 4, 15), date(2026, 4, 16), date(2026, 5, 6),
            date(2026, 4, 7), date(2026, 4, 3), date(2026, 3, 9)]
    made = [recognised(date(2026, 2, 2), promise_due_on=due) for due in dues]
    recognised(date(2026, 2, 2), promise_due_on=dues[0], placed_on=date(2026, 4, 1))
    made[-1].assigned_to_id = officer(session, "wu").id
    made[-2].assigned_to_id = None
    session.commit()
    calendar = work_calendar(session)

    ages = promise_ages(session, of(session), TODAY, calendar)
    late = overdue_households(session, of(session), TODAY, calendar)

    assert [age.count for age in ages] == [1, 0, 0, 2, 2, 1, 0, 1]
    assert len(ages) == len(AGES)
    assert (ages[4].first, ages[4].last) == (dues[0], dues[1])
    assert [(row.days_over, row.holder, row.holder_office) for row in late] == [
        (22, "吴例乙", "甲社区"), (3, "", "甲社区"), (1, "王试甲", "甲社区")]
    assert {row.name for row in late} == {"张**"}
    assert {(row.name, row.count, row.longest) for row in holders(session, of(session), TODAY, calendar)
            } == {("王试甲", 1, 1), ("吴例乙", 1, 22), ("", 1, 3)}


def test_the_offices_beneath_add_up(session):
    for community in ("220104001001", "220104002001", "220102001001", "220581001001"):
        recognised(date(2026, 2, 2), community, promise_due_on=date(2026, 3, 4),
                   placed_on=date(2026, 3, 2))
    recognised(date(2026, 2, 2), STREET, promise_due_on=date(2026, 3, 4))
    calendar = work_calendar(session)

    def rows(code):
        found = by_offices(session, of(session, code), SINCE, UNTIL, today=TODAY, calendar=calendar)
        return {row.name: (row.ratio("U2", "U1").part, row.ratio("U2", "U1").whole,
                           row.counts.get("V", 0), row.placement.count) for row in found}

    assert rows(PROVINCE) == {"长春市": (3, 4, 1, 3), "延边朝鲜族自治州": (0, 0, 0, 0), "梅河口市": (1, 1, 0, 1)}
    assert rows(STREET) == {"甲社区": (1, 1, 0, 1), "乙社区": (0, 0, 0, 0), "本级": (0, 1, 1, 0)}
    assert rows("220104001001") == {"甲社区": (1, 1, 0, 1)}


def test_nothing_on_file_has_no_rates(session):
    found = rates(session)

    assert (found.work.rate, found.kept.rate, found.services.rate, found.visits.rate) == (None,) * 4
    assert (found.recognition.mean, found.placement.median, found.short) == (None, None, 0)
    assert not any(came_so_far(session, of(session), SINCE, UNTIL, TODAY).values())
    assert not any(age.count for age in promise_ages(session, of(session), TODAY, work_calendar(session)))


def test_nobody_counts_beyond_the_own_area(session):
    recognised(date(2026, 2, 2), "222401001001", promise_due_on=date(2026, 3, 4))
    foreign, calendar = of(session, "222401"), work_calendar(session)
    with in_charge_of(session, of(session).area):
        for ask in (
            lambda: came_so_far(session, foreign, SINCE, UNTIL, TODAY),
            lambda: step_times(session, foreign, SINCE, UNTIL, calendar, NOTICE),
            lambda: indicators(session, foreign, SINCE, UNTIL, today=TODAY, calendar=calendar),
            lambda: by_offices(session, foreign, SINCE, UNTIL, today=TODAY, calendar=calendar),
            lambda: promise_ages(session, foreign, TODAY, calendar),
            lambda: overdue_households(session, foreign, TODAY, calendar),
            lambda: holders(session, foreign, TODAY, calendar),
        ):
            with pytest.raises(OutsideScope):
                ask()


def test_every_number_has_words_for_its_list():
    assert set(LABELS) == set(ROWS)
