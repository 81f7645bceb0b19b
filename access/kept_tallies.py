"""What is kept by office, day and value (policy.tallies) beside the other figures, for counties and above.

Exits by their detail and the 1-1-3 of promises follow from a household with its proposals, members and
services: what changed of them in a flush is put back to see how it counted before. Only families that count
or counted are read. Return visits follow from their own row, and are written here alone (docs/decisions/0057).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from access.adding import add_totals
from access.audit import hold_end
from access.kept_people import Change, Row, rows_of
from models import Exit, FollowUp, Household, KeptTally, Member, Service
from models.follow_up import owing
from policy.spans import ServiceGiven
from policy.tallies import HouseholdEnds, Tallies, Tally, of_exit, of_promise, of_visit

TallyChanges = Counter[tuple[int, Tally, date, str]]
Changed = Mapping[type, Mapping[int, Change]]
"""The rows of each table that changed, by their ids, as they were and are."""
ENDS: Final = tuple(part.name for part in fields(HouseholdEnds))
GIVEN: Final = tuple(part.name for part in fields(ServiceGiven))
PLACE: Final = ("unit_id", "county_id")
OF_ENDS: Final = frozenset((*ENDS, *PLACE))
OF_MEMBER: Final = frozenset(("household_id", "registered_on", "voided_at"))
OF_GIVEN: Final = frozenset(("household_id", "member_id", *GIVEN))
OF_EXIT: Final = frozenset(("household_id", "approved", "ground_code"))
OF_VISIT: Final = frozenset(("month", "state", *PLACE))
BESIDE: Final[Mapping[type, frozenset[str]]] = {Member: OF_MEMBER, Service: OF_GIVEN, Exit: OF_EXIT}
VISITS: Final = cast(Table, FollowUp.__table__)


def keep_tallies(session: Session, changed: Changed, root: int) -> None:
    """Adds by how much these rows count elsewhere than before; `root` is the office of the province."""
    changes: TallyChanges = Counter()
    for visit in changed.get(FollowUp, {}).values():
        for row, sign in zip(visit, (-1, 1), strict=True):
            if row is not None:
                add(changes, row, root, of_visit(row["month"], row["state"]), sign)
    families = families_of(session, changed)
    exits = {n for n, sides in families.items() if Exit in sides.touched or sides.parted("left_on")}
    owed = {n for n, sides in families.items() if sides.ran_out() and (
        sides.touched & {Member, Service} or sides.parted("recognised_on", "ran_out_on"))}
    proposals = both_sides(session, Exit, exits, changed)
    members, services = (both_sides(session, model, owed, changed) for model in (Member, Service))
    for side, sign in ((0, -1), (1, 1)):
        for n, sides in families.items():
            row, ends = sides.rows[side], sides.ends[side]
            if row is None or ends is None:
                continue
            if n in exits:
                add(changes, row, root, of_exit(ends, codes_of(proposals[side][n])), sign)
            if n in owed:
                add(changes, row, root, of_promise(ends, given(members[side][n], services[side][n])), sign)
    write_tallies(session, changes)


class Sides:
    """One household as it was and is, and which tables beside it changed."""

    def __init__(self, rows: Change) -> None:
        self.rows, self.touched = rows, set[type]()
        self.ends = tuple(None if row is None else HouseholdEnds(**{n: row.get(n) for n in ENDS}) for row in rows)

    def parted(self, *names: str) -> bool:
        """Whether it lies elsewhere than before, or one of these days is another."""
        if None in self.rows:
            return True
        was, now = (([getattr(e, n) for n in names], [cast(Row, r)[n] for n in PLACE])
                    for e, r in zip(self.ends, self.rows, strict=True))
        return was != now

    def ran_out(self) -> bool:
        return any(ends is not None and ends.ran_out_on is not None for ends in self.ends)


def families_of(session: Session, changed: Changed) -> dict[int, Sides]:
    """The households that changed, and those of the members, services and proposals that did."""
    found = {n: Sides(change) for n, change in changed.get(Household, {}).items()}
    beside = defaultdict(set)
    for model in BESIDE:
        for change in changed.get(model, {}).values():
            for row in filter(None, change):
                beside[row["household_id"]].add(model)
    for n, row in rows_of(session, Household, OF_ENDS, "id", beside.keys() - found.keys()).items():
        found[n] = Sides((row, row))
    for n, models in beside.items():
        found[n].touched |= models
    return found


def both_sides(
    session: Session, model: type[Any], families: Collection[int], changed: Changed
) -> tuple[Mapping[int, list[Row]], Mapping[int, list[Row]]]:
    """The rows of these households by household, as they were and as they are."""
    now = rows_of(session, model, BESIDE[model], "household_id", families)
    was: dict[int, Row | None] = dict(now)
    was |= {n: row and {**row, "id": n} for n, (row, _now) in changed.get(model, {}).items()}
    return grouped(was.values()), grouped(now.values())


def grouped(rows: Iterable[Row | None]) -> Mapping[int, list[Row]]:
    found: Mapping[int, list[Row]] = defaultdict(list)
    for row in filter(None, rows):
        found[row["household_id"]].append(row)
    return found


def codes_of(proposals: Iterable[Row]) -> list[str | None]:
    return [row["ground_code"] for row in proposals if row["approved"]]


def given(members: Iterable[Row], services: Iterable[Row]) -> list[list[ServiceGiven]]:
    """The services of each member that is registered unemployed."""
    theirs: dict[int, list[ServiceGiven]] = {
        row["id"]: [] for row in members if row["registered_on"] is not None and row["voided_at"] is None}
    for row in services:
        if row["member_id"] in theirs:
            theirs[row["member_id"]].append(ServiceGiven(**{name: row[name] for name in GIVEN}))
    return list(theirs.values())


def add(changes: TallyChanges, row: Row, root: int, found: Tallies, sign: int) -> None:
    for office in {root, *(row[name] for name in PLACE)}:
        for (tally, day, value), number in found.items():
            changes[office, tally, day, value] += sign * number


def write_tallies(session: Session, changes: TallyChanges) -> None:
    """Add them, always in the same order."""
    rows = [
        {"office_id": office, "tally": tally, "day": day, "value": value, "total": number}
        for (office, tally, day, value), number in sorted(changes.items()) if number
    ]
    add_totals(session, KeptTally, rows)


def write_visits(
    session: Session, altered: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], root: int
) -> None:
    """Return visits that are another now, and new ones unless they are there; past the trail, with their numbers.

    The end of the trail is held before they are read: whoever writes here writes alone until the commit.
    """
    connection = session.connection()
    session.flush()
    hold_end(session)
    before = rows_of(session, FollowUp, OF_VISIT, "id", [row["id"] for row in altered])
    visits: dict[int, Change] = {row["id"]: (before[row["id"]], {**before[row["id"]], **row}) for row in altered}
    if altered:
        connection.execute(
            update(VISITS).where(VISITS.c.id == bindparam("key")).values(state=bindparam("to"), visit_id=bindparam("by")),
            [{"key": row["id"], "to": row["state"], "by": row["visit_id"]} for row in altered])
    if new:
        laid = owing(connection.dialect.name).returning(*(VISITS.c[name] for name in ("id", *sorted(OF_VISIT))))
        for row in connection.execute(laid, list(new)).mappings():
            visits[row["id"]] = None, {str(key): value for key, value in row.items()}
    keep_tallies(session, {FollowUp: visits}, root)
