"""What was complete once and waits for the county's answer; and that a household be looked for at home."""

from datetime import date

import pytest

from policy.exit import Contact
from policy.exit_grounds import completed, none_at_home
from policy.rulebook import Decree, Rules
from policy.terms import VisitWay
from tests.policy.test_exit_grounds import ON, facts, failed, may, no, work


def reached_for(*calls, at_home=False, recognised_on=None):
    """Failed contacts by telephone on these days of June, the last of them a visit at home if told so."""
    ways = [VisitWay.PHONE] * len(calls)
    if at_home:
        ways[-1] = VisitWay.HOME
    made = tuple(Contact(date(2026, 6, n), False, way) for n, way in zip(calls, ways, strict=True))
    return facts(contacts=made, recognised_on=recognised_on)


@pytest.mark.parametrize(
    ("of", "on", "none"),
    [
        pytest.param(reached_for(), ON, False, id="nobody was looked for"),
        pytest.param(reached_for(9), ON, True, id="telephoned alone"),
        pytest.param(reached_for(9, 16, at_home=True), ON, False, id="the second time at home"),
        pytest.param(reached_for(9, 16), ON, True, id="twice by telephone"),
        pytest.param(reached_for(9), date(2026, 7, 9), True, id="to the day a month ago"),
        pytest.param(reached_for(9), date(2026, 7, 10), False, id="longer ago, which does not count"),
        pytest.param(reached_for(9), date(2026, 6, 8), False, id="not yet"),
        pytest.param(reached_for(9, recognised_on=date(2026, 6, 10)), ON, False, id="before the recognition"),
    ],
)
def test_a_household_should_be_looked_for_at_home_once(of, on, none):
    assert none_at_home(of, on) is none


def test_a_region_may_look_back_longer_for_the_visit_at_home():
    rules = Rules((Decree("CONTACT_WINDOW", "1.", date(2026, 1, 1), 2),))

    assert none_at_home(reached_for(9), date(2026, 8, 9), rules)


def refs(of, on=ON, rules=None):
    found = completed(of, on, **({"rules": rules} if rules else {}))
    return {key: [event.ref for event in run] for key, run in found.items()}


def test_what_was_complete_once_is_complete_however_long_ago():
    of = facts(refusals=(no(may(5)), no(may(6), 2), no(may(7)), no(may(8))),
               contacts=tuple(failed(may(d)) for d in (4, 11, 18)))
    run = {
        ("refusal", 1): ["no:2026-05-05", "no:2026-05-07", "no:2026-05-08"], ("refusal", 2): [],
        ("contact", None): ["call:2026-05-04", "call:2026-05-11", "call:2026-05-18"],
    }

    assert refs(of) == refs(of, date(2028, 1, 1)) == run
    assert refs(of, may(7)) == {("refusal", 1): [], ("refusal", 2): [], ("contact", None): []}


def test_what_completes_a_ground_is_after_the_recognition_and_before_the_work():
    three = (no(may(5)), no(may(7)), no(may(8)))
    calls = tuple(failed(may(d)) for d in (4, 11, 18))

    assert refs(facts(refusals=three, employments=(work(may(8)),)))["refusal", 1] == []
    assert len(refs(facts(refusals=three, employments=(work(may(9)),)))["refusal", 1]) == 3
    assert refs(facts(refusals=three, contacts=calls, recognised_on=may(6))) == {
        ("refusal", 1): [], ("contact", None): []}


def test_a_region_may_ask_for_more_before_a_ground_is_complete():
    of = facts(refusals=(no(may(5)), no(may(7)), no(may(8))), contacts=tuple(failed(may(d)) for d in (4, 11, 18)))
    rules = Rules((Decree("REFUSALS", "1.", date(2026, 1, 1), 4), Decree("CONTACT_FAILURES", "1.", date(2026, 1, 1), 4)))

    assert refs(of, rules=rules) == {("refusal", 1): [], ("contact", None): []}
