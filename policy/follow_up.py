"""Monthly return visits (按月回访): which months owe one, which visit made good which month.

Source: docs/notice.md 四（四）; readings in docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from policy.ages import add_months
from policy.aid_terms import SlotState
from policy.parameters import FOLLOW_UP_PERIOD, VISIT_INTERVAL
from policy.rulebook import NOTICE, Rules
from policy.terms import ExitGround
from policy.verdict import rule


@dataclass(frozen=True, slots=True)
class Course:
    """From when a household is visited, and how it left.

    `taken_over_on`: the day an old ledger brought it here; nothing is owed for the time before.
    """

    recognised_on: date
    exited_on: date | None = None
    exit_ground: ExitGround | None = None
    revoked_on: date | None = None
    taken_over_on: date | None = None

    @property
    def closed_on(self) -> date | None:
        """The day from which nobody need be visited: revoked, or gone otherwise than to work."""
        if self.revoked_on is not None:
            return self.revoked_on
        return None if self.exit_ground is ExitGround.EMPLOYED else self.exited_on


@dataclass(frozen=True, slots=True)
class VisitMade:
    """A return visit that met somebody; `id` tells two of one day apart."""

    on: date
    id: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """The visit owed for one month (`month` is its first day); it may be made from `opens` on."""

    month: date
    opens: date
    state: SlotState = SlotState.OPEN
    visit: VisitMade | None = None

    @property
    def late(self) -> bool:
        return self.state is SlotState.LATE

    def filled(self, visit: VisitMade) -> Slot:
        late = visit.on >= add_months(self.month, 1)
        return Slot(self.month, self.opens, SlotState.LATE if late else SlotState.DONE, visit)


@rule("102-4-4")
def slots_of(
    course: Course, visits: Iterable[VisitMade], on: date, rules: Rules = NOTICE
) -> tuple[Slot, ...]:
    """The visits owed up to that day, oldest first.

    Each visit fills the oldest month that is open on its day, and is late once that month is
    over. What is still open when the household is closed need not be made (无须回访).
    """
    closed = course.closed_on
    last = on if closed is None else min(on, closed)
    slots = [Slot(month, opens) for opens, month in _months(course, last, rules)]
    for visit in sorted(visits, key=lambda visit: (visit.on, visit.id)):
        if visit.on > last:
            break
        for n, slot in enumerate(slots):
            if slot.state is SlotState.OPEN and slot.opens <= visit.on:
                slots[n] = slot.filled(visit)
                break
    if closed is not None and closed <= on:
        slots = [
            Slot(s.month, s.opens, SlotState.CLOSED) if s.state is SlotState.OPEN else s
            for s in slots
        ]
    return tuple(slots)


def _months(course: Course, on: date, rules: Rules) -> Iterator[tuple[date, date]]:
    """From when it may be made, and the month it is owed for, of each visit begun by that day."""
    since = max(course.recognised_on, course.taken_over_on or course.recognised_on)
    final = last_month(course, rules)
    before = since.replace(day=1)
    while True:
        opens = add_months(before, 1)
        month = add_months(before, max(1, rules.since_issue(VISIT_INTERVAL, before)))
        if opens > on or (final is not None and month > final):
            return
        yield opens, month
        before = month


def last_month(course: Course, rules: Rules = NOTICE) -> date | None:
    """The last month that owes a visit, after an exit to work; None where none is the last yet."""
    if course.exited_on is None or course.closed_on is not None:
        return None
    months = rules.since_issue(FOLLOW_UP_PERIOD, course.exited_on)
    return add_months(course.exited_on.replace(day=1), months)


def asked_for(course: Course, on: date, rules: Rules = NOTICE) -> bool:
    """Whether a visit missed is still to be made good: until the month after the last one is over."""
    if course.closed_on is not None:
        return on < course.closed_on
    final = last_month(course, rules)
    return final is None or on < add_months(final, 2)
