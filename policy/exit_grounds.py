"""Which exit grounds are complete (三（一）–（四）), since when and by which events; and how far others are.

A ground that is complete is proposed; the county decides. Source: docs/notice.md 三; readings in
docs/decisions/0016 and 0024.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.ages import add_months, retirement
from policy.exit import (
    Contact,
    Dated,
    Employment,
    ExitFacts,
    LifeChange,
    Refusal,
    complete_refusals,
    counting_refusals,
    employed_from,
    first_run,
    standing_streak,
    within,
)
from policy.labour import OUTSIDE_THE_WORKFORCE, groups_of, standing
from policy.parameters import (
    CONTACT_FAILURES,
    CONTACT_WINDOW,
    REFUSAL_WINDOW,
    REFUSALS,
    Parameter,
)
from policy.recognition import HouseholdFacts, MemberFacts
from policy.rulebook import NOTICE, Rules
from policy.terms import ExitGround, LifeEvent, MemberState, VisitWay
from policy.verdict import Reason, rule

WHOLE_HOUSEHOLD: Final = {
    LifeEvent.OWN_WISH: "本人申请退出就业援助",
    LifeEvent.MOVED_OUT: "户籍迁出或转为非城镇",
    LifeEvent.FAMILY_CHANGED: "家庭成员变化致不符合条件",
}
STATE_CODE: Final = {
    MemberState.STUDENT: LifeEvent.AWAY,
    MemberState.SOLDIER: LifeEvent.AWAY,
    MemberState.MISSING: LifeEvent.AWAY,
    MemberState.PRISONER: LifeEvent.IMPRISONED,
    MemberState.PENSIONER: LifeEvent.PENSION,
    MemberState.INCAPABLE: LifeEvent.INCAPABLE,
    MemberState.DEAD: LifeEvent.DEAD,
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A complete exit ground. `events` are the references of the events it rests on.

    `since` is the day on which it became complete, None where a date is not on file; `code` is
    the detail of 三（四） (list 5.14), `member` whom it concerns, if one.
    """

    ground: ExitGround
    clause: str
    reason: Reason
    member: int | None = None
    since: date | None = None
    events: tuple[str, ...] = ()
    code: LifeEvent | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """How many refusals or failed contacts count on the day, of how many, until when they do.

    `days` are the days of those that count, oldest first.
    """

    kind: str
    member: int | None
    count: int
    needed: int
    first: date | None
    until: date | None
    days: tuple[date, ...] = ()


@rule("102-3-1", "102-3-2", "102-3-3", "102-3-4")
def grounds_of(
    household: HouseholdFacts, facts: ExitFacts, on: date, rules: Rules = NOTICE
) -> tuple[Ground, ...]:
    """Every ground that is complete on that day, in the order of 三（一）–（四）."""
    return (
        *_employed(facts, on),
        *_refused(facts, on, rules),
        *_unreachable(facts, on, rules),
        *_other(household, facts, on, rules),
    )


def counters_of(facts: ExitFacts, on: date, rules: Rules = NOTICE) -> tuple[Counter, ...]:
    """What counts towards 三（二） for each member, and towards 三（三） for the household."""
    jobs = employed_from(within(facts.employments, facts, on))
    refusals = counting_refusals(within(facts.refusals, facts, on), jobs)
    of_members = (
        _counter("refusal", member, events, on, REFUSALS, REFUSAL_WINDOW, rules)
        for member, events in sorted(refusals.items())
    )
    failures = standing_streak(within(facts.contacts, facts, on))
    of_all = _counter("contact", None, failures, on, CONTACT_FAILURES, CONTACT_WINDOW, rules)
    return (*of_members, of_all)


def completed(
    facts: ExitFacts, on: date, rules: Rules = NOTICE
) -> dict[tuple[str, int | None], tuple[Refusal | Contact, ...]]:
    """The events by which 三（二） or 三（三） was completed and still is, by kind and member.

    However long ago: what was complete once waits for the county's answer, not for the calendar.
    """
    jobs = employed_from(within(facts.employments, facts, on))
    found: dict[tuple[str, int | None], tuple[Refusal | Contact, ...]] = {}
    refusals = counting_refusals(within(facts.refusals, facts, on), jobs)
    for member, events in sorted(refusals.items()):
        found["refusal", member] = first_run(events, REFUSALS, REFUSAL_WINDOW, rules)
    failures = standing_streak(within(facts.contacts, facts, on))
    found["contact", None] = first_run(failures, CONTACT_FAILURES, CONTACT_WINDOW, rules)
    return found


def none_at_home(facts: ExitFacts, on: date, rules: Rules = NOTICE) -> bool:
    """Whether of the failed contacts that count none was a visit at home; one should be (a reading)."""
    months = rules.at(CONTACT_WINDOW, on)
    failures = standing_streak(within(facts.contacts, facts, on))
    ways = [event.way for event in failures if on <= add_months(event.on, months)]
    return bool(ways) and VisitWay.HOME not in ways


def _counter(
    kind: str, member: int | None, events: Sequence[Dated], on: date, needed: Parameter,
    window: Parameter, rules: Rules,
) -> Counter:
    """The events that still count on that day, each for so many months from its own."""
    months = rules.at(window, on)
    days = tuple(event.on for event in events if on <= add_months(event.on, months))
    until = add_months(days[0], months) if days else None
    return Counter(
        kind, member, len(days), rules.at(needed, on), days[0] if days else None, until, days
    )


def _employed(facts: ExitFacts, on: date) -> Iterator[Ground]:
    """三（一）: a registered unemployed member works; who never registered only ends the case (E48)."""
    jobs = [job for job in within(facts.employments, facts, on) if job.verified]
    ours = [job for job in jobs if job.member in facts.registered]
    if ours:
        first = _first(ours)
        text = "登记失业的成员已于%(on)s实现就业，并经核验"
        yield Ground(ExitGround.EMPLOYED, "102-3-1", Reason("102-3-1", text, {"on": first.on}),
                     first.member, first.on, (first.ref,))
    elif jobs:
        first = _first(jobs)
        text = "未登记失业的成员已于%(on)s就业，家庭不再符合条件，不计为援助成功"
        yield Ground(ExitGround.OTHER, "102-3-4", Reason("102-3-4", text, {"on": first.on}),
                     first.member, first.on, (first.ref,), LifeEvent.FAMILY_CHANGED)


def _first(jobs: list[Employment]) -> Employment:
    return min(jobs, key=lambda job: (job.on, job.member))


def _refused(facts: ExitFacts, on: date, rules: Rules) -> Iterator[Ground]:
    jobs = employed_from(within(facts.employments, facts, on))
    run = complete_refusals(within(facts.refusals, facts, on), jobs, rules)
    if run:
        text = "1个月内无正当理由拒绝推荐就业%(count)d次，最后一次为%(on)s"
        reason = Reason("102-3-2", text, {"count": len(run), "on": run[-1].on})
        yield Ground(ExitGround.REFUSED, "102-3-2", reason, run[-1].member, run[-1].on,
                     tuple(event.ref for event in run))


def _unreachable(facts: ExitFacts, on: date, rules: Rules) -> Iterator[Ground]:
    """Only while nobody has been reached since."""
    streak = standing_streak(within(facts.contacts, facts, on))
    run = first_run(streak, CONTACT_FAILURES, CONTACT_WINDOW, rules)
    if run:
        text = "1个月内连续%(count)d次无法取得联系，最后一次为%(on)s"
        reason = Reason("102-3-3", text, {"count": len(run), "on": run[-1].on})
        yield Ground(ExitGround.UNREACHABLE, "102-3-3", reason, None, run[-1].on,
                     tuple(event.ref for event in run))


def _other(
    household: HouseholdFacts, facts: ExitFacts, on: date, rules: Rules
) -> Iterator[Ground]:
    changes = sorted(within(facts.changes, facts, on), key=lambda change: change.on)
    for change in changes:
        if change.what in WHOLE_HOUSEHOLD and change.member is None:
            reason = Reason("102-3-4", WHOLE_HOUSEHOLD[change.what])
            yield Ground(ExitGround.OTHER, "102-3-4", reason, None, change.on, (change.ref,),
                         change.what)
            return
    yield from _nobody_left(household, changes, on, rules)


@dataclass(frozen=True, slots=True)
class _Left:
    """How and when a member ceased to be a labour member."""

    member: int
    code: LifeEvent
    on: date
    ref: str = ""


def _nobody_left(
    household: HouseholdFacts, changes: list[LifeChange], on: date, rules: Rules
) -> Iterator[Ground]:
    """No labour member remains: complete on the day on which the last of them went."""
    gone: list[_Left] = []
    for member in household.members:
        change = next((c for c in changes if c.member == member.no), None)
        if change is None and standing(member, on, rules).labour is not False:
            return
        left = _left(member, change, on)
        if left is not None:
            gone.append(left)
    if not gone:
        return
    last = max(gone, key=lambda left: left.on)
    text = "家庭中不再有法定劳动年龄内、有劳动能力和就业愿望的成员"
    yield Ground(ExitGround.OTHER, "102-3-4", Reason("102-3-4", text), last.member, last.on,
                 tuple(left.ref for left in gone if left.ref), last.code)


def _left(member: MemberFacts, change: LifeChange | None, on: date) -> _Left | None:
    """None for who never was a labour member: a child, or one whose state has no day."""
    ways: list[tuple[date, LifeEvent, str]] = []
    if change is not None:
        ways.append((change.on, change.what, change.ref))
    if member.pension_from is not None and member.pension_from <= on:
        ways.append((member.pension_from, LifeEvent.PENSION, ""))
    groups = groups_of(member)
    if member.birth_on is not None and len(groups) == 1:
        reached = retirement(member.birth_on, groups[0], on).retirement_on
        if reached <= on:
            ways.append((reached, LifeEvent.PENSION, ""))
    if member.state in OUTSIDE_THE_WORKFORCE:
        assert member.state is not None
        if member.state_since is None:
            return None if not ways else _Left(member.no, *_way(min(ways)))
        ways.append((member.state_since, STATE_CODE[member.state], ""))
    return _Left(member.no, *_way(min(ways))) if ways else None


def _way(way: tuple[date, LifeEvent, str]) -> tuple[LifeEvent, date, str]:
    day, code, ref = way
    return code, day, ref
