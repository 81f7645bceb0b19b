"""Which grounds are complete, since when and by which events; how far the others are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.exit import (
    Contact,
    Employment,
    ExitFacts,
    LifeChange,
    Refusal,
)
from policy.exit_grounds import counters_of, grounds_of
from policy.rulebook import Decree, Rules
from policy.terms import EmploymentForm, ExitGround, LifeEvent
from tests.policy.families import S, applicant, family, other

ON = date(2026, 6, 30)
L = LifeEvent
COUPLE = family(applicant(marital="20"), other("12"))


def work(on, member=1, verified=True):
    return Employment(member, on, EmploymentForm.UNIT, verified, f"work:{on}")


def no(on, member=1, vacancy="V1", justified=False):
    return Refusal(member, on, vacancy, True, justified, f"no:{on}")


def failed(on, reached=False):
    return Contact(on, reached, None, f"call:{on}")


def facts(**events):
    return ExitFacts(**{"registered": frozenset({1, 2}), **events})


def may(d):
    return date(2026, 5, d)


def found(household=COUPLE, on=ON, rules=None, **events):
    given_rules = {"rules": rules} if rules else {}
    return [
        (g.ground, g.code, g.clause, g.member, g.since, g.events)
        for g in grounds_of(household, facts(**events), on, **given_rules)
    ]


def test_nothing_happened_and_nothing_is_complete():
    assert found() == []


@pytest.mark.parametrize(
    ("jobs", "registered", "ground"),
    [
        pytest.param([work(may(20))], {1, 2}, (ExitGround.EMPLOYED, None, "102-3-1", 1, may(20)), id="registered"),
        pytest.param([work(may(20), 2)], {1}, (ExitGround.OTHER, L.FAMILY_CHANGED, "102-3-4", 2, may(20)),
                     id="never registered: ends the case, no success"),
        pytest.param([work(may(9), 2), work(may(20))], {1}, (ExitGround.EMPLOYED, None, "102-3-1", 1, may(20)),
                     id="both: the registered one's work is the ground"),
        pytest.param([work(may(21)), work(may(20), 2)], {1, 2}, (ExitGround.EMPLOYED, None, "102-3-1", 2, may(20)),
                     id="the first of two"),
        pytest.param([work(ON)], {1}, (ExitGround.EMPLOYED, None, "102-3-1", 1, ON), id="today"),
    ],
)
def test_employment(jobs, registered, ground):
    [one] = grounds_of(COUPLE, facts(registered=frozenset(registered), employments=tuple(jobs)), ON)

    assert (one.ground, one.code, one.clause, one.member, one.since) == ground
    assert one.events == (f"work:{one.since}",)


@pytest.mark.parametrize("job", [work(may(20), verified=False), work(ON + timedelta(1))])
def test_work_not_verified_or_not_begun_is_no_ground(job):
    assert found(employments=(job,)) == []


def test_the_third_refusal_completes_the_ground_of_that_member():
    refusals = (no(may(5), 2), no(may(28), 2), no(date(2026, 6, 5), 2), no(may(6)))

    assert found(refusals=refusals) == [
        (ExitGround.REFUSED, None, "102-3-2", 2, date(2026, 6, 5),
         ("no:2026-05-05", "no:2026-05-28", "no:2026-06-05"))
    ]
    assert found(refusals=refusals, on=date(2026, 6, 4)) == []


def test_verified_work_closes_the_count_of_refusals():
    refusals = (no(may(5)), no(may(6)), no(may(7)))

    assert [g[0] for g in found(refusals=refusals, employments=(work(may(7)),))] == [ExitGround.EMPLOYED]
    assert [g[0] for g in found(refusals=refusals, employments=(work(may(8)),))] == [
        ExitGround.EMPLOYED, ExitGround.REFUSED]


def test_three_failures_running_complete_the_ground_until_somebody_is_reached():
    calls = tuple(failed(may(d)) for d in (4, 11, 18))

    assert found(contacts=calls) == [
        (ExitGround.UNREACHABLE, None, "102-3-3", None, may(18),
         ("call:2026-05-04", "call:2026-05-11", "call:2026-05-18"))
    ]
    assert found(contacts=(*calls, failed(may(19), reached=True))) == []


def test_what_happened_before_the_recognition_does_not_count():
    calls = tuple(failed(may(d)) for d in (4, 11, 18))

    assert found(contacts=calls, recognised_on=may(5)) == []
    assert len(found(contacts=calls, recognised_on=may(4))) == 1


def test_a_region_may_ask_for_more():
    calls = tuple(failed(may(d)) for d in (4, 11, 18))
    four = Rules((Decree("CONTACT_FAILURES", "1.", date(2026, 1, 1), 4),))

    assert found(contacts=calls, rules=four) == []
    assert len(found(contacts=(*calls, failed(may(20))), rules=four)) == 1


@pytest.mark.parametrize("what", [L.OWN_WISH, L.MOVED_OUT, L.FAMILY_CHANGED])
def test_what_befalls_the_whole_household_ends_the_assistance(what):
    change = LifeChange(None, may(9), what, "life:1")

    assert found(changes=(change,)) == [(ExitGround.OTHER, what, "102-3-4", None, may(9), ("life:1",))]
    assert found(changes=(change,), on=may(8)) == []


@pytest.mark.parametrize("what", [L.DEAD, L.IMPRISONED, L.AWAY, L.INCAPABLE, L.PENSION, L.MOVED_OUT])
def test_the_assistance_ends_when_the_last_labour_member_is_gone(what):
    first, last = LifeChange(1, may(9), L.DEAD, "life:1"), LifeChange(2, may(12), what, "life:2")

    assert found(changes=(first,)) == []
    assert found(changes=(first, last)) == [
        (ExitGround.OTHER, what, "102-3-4", 2, may(12), ("life:1", "life:2"))]
    assert found(changes=(last, replace(first, on=may(20)))) == [
        (ExitGround.OTHER, L.DEAD, "102-3-4", 1, may(20), ("life:1", "life:2"))]


@pytest.mark.parametrize(
    ("member", "since", "code"),
    [
        pytest.param(applicant(birth_on=date(1965, 9, 15)), date(2025, 12, 15), L.PENSION, id="statutory age"),
        pytest.param(applicant(pension_from=may(3)), may(3), L.PENSION, id="a pension"),
        pytest.param(applicant(state=S.STUDENT, state_since=may(2)), may(2), L.AWAY, id="a student since"),
        pytest.param(applicant(state=S.PRISONER, state_since=may(2)), may(2), L.IMPRISONED, id="in prison since"),
        pytest.param(applicant(state=S.DEAD, state_since=may(2)), may(2), L.DEAD, id="dead since"),
        pytest.param(applicant(state=S.INCAPABLE, state_since=may(2), pension_from=may(1)), may(1), L.PENSION,
                     id="the first of two reasons"),
    ],
)
def test_since_when_nobody_is_left(member, since, code):
    assert found(family(member)) == [(ExitGround.OTHER, code, "102-3-4", 1, since, ())]


@pytest.mark.parametrize(("day", "complete"), [(27, False), (28, True), (29, True)])
def test_statutory_age_is_reached_on_its_day(day, complete):
    man = family(applicant(birth_on=date(1966, 2, 28)))

    assert bool(found(man, on=date(2026, 6, day))) is complete


def test_a_child_that_never_could_work_says_nothing_about_the_day():
    child = other("21", birth_on=date(2015, 1, 1), state=S.MINOR)
    gone = LifeChange(1, may(9), L.DEAD, "life:1")

    assert found(family(applicant(), child), changes=(gone,)) == [
        (ExitGround.OTHER, L.DEAD, "102-3-4", 1, may(9), ("life:1",))]


@pytest.mark.parametrize(
    "wife",
    [other("12"), other("12", birth_on=date(1973, 1, 1), retirement_group=None), other("12", capacity=None)],
)
def test_while_somebody_could_work_or_it_is_not_known_the_household_stays(wife):
    gone = LifeChange(1, may(9), L.DEAD)

    assert found(family(applicant(), wife), changes=(gone,)) == []


def test_nobody_could_ever_work_and_nothing_happened_is_no_ground():
    assert found(family(applicant(wants_work=False))) == []


@pytest.mark.parametrize(
    ("on", "count", "first", "until"),
    [
        (may(4), 0, None, None), (may(5), 1, may(5), date(2026, 6, 5)),
        (date(2026, 6, 5), 2, may(5), date(2026, 6, 5)), (date(2026, 6, 6), 1, may(20), date(2026, 6, 20)),
        (date(2026, 6, 20), 1, may(20), date(2026, 6, 20)), (date(2026, 6, 21), 0, None, None),
    ],
)
def test_refusals_count_for_a_month(on, count, first, until):
    counters = counters_of(facts(refusals=(no(may(5)), no(may(20)))), on)
    mine = [c for c in counters if c.kind == "refusal"]

    assert [(c.member, c.count, c.needed, c.first, c.until) for c in mine] == (
        [(1, count, 3, first, until)] if on >= may(5) else [])


@pytest.mark.parametrize(
    ("calls", "count", "first"),
    [
        ([], 0, None), ([failed(date(2026, 6, 1))], 1, date(2026, 6, 1)),
        ([failed(date(2026, 6, 1)), failed(date(2026, 6, 1))], 1, date(2026, 6, 1)),
        ([failed(date(2026, 6, 1)), failed(date(2026, 6, 2), True)], 0, None),
        ([failed(date(2026, 6, 2), True), failed(date(2026, 6, 3))], 1, date(2026, 6, 3)),
        ([failed(may(30))], 1, may(30)), ([failed(may(29))], 0, None),
    ],
)
def test_failures_count_for_a_month_until_somebody_is_reached(calls, count, first):
    [mine] = counters_of(facts(contacts=tuple(calls)), date(2026, 6, 30))

    assert (mine.kind, mine.member, mine.count, mine.needed, mine.first) == ("contact", None, count, 3, first)


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 30))
REFUSALS = st.lists(st.builds(no, DAYS, st.sampled_from([1, 2]), st.sampled_from(["V1", "V2"]),
                              st.booleans()), max_size=8)
CALLS = st.lists(st.builds(failed, DAYS, st.booleans()), max_size=8)


@settings(max_examples=200, deadline=None)
@given(REFUSALS, CALLS, st.randoms(use_true_random=False))
def test_the_order_of_events_never_changes_grounds_or_counters(refusals, calls, random):
    mixed, other_calls = list(refusals), list(calls)
    random.shuffle(mixed)
    random.shuffle(other_calls)
    one = facts(refusals=tuple(refusals), contacts=tuple(calls))
    two = facts(refusals=tuple(mixed), contacts=tuple(other_calls))
    said = [[(g.ground, g.member, g.since) for g in grounds_of(COUPLE, each, ON)] for each in (one, two)]

    assert said[0] == said[1]
    assert counters_of(one, ON) == counters_of(two, ON)


@settings(max_examples=200, deadline=None)
@given(REFUSALS, CALLS)
def test_a_ground_never_rests_on_fewer_events_than_it_needs(refusals, calls):
    for ground in grounds_of(COUPLE, facts(refusals=tuple(refusals), contacts=tuple(calls)), ON):
        assert len(ground.events) == 3
        assert ground.since is not None
        assert ground.since <= ON
