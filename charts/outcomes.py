"""援助与退出: forms of work, grounds of exit, policies, visits, lasting work, relapses, services.

Counted by the offices directly beneath, whose sum the office is; each figure opens its list.
Assumes: the office lies within the area of whoever asks. Source: domain list of indicators 4.4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from access.scope import in_charge_of
from charts import kept_spans
from charts.kept import demand_within
from charts.measures import behind
from charts.metrics import Metric
from charts.outcome_parts import (
    VISITS,
    Detail,
    VisitMonth,
    exit_details,
    visit_months,
    visits_kept,
)
from charts.outcome_rows import (
    AGAIN,
    OUTCOMES,
    months_before,
    passed,
)
from charts.queries import share
from models import (
    WHOLE_PROVINCE,
    Employment,
    Household,
    Office,
)
from policy.report_terms import POLICY_OF
from policy.spans import Span
from policy.terms import Level
from workflow.report_counts import OWN, Counts, Places, count_figures
from workflow.report_figures import FIGURES, CountedRows, recognised_anew

Numbers = Mapping[str, int]
FORMS: Final = ("L", "M", "N", "O", "O1")
GROUNDS: Final = ("F1", "F2", "F3", "F4")
SERVICES: Final = ("P", "Q", "R")
OF_REPORT: Final = ("K", *FORMS, "F", *GROUNDS, *SERVICES, "T", *POLICY_OF, "X")
COUNTED: Final[Mapping[str, CountedRows]] = {key: FIGURES[key] for key in OF_REPORT} | dict(OUTCOMES)
"""Every figure of the page; those of the report are the report's own."""
EXITS: Final = (Span.LEFT_EMPLOYED, Span.LEFT_REFUSED, Span.LEFT_UNREACHABLE, Span.LEFT_OTHER)
GIVEN: Final = (Span.SERVED_GUIDANCE, Span.SERVED_TRAINING, Span.SERVED_REFERRAL)
SHORT, BESIDE = Span.SERVED_SHORT, Span.SERVED_OTHER
KEPT: Final[Mapping[str, tuple[Span, ...]]] = {
    "F": EXITS, **{key: (span,) for key, span in zip(GROUNDS, EXITS, strict=True)},
    **{key: (span,) for key, span in zip(SERVICES, GIVEN, strict=True)},
    "referral_short": (SHORT,), "services_other": (BESIDE,), "services": (*GIVEN, SHORT, BESIDE),
    "left_year": (),
}
"""What is kept of them, as sums; `left_year` looks at days of its own."""
SELDOM: Final = {"X": CountedRows(Household, recognised_anew)}
"""Counted from the few families that applied again, rather than among all recognised."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share: which figure of which, both opened and shown beside it."""

    key: str
    part: str
    whole: str
    label: str
    better: int = 1
    """Whether more is better (1) or worse (-1)."""

    def of(self, numbers: Numbers) -> float | None:
        return share(numbers[self.part], numbers[self.whole])


RATES: Final = (
    Rate("policy", "owed_in", "owed", "政策落实率"),
    Rate("visit", "visits_done", "visits", "月回访率"),
    Rate("stable3", "stable3", "began3", "3个月稳定就业率"),
    Rate("stable6", "stable6", "began6", "6个月稳定就业率"),
    Rate("again", "again_year", "left_year", "返零率", -1),
)


@dataclass(frozen=True, slots=True)
class OfficeOutcomes:
    """One office beneath the one looked at, or what lies at the office itself (`own`, 本级)."""

    office_id: int
    name: str
    level: Level
    numbers: Numbers
    own: bool = False


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that was counted; `before` is the period compared with."""

    office: Office
    since: date
    until: date
    numbers: Numbers
    rows: Sequence[OfficeOutcomes]
    details: Sequence[Detail]
    months: Sequence[VisitMonth]
    before: Numbers = field(default_factory=dict)


def outcomes(
    session: Session, office: Office, since: date, until: date, *, today: date,
    before: tuple[date, date] | None = None,
) -> Outcomes:
    """Count the page: exits and services from the kept figures of counties and above, the rest by row.

    A statement, GROUP BY office, reads the rows of the area whose date lies in the period once; what
    a policy or a check became is looked up by member or job in its index. Twice that to compare.
    """
    places = Places.of(session, office)
    found = counted(session, places, since, until, today)
    return Outcomes(
        office, since, until, summed(found), rows_of(places, found),
        exit_details(session, office, since, until),
        visit_months(session, office, since, until, today=today),
        summed(counted(session, places, *before, today)) if before else {},
    )


def counted(
    session: Session, places: Places, since: date, until: date, today: date
) -> Mapping[int, Numbers]:
    """Every figure by office.

    Jobs are told apart by the ancestors of the jobs alone: what is looked up for each (its member,
    policies, checks) lies where it lies, and a second condition on the area would lead SQLite away
    from the index by member.
    """
    demand_within(session, [places.office])
    kept = kept_spans.all_kept(places)
    rest = {key: rows for key, rows in COUNTED.items() if not (kept and key in (*KEPT, *VISITS))} | dict(SELDOM)
    jobs = {key: rows for key, rows in rest.items() if rows.model is Employment}
    others = {key: rows for key, rows in rest.items() if key not in jobs}
    days = dict.fromkeys(rest, (since, until))
    found = count_figures(session, places, others, days, today)
    with in_charge_of(session, WHOLE_PROVINCE):
        for number, counts in count_figures(session, places, jobs, days, today).items():
            found[number].update(counts)
    for number, counts in (counts_kept(session, places, since, until, today) if kept else {}).items():
        found[number].update(counts)
    return {number: {key: counts.get(key, 0) for key in COUNTED} for number, counts in found.items()}


def counts_kept(
    session: Session, places: Places, since: date, until: date, today: date
) -> Counts:
    """Those of KEPT and of VISITS, by office."""
    visits = visits_kept(session, places, since, until, today)
    first, last = months_before(*passed(since, until, today), AGAIN)
    spans = {span for parts in KEPT.values() for span in parts}
    found = kept_spans.by_office(session, places, spans, since, until)
    earlier = kept_spans.by_office(session, places, (Span.LEFT_EMPLOYED,), first, last)
    return {
        number: {key: sum(found[number, span] for span in parts) for key, parts in KEPT.items()}
        | {"left_year": earlier[number, Span.LEFT_EMPLOYED]} | visits[number]
        for number in (OWN, *(child.id for child in places.beneath))
    }


def summed(found: Mapping[int, Numbers]) -> Numbers:
    return {key: sum(numbers[key] for numbers in found.values()) for key in COUNTED}


def rows_of(places: Places, found: Mapping[int, Numbers]) -> list[OfficeOutcomes]:
    """The offices beneath in their order; those closed only while they count; 本级 last, if it counts."""
    rows = [
        OfficeOutcomes(child.id, child.short_name, child.level, found[child.id])
        for child in places.beneath if child.valid or any(found[child.id].values())
    ]
    office = places.office
    if any(found[OWN].values()) or not rows:
        name = "本级" if rows else office.short_name
        rows.append(OfficeOutcomes(office.id, name, office.level, found[OWN], own=bool(rows)))
    return rows


def figure_behind(
    key: str, office: int, since: date, until: date, *, own: bool = False
) -> dict[str, str]:
    """The parameters of the list with exactly the rows the figure counts."""
    return behind(office) | {
        "figure": key, "figure_from": since.isoformat(), "figure_to": until.isoformat(),
    } | ({"figure_own": "1"} if own else {})


SOURCE: Final = "本系统登记的就业、退出、政策、核查、回访和服务记录"
METRICS: Final = {metric.key: metric for metric in (
    Metric("K", "实现就业人数", "本期首次核验属实的就业成员，按就业形式分列，每人每次认定只计一次",
           "核验日期在本期内的首次就业人数", "人", "102-3-1", SOURCE),
    Metric("F", "退出户数", "退出日期或撤销认定日期在本期内的家庭，按退出情形分列",
           "实现就业＋拒绝推荐＋失去联系＋其他情形（含撤销认定）", "户", "102-3", SOURCE),
    Metric("policy", "政策落实率", "首次就业核验后第60日在本期内且已过、就业未终止的登记失业成员中，"
           "应享的政策全部在60日内批准的占比；已说明不享受原因的政策不计",
           "应享政策全部在60日内批准的成员÷有应享政策的就业成员", "%", "102-4-2", SOURCE),
    Metric("T", "享受政策人数", "本期任一日享受政策的成员，每人计一次，含以前开始享受的",
           "享受期与本期相交的成员数", "人", "102-4-2", SOURCE),
    Metric("visit", "月回访率", "本期内已满各月应回访的户次中，当月完成回访的占比；逾期补访不计",
           "当月已回访户次÷应回访户次", "%", "102-4-4", SOURCE),
    Metric("stable3", "3个月稳定就业率", "就业满3个月的日期在本期内的就业中，核查仍在岗的占比；尚未核查的留在分母中，单独列出",
           "核查仍在岗的就业÷满3个月的就业", "%", "102-4-4", SOURCE),
    Metric("stable6", "6个月稳定就业率", "就业满6个月的日期在本期内的就业中，核查仍在岗的占比；尚未核查的留在分母中，单独列出",
           "核查仍在岗的就业÷满6个月的就业", "%", "102-4-4", SOURCE),
    Metric("again", "返零率", "因实现就业退出后满12个月的日期在本期内且已过的家庭中，12个月内再次认定的占比",
           "12个月内再次认定的家庭÷因实现就业退出的家庭", "%", "102-3", SOURCE),
    Metric("services", "援助服务人次", "服务日期在本期内的援助服务；职业指导、培训信息、岗位推荐按1-1-3的口径计入",
           "职业指导＋培训信息＋计入次数的岗位推荐＋未计入的岗位推荐＋其他服务", "人次", "102-4-3", SOURCE),
)}
