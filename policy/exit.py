"""Exit (退出): on which grounds, and from which day, a household leaves the register.

The four grounds of 三（一）–（四）. Reaching a count proposes an exit; the county decides.
"Within one month" (1个月内) rolls: the third event is not later than the corresponding day a
month after the first (Civil Code art. 202); "三次以上" includes three (art. 1259).
Source: docs/notice.md, 三.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from policy.ages import add_months
from policy.parameters import (
    CONTACT_FAILURES,
    CONTACT_WINDOW,
    EMPLOYED_MEMBERS,
    REFUSAL_WINDOW,
    REFUSALS,
    Parameter,
)
from policy.rulebook import NOTICE, Rules
from policy.terms import EmploymentForm, ExitGround, LifeEvent, VisitWay
from policy.verdict import MET, Reason, Verdict, objection, rule


@dataclass(frozen=True, slots=True)
class Refusal:
    """A member's no to a recommended job. Only one confirmed as unjustified counts."""

    member: int
    on: date
    vacancy: str | None
    confirmed: bool = False
    justified: bool | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """An attempt to reach the household, whoever of it was asked for."""

    on: date
    reached: bool
    way: VisitWay | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Employment:
    """A member's work, any form; it counts from its first day once verified."""

    member: int
    on: date
    form: EmploymentForm | None = None
    verified: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class LifeChange:
    """What befell a member, or the whole household where `member` is None (三（四）)."""

    member: int | None
    on: date
    what: LifeEvent
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """What the rules need to know to let a household go.

    `registered` are the numbers of the members registered unemployed. Events before
    `recognised_on` do not count, where it is known. The `ref` of an event says which record it
    is ("service:12"); it plays no part in the counting.
    """

    registered: frozenset[int] = frozenset()
    refusals: tuple[Refusal, ...] = ()
    contacts: tuple[Contact, ...] = ()
    employments: tuple[Employment, ...] = ()
    changes: tuple[LifeChange, ...] = ()
    recognised_on: date | None = None
    source_document: str = ""
    reason: str = ""


class Dated(Protocol):
    """Anything that happened on a day."""

    @property
    def on(self) -> date: ...


D = TypeVar("D", bound=Dated)


def refusals_complete_on(
    events: Iterable[Refusal],
    employed_on: Mapping[int, date] | None = None,
    rules: Rules = NOTICE,
) -> date | None:
    """The day of the third counting refusal of one member within a month; the earliest, or None.

    `employed_on` closes a member's count: refusals from the first day of work on do not count.
    """
    run = complete_refusals(events, employed_on, rules)
    return run[-1].on if run else None


def complete_refusals(
    events: Iterable[Refusal],
    employed_on: Mapping[int, date] | None = None,
    rules: Rules = NOTICE,
) -> tuple[Refusal, ...]:
    """The refusals that first completed the ground, oldest first; empty if none did.

    Counted for each member: confirmed, without good reason, of a real vacancy, once a vacancy a
    day. They need not be consecutive: an accepted offer in between does not start afresh.
    """
    runs = [
        run
        for refusals in counting_refusals(events, employed_on or {}).values()
        if (run := first_run(refusals, REFUSALS, REFUSAL_WINDOW, rules))
    ]
    return min(runs, key=lambda run: (run[-1].on, run[-1].member), default=())


def contacts_complete_on(events: Iterable[Contact], rules: Rules = NOTICE) -> date | None:
    """The day of the third failure running to reach the household within a month, or None."""
    run = complete_contacts(events, rules)
    return run[-1].on if run else None


def complete_contacts(
    events: Iterable[Contact], rules: Rules = NOTICE
) -> tuple[Contact, ...]:
    """The failures that first completed the ground, oldest first; empty if none did.

    Failures of one day are one. Whoever is reached by whomever, the count starts afresh; on a
    day with both, the household was reached.
    """
    for streak in _streaks(events):
        if run := first_run(streak, CONTACT_FAILURES, CONTACT_WINDOW, rules):
            return run
    return ()


@rule("102-3-1", "102-3-2", "102-3-3", "102-3-4", "CC-202", "CC-1259")
def exit_ground_is_complete(
    ground: ExitGround, facts: ExitFacts, on: date, rules: Rules = NOTICE
) -> Verdict:
    """Whether what the ground asks for is on file by that day; see 三（一）–（四）."""
    match ground:
        case ExitGround.EMPLOYED:
            return _somebody_is_employed(facts, on, rules)
        case ExitGround.REFUSED:
            return _recommended_jobs_were_refused(facts, on, rules)
        case ExitGround.UNREACHABLE:
            return _nobody_could_be_reached(facts, on, rules)
        case _:
            return _another_case_is_documented(facts)


def _somebody_is_employed(facts: ExitFacts, on: date, rules: Rules) -> Verdict:
    jobs = [job for job in within(facts.employments, facts, on) if job.member in facts.registered]
    if len({job.member for job in jobs if job.verified}) >= rules.at(EMPLOYED_MEMBERS, on):
        return MET
    if jobs:
        text = "就业情况尚未核实：请先核实社保、合同、执照或灵活就业声明"
    elif within(facts.employments, facts, on):
        text = "就业的成员未登记失业：请改按“其他应当退出情形”办理"
    else:
        text = "没有登记失业成员实现就业的记录：请先登记就业信息"
    return objection("102-3-1", text)


def _recommended_jobs_were_refused(facts: ExitFacts, on: date, rules: Rules) -> Verdict:
    employed = employed_from(facts.employments)
    events = within(facts.refusals, facts, on)
    if complete_refusals(events, employed, rules):
        return MET
    counting = counting_refusals(events, employed).values()
    most = max((_most_within(each, rules.at(REFUSAL_WINDOW, on)) for each in counting), default=0)
    text = (
        "1个月内无正当理由拒绝推荐就业只有%(count)d次，须满%(needed)d次："
        "每次须有推荐岗位并经街道确认"
    )
    return objection("102-3-2", text, count=most, needed=rules.at(REFUSALS, on))


def _nobody_could_be_reached(facts: ExitFacts, on: date, rules: Rules) -> Verdict:
    events = within(facts.contacts, facts, on)
    streak = standing_streak(events)
    if first_run(streak, CONTACT_FAILURES, CONTACT_WINDOW, rules):
        return MET
    if complete_contacts(events, rules):
        return objection("102-3-3", "之后已联系上该家庭：请重新计算，不能按此情形退出")
    text = "1个月内连续无法联系只有%(count)d次，须满%(needed)d次（每天计1次）：请继续联系"
    most = _most_within(streak, rules.at(CONTACT_WINDOW, on))
    return objection("102-3-3", text, count=most, needed=rules.at(CONTACT_FAILURES, on))


def _another_case_is_documented(facts: ExitFacts) -> Verdict:
    objections: list[Reason] = []
    if not facts.source_document.strip():
        objections.append(Reason("102-3-4", "请上传或注明退出的依据材料"))
    if not facts.reason.strip():
        objections.append(Reason("102-3-4", "请填写退出的具体原因"))
    return Verdict(tuple(objections))


def counting_refusals(
    events: Iterable[Refusal], employed_on: Mapping[int, date]
) -> dict[int, list[Refusal]]:
    """The refusals that count, by member and in order of days."""
    once = {
        (event.member, event.on, event.vacancy): event
        for event in events
        if event.confirmed
        and event.justified is False
        and event.vacancy
        and event.on < employed_on.get(event.member, date.max)
    }
    by_member: dict[int, list[Refusal]] = {}
    for event in sorted(once.values(), key=lambda event: event.on):
        by_member.setdefault(event.member, []).append(event)
    return by_member


def employed_from(jobs: Iterable[Employment]) -> dict[int, date]:
    """The first day of verified work of each member: refusals from then on do not count."""
    first: dict[int, date] = {}
    for job in jobs:
        if job.verified:
            first[job.member] = min(job.on, first.get(job.member, job.on))
    return first


def standing_streak(events: Iterable[Contact]) -> list[Contact]:
    """The failures since the household was last reached, one a day."""
    return _streaks(events)[-1]


def _streaks(events: Iterable[Contact]) -> list[list[Contact]]:
    """Failures in a row, one a day; the last list is the current one, empty after a success."""
    days: dict[date, Contact] = {}
    for event in events:
        if event.on not in days or event.reached:
            days[event.on] = event
    streaks: list[list[Contact]] = [[]]
    for day in sorted(days):
        if days[day].reached:
            streaks.append([])
        else:
            streaks[-1].append(days[day])
    return streaks


def first_run(
    events: Sequence[D], needed: Parameter, window: Parameter, rules: Rules = NOTICE
) -> tuple[D, ...]:
    """The first so many events of a list in order of days that lie within so many months."""
    for end, last in enumerate(events):
        begin = end - rules.at(needed, last.on) + 1
        if begin >= 0 and last.on <= add_months(events[begin].on, rules.at(window, last.on)):
            return tuple(events[begin : end + 1])
    return ()


def _most_within(events: Sequence[Dated], months: int) -> int:
    """The greatest number of events of such a list within so many months."""
    return max(
        (
            sum(first.on <= event.on <= add_months(first.on, months) for event in events)
            for first in events
        ),
        default=0,
    )


def within(events: Iterable[D], facts: ExitFacts, on: date) -> list[D]:
    """The events from the recognition up to `on`."""
    begin = facts.recognised_on or date.min
    return [event for event in events if begin <= event.on <= on]
