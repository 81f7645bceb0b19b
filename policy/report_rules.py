"""The twenty check rules (审核关系) of the report: hard ones bar the submission, soft ones are explained.

Each rule looks at one row, or at the whole table; what it says is fit to be printed. A rule that
cannot be judged (no year before, nothing closed yet) answers None. Source: domain list 4.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from policy.report_table import RATES, SUMMED, ReportRow, ReportTable, fraction
from policy.report_terms import BY_KEY
from policy.verdict import Reason

CLAUSE: Final = "102-5-3"
SWING: Final = 50
"""Per cent by which a figure may differ from the same period of the year before."""
FLEXIBLE: Final = 60
"""Per cent of those at work who may be self-employed or in flexible work."""
MONTHS: Final = 12
Said = tuple[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class ReportCheck:
    """What one rule says of one row; `holds` is None where it cannot be judged."""

    no: int
    hard: bool
    holds: bool | None
    office: str
    name: str
    reason: Reason
    of_whole: bool = True

    @property
    def blocks(self) -> bool:
        return self.hard and self.holds is False

    @property
    def wants_words(self) -> bool:
        """Soft, of the office's own row: to be explained by whoever submits."""
        return not self.hard and self.holds is False and self.of_whole


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it demands, and what is said where it does not hold (None: it holds)."""

    no: int
    hard: bool
    title: str
    fault: Callable[[ReportRow, ReportTable], Said | None]
    judged: Callable[[ReportRow, ReportTable], bool] = lambda row, table: True
    whole_only: bool = False


def balance(row: ReportRow, table: ReportTable) -> Said | None:
    """1: G = A + A1 + D − F."""
    reckoned = row["A"] + row["A1"] + row["D"] - row["F"]
    if row["G"] == reckoned:
        return None
    return "期末在册%(G)d户，应为期初%(A)d＋调整%(A1)d＋新认定%(D)d－退出%(F)d＝%(reckoned)d户", {
        **named(row, "G", "A", "A1", "D", "F"), "reckoned": reckoned,
    }


def grounds(row: ReportRow, table: ReportTable) -> Said | None:
    """2: F = F1 + F2 + F3 + F4."""
    reckoned = sum(row[key] for key in ("F1", "F2", "F3", "F4"))
    if row["F"] == reckoned:
        return None
    return "退出%(F)d户，四种情形合计%(reckoned)d户", {"F": row["F"], "reckoned": reckoned}


def standing(row: ReportRow, table: ReportTable) -> Said | None:
    """3: G = H + I + I2, and I = V."""
    reckoned = row["H"] + row["I"] + row["I2"]
    if row["G"] != reckoned:
        return "期末在册%(G)d户，承诺期限内、逾期未就业、已就业待退出合计%(reckoned)d户", {
            "G": row["G"], "reckoned": reckoned,
        }
    if row["I"] != row["V"]:
        return "期末逾期未就业%(I)d户，逾期未就业户%(V)d户，两处应当一致", named(row, "I", "V")
    return None


def forms(row: ReportRow, table: ReportTable) -> Said | None:
    """4: K = L + M + N + O + other forms."""
    reckoned = sum(row[key] for key in ("L", "M", "N", "O", "O1"))
    if row["K"] == reckoned:
        return None
    return "实现就业%(K)d人，各就业形式合计%(reckoned)d人", {"K": row["K"], "reckoned": reckoned}


def workers(row: ReportRow, table: ReportTable) -> Said | None:
    """5: since the year began, each exit to work has somebody who went to work."""
    exits = row.beside.get("year_F1", row["F1"])
    known = row["Z3"] + row.beside.get("carried", 0)
    if known >= exits:
        return None
    return "本年累计实现就业%(Z3)d人、年初已就业待退出%(carried)d户，少于累计实现就业退出%(exits)d户", {
        "Z3": row["Z3"], "carried": row.beside.get("carried", 0), "exits": exits,
    }


def labour(row: ReportRow, table: ReportTable) -> Said | None:
    """6: E ≥ D."""
    if row["E"] >= row["D"]:
        return None
    return "新认定%(D)d户，涉及劳动力只有%(E)d人：每户至少1人", named(row, "D", "E")


def chain(row: ReportRow, table: ReportTable) -> Said | None:
    """7: this A is the last G."""
    last = row.beside["last_G"]
    if row["A"] == last:
        return None
    return "期初在册%(A)d户，上期审核的期末为%(last)d户", {"A": row["A"], "last": last}


def sums(row: ReportRow, table: ReportTable) -> Said | None:
    """8: the offices beneath, own level included, add up to the whole."""
    for key in SUMMED:
        reckoned = sum(child[key] for child in table.beneath)
        if row[key] != reckoned:
            return "“%(column)s”本机构%(value)d，所属各机构（含本级）合计%(reckoned)d", {
                "column": BY_KEY[key].label, "value": row[key], "reckoned": reckoned,
            }
    return None


def kept(row: ReportRow, table: ReportTable) -> Said | None:
    """9: promises kept are among those due."""
    if row["U2"] <= row["U1"]:
        return None
    return "按期兑现%(U2)d户，多于到期%(U1)d户", named(row, "U1", "U2")


def shares(row: ReportRow, table: ReportTable) -> Said | None:
    """10: every rate lies between 0 and 100 %; without a denominator there is none."""
    for key in sorted(RATES):
        above, beneath = fraction(row, key)
        if above < 0 or above > beneath:
            return "%(column)s的分子%(above)d、分母%(beneath)d，比率应在0至100%%之间", {
                "column": BY_KEY[key].label, "above": above, "beneath": beneath,
            }
    return None


def running(row: ReportRow, table: ReportTable) -> Said | None:
    """11: the year so far is what it was before this period, and this period."""
    for key, part in (("Z1", "D"), ("Z2", "F"), ("Z3", "K")):
        last = row.beside[f"last_{key}"]
        if row[key] != last + row[part]:
            return "“%(column)s”本年累计%(value)d，应为上期累计%(last)d＋本期%(part)d", {
                "column": BY_KEY[key].label, "value": row[key], "last": last, "part": row[part],
            }
    return None


def assisted(row: ReportRow, table: ReportTable) -> Said | None:
    """12: J ≤ A + A1 + D."""
    most = row["A"] + row["A1"] + row["D"]
    if row["J"] <= most:
        return None
    return "援助%(J)d户，多于期初、调整与新认定合计%(most)d户", {"J": row["J"], "most": most}


def visited(row: ReportRow, table: ReportTable) -> Said | None:
    """13: visited households are among those owed a visit."""
    if row["S2"] <= row["S1"]:
        return None
    return "已回访%(S2)d户，多于应回访%(S1)d户", named(row, "S1", "S2")


def owed(row: ReportRow, table: ReportTable) -> Said | None:
    """14: 1-1-3 for every member of the households whose promise ended without a job."""
    members = row.beside["due_members"]
    for key, times in (("P", 1), ("Q", 1), ("R", 3)):
        done = row.beside[f"due_{key}"]
        if done < times * members:
            return "承诺到期仍无人就业的家庭有登记失业成员%(members)d人，应提供%(what)s%(owed)d次，实有%(done)d次", {
                "members": members, "what": BY_KEY[key].label, "owed": times * members, "done": done,
            }
    return None


def swing(row: ReportRow, table: ReportTable) -> Said | None:
    """15: not more than half more or less than in the same period of the year before."""
    for key in ("D", "F", "K"):
        before = row.beside.get(f"before_{key}", 0)
        if before and abs(row[key] - before) * 100 > SWING * before:
            return "“%(column)s”本期%(now)d，上年同期%(before)d，变动超过%(most)d%%", {
                "column": BY_KEY[key].label if key != "K" else "实现就业", "now": row[key],
                "before": before, "most": SWING,
            }
    return None


def uniform(row: ReportRow, table: ReportTable) -> Said | None:
    """16: persons at work and exits to work are not the same in every office for a year."""
    if any(people != exits for child in table.beneath for people, exits in child.months):
        return None
    return "近12个月各机构的实现就业人数与就业退出户数每月都相等，请核对是否照抄", {}


def accepted(row: ReportRow, table: ReportTable) -> Said | None:
    """17: applications were taken in and none recognised."""
    if row["D"] or not row["B"]:
        return None
    return "本期受理%(B)d户，没有新认定，请说明", {"B": row["B"]}


def listed(row: ReportRow, table: ReportTable) -> Said | None:
    """18: every figure opens the list with as many rows."""
    for key, count in table.listed.items():
        value = row["A"] + row["A1"] if key == "A" else row[key]
        if value != count:
            return "“%(column)s”为%(value)d，点开的名单有%(count)d行", {
                "column": BY_KEY[key].label, "value": value, "count": count,
            }
    return None


def locked(row: ReportRow, table: ReportTable) -> Said | None:
    """19: what was locked is what is kept."""
    return None if table.intact else ("已锁定的报表与留存的摘要不符，数字被改动过", {})


def flexible(row: ReportRow, table: ReportTable) -> Said | None:
    """20: not too many in flexible work."""
    found = row["M"] + row["N"]
    if found * 100 <= FLEXIBLE * row["K"]:
        return None
    return "实现就业%(K)d人，其中个体、创业和灵活就业%(found)d人，超过%(most)d%%，请核实", {
        "K": row["K"], "found": found, "most": FLEXIBLE,
    }


def named(row: ReportRow, *keys: str) -> dict[str, object]:
    return {key: row[key] for key in keys}


def has(*keys: str) -> Callable[[ReportRow, ReportTable], bool]:
    """Judged only where all of these are known."""
    return lambda row, table: all(key in row.beside for key in keys)


def year_is_long(row: ReportRow, table: ReportTable) -> bool:
    """Twelve months of at least two offices in which somebody went to work."""
    rows = [child for child in table.beneath if len(child.months) == MONTHS]
    return sum(any(month != (0, 0) for month in child.months) for child in rows) > 1


RULES: Final[tuple[Rule, ...]] = (
    Rule(1, True, "期末在册＝期初在册＋调整＋新认定－退出", balance),
    Rule(2, True, "退出户数＝实现就业＋拒绝推荐＋失去联系＋其他情形", grounds),
    Rule(3, True, "期末在册＝承诺期限内＋逾期未就业＋已就业待退出", standing),
    Rule(4, True, "实现就业人数＝各就业形式之和", forms),
    Rule(5, True, "本年累计实现就业人数不少于实现就业退出户数", workers),
    Rule(6, True, "新认定涉及劳动力人数不少于新认定户数", labour),
    Rule(7, True, "期初在册＝上期审核的期末在册", chain, has("last_G")),
    Rule(8, True, "所属各机构（含本级）合计＝本机构", sums, lambda row, t: bool(t.beneath), True),
    Rule(9, True, "按期兑现户数不多于到期户数", kept),
    Rule(10, True, "比率在0至100%之间，分母为0的不计算", shares),
    Rule(11, True, "本年累计＝上期累计＋本期", running, has("last_Z1", "last_Z2", "last_Z3")),
    Rule(12, True, "援助户数不多于期初、调整与新认定之和", assisted),
    Rule(13, True, "已回访户数不多于应回访户数", visited),
    Rule(14, False, "承诺到期仍无人就业的家庭，每名成员都得到1次指导、1次培训信息、3次推荐", owed,
         has("due_members", "due_P", "due_Q", "due_R")),
    Rule(15, False, "与上年同期相比变动不超过50%", swing,
         lambda row, table: any(row.beside.get(f"before_{key}") for key in "DFK")),
    Rule(16, False, "各机构近12个月实现就业人数与就业退出户数不完全相同", uniform, year_is_long, True),
    Rule(17, False, "有受理的应有新认定", accepted),
    Rule(18, True, "每个数字都能点开名单，名单行数等于数字", listed, lambda row, t: bool(t.listed), True),
    Rule(19, True, "已锁定的报表不再变动", locked, lambda row, t: t.intact is not None, True),
    Rule(20, False, "个体、创业和灵活就业不超过实现就业的60%", flexible),
)


def check_report(table: ReportTable) -> tuple[ReportCheck, ...]:
    """What every rule says of every row, in the order of the rules."""
    return tuple(found for rule in RULES for found in judge(rule, table))


def judge(rule: Rule, table: ReportTable) -> Iterator[ReportCheck]:
    """What one rule says of each row it is about."""
    for n, row in enumerate(table.rows[:1] if rule.whole_only else table.rows):
        holds: bool | None = None
        text, values = rule.title, dict[str, object]()
        if rule.judged(row, table):
            fault = rule.fault(row, table)
            holds = fault is None
            text, values = fault or (text, values)
        yield ReportCheck(
            rule.no, rule.hard, holds, row.office, row.name, Reason(CLAUSE, text, values), n == 0
        )
