"""What a household adds, together with its records, to the numbers kept by office, day and value.

Its exit by the detail of the ground; its return visits by month and what became of them; and, if its
promise ran out with nobody at work, whether its members had the 1-1-3 (四（三）) until then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policy.aid_terms import SlotState
from policy.assistance import OWED
from policy.figures import by
from policy.parameters import ISSUED_ON
from policy.spans import SERVED, ServiceGiven, served
from policy.terms import ExitGround, Term


class Tally(Term):
    """What is kept; of households (户), but HAD and SHORT of persons (人) and VISIT of visits (户次)."""

    LEFT = "left", "退出情形细目"
    VISIT = "visit", "应回访"
    PROMISED = "promised", "承诺到期仍无人就业：1-1-3"


HAD, SHORT, FAMILY = "had", "short", "family"
"""Values of PROMISED: members who had all of it, members who had not, households with one of these."""
Tallies = dict[tuple[Tally, date, str], int]


@dataclass(frozen=True, slots=True)
class HouseholdEnds:
    """All these numbers know of a household itself."""

    recognised_on: date | None = None
    promise_due_on: date | None = None
    placed_on: date | None = None
    exited_on: date | None = None
    exit_ground: ExitGround | None = None
    revoked_on: date | None = None

    @property
    def left_on(self) -> date | None:
        return self.exited_on or self.revoked_on

    @property
    def ran_out_on(self) -> date | None:
        """The last day of a promise by which nobody is at work; none if it was no longer owed by then.

        Picking and choosing does not end the services.
        """
        due = self.promise_due_on
        otherwise = self.exited_on is not None and self.exit_ground != ExitGround.EMPLOYED
        if due is None or self.revoked_on is not None or by(self.placed_on, due):
            return None
        return None if otherwise and by(self.exited_on, due) else due


def of_exit(ends: HouseholdEnds, codes: Iterable[str | None]) -> Tallies:
    """The household under each detail of its approved proposals; under "" where none is on file."""
    return {} if ends.left_on is None else {(Tally.LEFT, ends.left_on, code or ""): 1 for code in set(codes) or {""}}


def of_promise(ends: HouseholdEnds, members: Iterable[Iterable[ServiceGiven]]) -> Tallies:
    """Of the members registered unemployed the services of each, whenever they were given."""
    due = ends.ran_out_on
    if due is None:
        return {}
    had = [had_all(services, ends.recognised_on, due) for services in members]
    found = {HAD: sum(had), SHORT: len(had) - sum(had), FAMILY: int(not all(had))}
    return {(Tally.PROMISED, due, value): number for value, number in found.items() if number}


def had_all(services: Iterable[ServiceGiven], since: date | None, due: date) -> bool:
    """Whether they are the whole 1-1-3 from the recognition to the last day of the promise."""
    counts: Counter[str] = Counter()
    for service in services:
        if since is not None and since <= service.served_on <= due:
            counts.update(span for span, _day, _other in served(service))
    return all(counts[SERVED[kind]] >= number.at(ISSUED_ON) for kind, number in OWED.items())


def of_visit(month: date, state: SlotState) -> Tallies:
    return {} if state == SlotState.CLOSED else {(Tally.VISIT, month, state.value): 1}
