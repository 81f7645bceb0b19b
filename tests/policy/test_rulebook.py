"""Which number holds where and when."""

from datetime import date

import pytest

from policy.parameters import PARAMETERS, PUBLICITY_PERIOD, WORKING_AGE, NotYetInForce
from policy.rulebook import NOTICE, Decree, RuleBook, Rules

PROVINCE, UNIT, COUNTY, STREET = "1.", "1.2.", "1.2.13.", "1.2.13.40."
BOOK = RuleBook.of([
    Decree("PUBLICITY_PERIOD", PROVINCE, date(2026, 1, 1), 4, "省文件"),
    Decree("PUBLICITY_PERIOD", PROVINCE, date(2026, 7, 1), 6, "省新文件"),
    Decree("PUBLICITY_PERIOD", UNIT, date(2026, 3, 1), 5, "市文件"),
    Decree("REFUSALS", "1.3.", date(2026, 1, 1), 9, "别处"),
])


@pytest.mark.parametrize(
    ("path", "day", "value"),
    [
        (COUNTY, date(2025, 12, 31), 3), (COUNTY, date(2026, 1, 1), 4), (COUNTY, date(2026, 2, 28), 4),
        (COUNTY, date(2026, 3, 1), 5), (COUNTY, date(2026, 7, 1), 5), (STREET, date(2026, 3, 1), 5),
        ("1.3.", date(2026, 6, 30), 4), ("1.3.", date(2026, 7, 1), 6), ("1.22.", date(2026, 3, 1), 4),
    ],
)
def test_the_nearest_offices_latest_decree_holds(path, day, value):
    assert BOOK.for_region(path).at(PUBLICITY_PERIOD, day) == value


def test_a_decree_names_its_document():
    rules = BOOK.for_region(COUNTY)

    assert rules.decree_at(PUBLICITY_PERIOD, date(2026, 3, 1)).basis == "市文件"
    assert rules.decree_at(PUBLICITY_PERIOD, date(2025, 3, 1)) is None
    assert rules.decree_at(WORKING_AGE, date(2026, 3, 1)) is None


def test_where_nothing_is_decreed_the_notice_holds():
    assert RuleBook().for_region(COUNTY) is NOTICE
    assert RuleBook.of([Decree("REFUSALS", "1.3.", date(2026, 1, 1), 9)]).for_region(COUNTY) is NOTICE
    assert BOOK.for_region(COUNTY) is BOOK.for_region(COUNTY)


def test_before_the_notice_there_is_no_number():
    with pytest.raises(NotYetInForce):
        NOTICE.at(PUBLICITY_PERIOD, date(2021, 6, 29))


def test_a_version_holds_every_number_in_force():
    assert NOTICE.version(date(2021, 6, 29)) == {
        "UNTIL_PENSION": 0, "WORKING_AGE": 16}
    assert set(NOTICE.version(date(2021, 6, 30))) == set(PARAMETERS)
    assert Rules(BOOK.decrees[:1]).version(date(2026, 1, 1))["PUBLICITY_PERIOD"] == 4
