"""The twenty check rules: each holds on a sound table and says, in words fit to print, what is wrong."""

from __future__ import annotations

import pytest

from policy.report_rules import RULES, check_report
from policy.report_table import ReportRow, ReportTable, printed, rate

SOUND = {
    "A": 10, "A1": 0, "B": 8, "C": 1, "D": 6, "E": 9, "F": 5, "F1": 3, "F2": 1, "F3": 0, "F4": 1,
    "G": 11, "H": 6, "I": 2, "I2": 3, "V": 2, "J": 7, "K": 6, "L": 2, "M": 1, "N": 1, "O": 1,
    "O1": 1, "P": 9, "Q": 9, "R": 27, "S1": 12, "S2": 10, "U1": 4, "U2": 3, "W": 2, "X": 0, "Y": 0,
    "Z1": 20, "Z2": 16, "Z3": 19, "T": 3,
}
BESIDE = {
    "last_G": 10, "last_Z1": 14, "last_Z2": 11, "last_Z3": 13, "carried": 2, "year_F1": 12,
    "due_members": 2, "due_P": 2, "due_Q": 2, "due_R": 6, "before_D": 5, "before_F": 4, "before_K": 5,
}
MONTHS = ((1, 1),) * 11 + ((2, 1),)


def row(name="朝阳区", code="220104", months=MONTHS, beside=None, **values):
    return ReportRow(code, name, {**SOUND, **values}, {**BESIDE, **(beside or {})}, months)


def table(beside=None, listed=None, intact=None, months=MONTHS, **values):
    """One office with two beneath: all that is counted lies at the first of them."""
    whole = row(months=(), beside=beside, **values)
    first = ReportRow("220104001", "前进街道", SOUND, BESIDE, months)
    second = ReportRow("220104002", "桂林街道", dict.fromkeys(SOUND, 0), {}, ((0, 0), (3, 3)) * 6)
    return ReportTable((whole, first, second), {"D": 6, **(listed or {})}, intact)


def judged(no, **what):
    return next(c for c in check_report(table(**what)) if c.no == no and c.of_whole)


def test_there_are_twenty_of_them_in_order_thirteen_and_more_of_them_hard():
    assert [rule.no for rule in RULES] == list(range(1, 21))
    assert [rule.no for rule in RULES if not rule.hard] == [14, 15, 16, 17, 20]


@pytest.mark.parametrize("no", range(1, 21))
def test_a_sound_table_meets_every_rule(no):
    found = judged(no, intact=True)

    assert found.holds is True, str(found.reason)
    assert not found.blocks
    assert not found.wants_words


FAULTS = [
    (1, {"G": 12, "H": 7}, "期末在册12户，应为期初10＋调整0＋新认定6－退出5＝11户"),
    (2, {"F2": 2}, "退出5户，四种情形合计6户"),
    (3, {"H": 5}, "期末在册11户，承诺期限内、逾期未就业、已就业待退出合计10户"),
    (3, {"V": 1}, "期末逾期未就业2户，逾期未就业户1户，两处应当一致"),
    (4, {"O1": 0}, "实现就业6人，各就业形式合计5人"),
    (5, {"beside": {"year_F1": 22}}, "本年累计实现就业19人、年初已就业待退出2户，少于累计实现就业退出22户"),
    (6, {"E": 5}, "新认定6户，涉及劳动力只有5人：每户至少1人"),
    (7, {"beside": {"last_G": 9}}, "期初在册10户，上期审核的期末为9户"),
    (8, {"W": 3}, "“期末重点监控”本机构3，所属各机构（含本级）合计2"),
    (9, {"U2": 5}, "按期兑现5户，多于到期4户"),
    (10, {"U2": 5}, "兑现率的分子5、分母4，比率应在0至100%之间"),
    (11, {"Z2": 15}, "“退出户数”本年累计15，应为上期累计11＋本期5"),
    (12, {"J": 17}, "援助17户，多于期初、调整与新认定合计16户"),
    (13, {"S2": 13}, "已回访13户，多于应回访12户"),
    (14, {"beside": {"due_R": 5}},
     "承诺到期仍无人就业的家庭有登记失业成员2人，应提供岗位推荐6次，实有5次"),
    (15, {"beside": {"before_D": 3}}, "“新认定户数”本期6，上年同期3，变动超过50%"),
    (16, {"months": ((1, 1),) * 12}, "近12个月各机构的实现就业人数与就业退出户数每月都相等，请核对是否照抄"),
    (17, {"D": 0, "E": 0}, "本期受理8户，没有新认定，请说明"),
    (18, {"listed": {"D": 5}}, "“新认定户数”为6，点开的名单有5行"),
    (19, {"intact": False}, "已锁定的报表与留存的摘要不符，数字被改动过"),
    (20, {"M": 2, "N": 2}, "实现就业6人，其中个体、创业和灵活就业4人，超过60%，请核实"),
]


@pytest.mark.parametrize(("no", "what", "words"), FAULTS, ids=[f"rule {f[0]}" for f in FAULTS])
def test_what_is_wrong_is_said_in_an_officers_words(no, what, words):
    found = judged(no, **what)

    assert (found.holds, str(found.reason)) == (False, words)
    assert found.blocks == found.hard
    assert found.wants_words == (not found.hard)


def test_every_rule_has_a_failing_case():
    assert {no for no, _what, _words in FAULTS} == set(range(1, 21))


@pytest.mark.parametrize(("no", "what"), [
    (7, {"last_G"}), (11, {"last_Z1"}), (14, {"due_members"}), (15, {"before_D", "before_F", "before_K"}),
])
def test_what_cannot_be_judged_is_neither_met_nor_failed(no, what):
    bare = {key: n for key, n in BESIDE.items() if key not in what}
    found = check_report(ReportTable((ReportRow("220104", "朝阳区", SOUND, bare),)))

    check = next(c for c in found if c.no == no)
    assert (check.holds, check.blocks, check.wants_words) == (None, False, False)


def test_a_rule_that_asks_what_was_before_judges_where_it_is_known():
    found = table()
    asked = [rule for rule in RULES if rule.no in (7, 11, 14, 15)]

    assert all(rule.judged(found.whole, found) is True for rule in asked)
    assert not any(rule.judged(found.beneath[1], found) for rule in asked)


def test_a_period_that_is_open_is_not_judged_as_locked():
    assert judged(19).holds is None


def test_what_fails_beneath_bars_if_hard_and_is_explained_there_if_soft():
    spoilt = ReportRow("220104001", "前进街道", {**SOUND, "F2": 2, "D": 0}, BESIDE)
    found = [c for c in check_report(ReportTable((row(), spoilt))) if not c.of_whole and c.holds is False]

    hard = next(c for c in found if c.no == 2)
    soft = next(c for c in found if c.no == 17)
    assert (hard.blocks, hard.office, hard.name) == (True, "220104001", "前进街道")
    assert not soft.wants_words


def test_an_adjustment_enters_the_balance_and_the_list_of_the_beginning():
    found = table(A=9, A1=1, beside={"last_G": 9}, listed={"A": 10})
    wrong = [c.no for c in check_report(found) if c.of_whole and c.holds is False]

    assert wrong == [8], "the row beneath still has 10"


@pytest.mark.parametrize(("key", "values", "share", "paper"), [
    ("RU", {"U1": 4, "U2": 3}, 0.75, "75.0%"), ("RU", {"U1": 4, "U2": 0}, 0.0, "0.0%"),
    ("RU", {"U1": 0, "U2": 0}, None, "—"), ("RS", {"S1": 12, "S2": 12}, 1.0, "100.0%"),
    ("RS", {"S1": 0, "S2": 0}, None, "—"), ("RJ", {}, 0.75, "75.0%"),
    ("RJ", {"A": 0, "D": 0, "H": 0, "F1": 0, "F2": 0, "F3": 0, "F4": 0, "I2": 0}, None, "—"),
])
def test_a_rate_without_a_denominator_is_a_dash_and_no_rate(key, values, share, paper):
    found = row(**values)

    assert (rate(found, key), printed(found, key)) == (share, paper)


@pytest.mark.parametrize(("values", "paper"), [({"D": 1234}, "1,234"), ({"D": 0}, "0"), ({"D": None}, "—")])
def test_a_figure_stands_on_paper_with_its_thousands_and_one_not_known_as_a_dash(values, paper):
    assert printed(row(**values), "D") == paper


def test_the_office_itself_comes_first_and_the_others_beneath_it():
    found = table()

    assert (found.whole.name, [child.name for child in found.beneath]) == ("朝阳区", ["前进街道", "桂林街道"])
