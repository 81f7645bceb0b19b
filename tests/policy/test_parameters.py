"""The numbers of the notice change on a day, not around it."""

from datetime import date

import pytest

from policy import parameters
from policy.clauses import CLAUSES
from policy.parameters import ISSUED_ON, PARAMETERS, NotYetInForce, Parameter

PERIOD = Parameter("working days", "102-2-2", ((date(2024, 1, 1), 5), (date(2026, 7, 1), 7)))


def test_a_new_value_holds_from_its_first_day():
    assert (PERIOD.at(date(2026, 6, 30)), PERIOD.at(date(2026, 7, 1))) == (5, 7)


def test_before_the_first_value_there_is_none():
    with pytest.raises(NotYetInForce):
        PERIOD.at(date(2023, 12, 31))


@pytest.mark.parametrize(
    ("clause", "values"),
    [
        pytest.param("102-2-2", tuple(reversed(PERIOD.values)), id="out of order"),
        pytest.param("102-2-2", (PERIOD.values[0], PERIOD.values[0]), id="one day twice"),
        pytest.param("102-9", PERIOD.values, id="no such clause"),
        pytest.param("102-2-2", (), id="no value"),
    ],
)
def test_values_are_listed_in_order_and_cite_a_clause(clause, values):
    with pytest.raises(ValueError, match="unknown clause"):
        Parameter("working days", clause, values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKING_AGE", 16),
        ("ACCEPTANCE_PERIOD", 3),
        ("VERIFICATION_PERIOD", 5),
        ("COMPARISON_FRESH", 30),
        ("VISITORS", 2),
        ("PUBLICITY_PERIOD", 3),
        ("OBJECTION_PERIOD", 5),
        ("COUNTY_REVIEW_PERIOD", 5),
        ("REFUSALS", 3),
        ("REFUSAL_WINDOW", 1),
        ("CONTACT_FAILURES", 3),
        ("CONTACT_WINDOW", 1),
        ("PROMISE_PERIOD", 20),
        ("GUIDANCE_OWED", 1),
        ("TRAINING_OWED", 1),
        ("REFERRALS_OWED", 3),
        ("VISIT_INTERVAL", 1),
        ("FOLLOW_UP_PERIOD", 6),
    ],
)
def test_the_numbers_on_the_day_of_issue(name, value):
    assert getattr(parameters, name).at(ISSUED_ON) == value


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_number_says_its_name_unit_and_clause(name):
    number = PARAMETERS[name]

    assert number.label
    assert number.unit
    assert number.clause in CLAUSES


def test_a_number_of_our_own_reading_says_so():
    ours = {name for name, number in PARAMETERS.items() if number.reading}

    assert "COUNTY_REVIEW_PERIOD" in ours
    assert "PUBLICITY_PERIOD" not in ours
