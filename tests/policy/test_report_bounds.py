"""The check rules at their bounds: what is just allowed holds, one further does not."""

from __future__ import annotations

import pytest

from policy.report_rules import RULES, check_report
from policy.report_table import ReportTable, fraction
from tests.policy.test_report_rules import MONTHS, SOUND, judged, row, table

JUST = [
    (2, {"F": 6, "F3": 1}, {"F": 6, "F3": 0}),
    (5, {"beside": {"year_F1": 21}}, {"beside": {"year_F1": 22}}),
    (6, {"E": 6}, {"E": 5}),
    (9, {"U2": 4}, {"U2": 5}),
    (10, {"U2": 0}, {"U2": -1}),
    (10, {"S2": 12}, {"S2": 13}),
    (12, {"A1": 1, "J": 17}, {"A1": -1, "J": 16}),
    (13, {"S2": 12}, {"S2": 13}),
    (15, {"beside": {"before_D": 4}}, {"beside": {"before_D": 3}}),
    (15, {"beside": {"before_D": 12}}, {"beside": {"before_D": 13}}),
    (15, {"beside": {"before_F": 10}}, {"beside": {"before_F": 11}}),
    (15, {"beside": {"before_K": 12}}, {"beside": {"before_K": 13}}),
    (15, {"beside": {"before_D": 0}}, {"beside": {"before_D": 1}}),
    (20, {"K": 5, "M": 2, "N": 1}, {"K": 5, "M": 2, "N": 2}),
]


@pytest.mark.parametrize(("no", "allowed", "beyond"), JUST)
def test_what_is_just_allowed_holds_and_one_further_does_not(no, allowed, beyond):
    assert judged(no, **allowed).holds is True
    assert judged(no, **beyond).holds is False


@pytest.mark.parametrize(("key", "column"), [("D", "新认定户数"), ("F", "退出户数"), ("K", "实现就业")])
def test_the_column_that_moved_is_named(key, column):
    found = judged(15, beside={f"before_{key}": 1})
    assert str(found.reason) == f"“{column}”本期{SOUND[key]}，上年同期1，变动超过50%"


def test_a_column_without_a_year_before_does_not_swing():
    whole = row(months=(), beside={})
    beside = {"before_D": 5}
    alone = ReportTable((type(whole)(whole.office, whole.name, whole.values, beside),), {})
    assert next(c for c in check_report(alone) if c.no == 15).holds is True


def test_an_office_that_began_this_year_carries_nobody():
    bare = type(row())("220104", "朝阳区", {**SOUND, "Z3": 2, "F1": 3}, {})
    [found] = [c for c in check_report(ReportTable((bare,), {})) if c.no == 5]
    assert str(found.reason) == "本年累计实现就业2人、年初已就业待退出0户，少于累计实现就业退出3户"
    enough = type(bare)("220104", "朝阳区", {**SOUND, "Z3": 3, "F1": 3}, {})
    [found] = [c for c in check_report(ReportTable((enough,), {})) if c.no == 5]
    assert found.holds is True


@pytest.mark.parametrize("no", [7, 11, 14, 15])
def test_what_is_not_known_is_not_judged(no):
    bare = type(row())("220104", "朝阳区", SOUND, {})
    [found] = [c for c in check_report(ReportTable((bare,), {})) if c.no == no]
    assert found.holds is None
    assert str(found.reason) == next(rule.title for rule in RULES if rule.no == no).replace("%%", "%")


@pytest.mark.parametrize(("others", "judged_so"), [
    (((0, 0),) * 12, None), (((0, 1),) + ((0, 0),) * 11, False), (((1, 0),) + ((0, 0),) * 11, False),
    (MONTHS[:-1], None),
])
def test_one_office_alone_is_compared_with_nobody(others, judged_so):
    """Two offices with the same numbers of persons and exits for a year are asked after."""
    first = type(row())("220104001", "前进街道", SOUND, {}, ((1, 1),) * 12)
    same = tuple((max(month), max(month)) for month in others)
    second = type(row())("220104002", "桂林街道", SOUND, {}, same)
    [found] = [c for c in check_report(ReportTable((row(months=()), first, second), {})) if c.no == 16]
    assert found.holds is judged_so


def test_rules_of_the_whole_table_speak_once_and_the_others_of_every_row():
    found = check_report(table(intact=True))
    count = {rule.no: sum(c.no == rule.no for c in found) for rule in RULES}
    assert count == {rule.no: 1 if rule.whole_only else 3 for rule in RULES}
    assert {c.reason.clause for c in found} == {"102-5-3"}


def test_the_rate_of_those_at_work_leaves_out_who_left_otherwise():
    values = {"A": 100, "A1": 7, "D": 20, "H": 5, "F2": 3, "F3": 2, "F4": 1, "F1": 30, "I2": 4}
    assert fraction(row(**values), "RJ") == (34, 116)
    assert fraction(row(**{**values, "A1": -7}), "RJ") == (34, 102)
