"""The leaders' figures, kept by office and day in the transaction of the change itself.

Whatever changes a household's dates, status or place, a member, a service, a proposal or a return visit,
through objects, access.many or access.kept_tallies, changes the figures of its community and of every office above (those of two days from the
county up, access.kept_spans): both are committed or neither. The lines of the
trail are written first, so the lock on the end of the chain orders all who write here, and no two
wait for each other. Other ways to change these columns are refused. Source:
docs/decisions/0039, 0051, 0055, 0057.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, cast

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.attributes import set_committed_value

from access.adding import add_totals
from access.audit import BulkChange
from access.kept_people import OF_FAMILY, OF_PERSON, Change, keep_people, sides
from access.kept_spans import (
    COURSE,
    GIVEN,
    SpanChanges,
    add_spans,
    of_household,
    of_service,
    write_spans,
)
from access.kept_tallies import (
    OF_ENDS,
    OF_EXIT,
    OF_GIVEN,
    OF_VISIT,
    keep_tallies,
)
from models import Exit, FollowUp, Household, KeptDay, KeptMonth, Member, Service
from models.office import ANCESTORS
from policy.figures import Contributions, Figure, HouseholdDays, contributions

DATES = tuple(part.name for part in fields(HouseholdDays))
CONCERNED = frozenset((*DATES, *COURSE, *ANCESTORS))
OF_SERVICE = frozenset((*GIVEN, *ANCESTORS))
WATCHED: dict[type, frozenset[str]] = {
    Household: CONCERNED | OF_FAMILY, Service: OF_SERVICE | OF_GIVEN, Member: OF_PERSON, Exit: OF_EXIT,
    FollowUp: OF_VISIT,
}
"""The columns the figures follow from."""
TOGETHER: dict[type, frozenset[str]] = {
    Household: OF_ENDS, Service: OF_GIVEN, Member: OF_PERSON, Exit: OF_EXIT, FollowUp: OF_VISIT,
}
"""Those of them that count together with others (access.kept_tallies)."""
Changes = Counter[tuple[int, Figure, date]]
"""By how many households a figure of an office changes on a day."""


@event.listens_for(Session, "after_flush")
def keep_figures(session: Session, _: object) -> None:
    changes: Changes = Counter()
    spans: SpanChanges = Counter()
    families, root = {}, 0
    together: defaultdict[type, dict[int, Change]] = defaultdict(dict)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Household):
            for values, sign in before_and_after(session, row, CONCERNED):
                add(changes, *counted(values, row.lies_under, sign))
                add_spans(spans, values, row.lies_under, of_household(values), sign)
            if change := sides(before_and_after(session, row, OF_FAMILY)):
                families[row.id] = change
        elif isinstance(row, Service):
            for values, sign in before_and_after(session, row, OF_SERVICE):
                add_spans(spans, values, row.lies_under, of_service(values), sign)
        if (names := TOGETHER.get(type(row))) and (change := sides(before_and_after(session, row, names))):
            together[type(row)][row.id] = change
            root = root or root_of(row.lies_under)
    write(session, changes)
    write_spans(session, spans)
    keep_people(session, families, together[Member])
    keep_tallies(session, together, root)


def root_of(path: str) -> int:
    """The office of the province, above every path."""
    return int(path.partition(".")[0])


def before_and_after(
    session: Session, row: Any, names: frozenset[str]
) -> Iterator[tuple[dict[str, Any], int]]:
    """What the row no longer counts for and what it counts for now; nothing if that stays."""
    old = {} if row in session.new else old_values(row, names)
    if old == {} and row not in session.new and row not in session.deleted:
        return
    now = {name: getattr(row, name) for name in names}
    if row not in session.new:
        yield now | old, -1
    else:
        for name in names - row.__dict__.keys():  # never set: it would not know later that it was empty
            set_committed_value(row, name, now[name])
    if row not in session.deleted:
        yield now, 1


def old_values(row: Any, names: frozenset[str]) -> dict[str, Any]:
    """The concerned columns that the flush has changed, as they were before.

    Every column knows what stood in it (models.base); one marked as changed without a change knows nothing.
    """
    found, attributes = {}, cast(Any, inspect(row)).attrs
    for name in names:
        before = attributes[name].history.deleted
        if before:
            found[name] = before[0]
    return found


def counted(values: Mapping[str, Any], path: str, sign: int) -> tuple[set[int], Contributions, int]:
    days = HouseholdDays(**{name: values.get(name) for name in DATES})
    offices = {root_of(path), *(values[name] for name in ANCESTORS)}
    return offices, contributions(days), sign


def keep_rows(
    session: Session, model: type, rows: Sequence[Mapping[str, Any]], paths: Sequence[str]
) -> None:
    """The figures of new households, members or services that were inserted without objects."""
    changes: Changes = Counter()
    spans: SpanChanges = Counter()
    new: dict[int, Change] = {row["id"]: (None, row) for row in rows}
    if model is Member:
        keep_people(session, {}, new)
        return keep_tallies(session, {model: new}, root_of(paths[0]))
    if model is Household:
        keep_people(session, new, {})
    for row, path in zip(rows, paths, strict=True):
        if model is Household:
            add(changes, *counted(row, path, 1))
        add_spans(spans, row, path, of_household(row) if model is Household else of_service(row), 1)
    write(session, changes)
    write_spans(session, spans)
    keep_tallies(session, {model: new}, root_of(paths[0]))


def add(changes: Changes, offices: Iterable[int], found: Contributions, sign: int) -> None:
    for office in offices:
        for (figure, day), households in found.items():
            changes[office, figure, day] += sign * households


def write(session: Session, changes: Changes) -> None:
    """Add them to the days and to the months, always in the same order."""
    days = {key: n for key, n in changes.items() if n}
    months: Changes = Counter()
    for (office, figure, day), households in days.items():
        months[office, figure, day.replace(day=1)] += households
    for model, found in ((KeptDay, days), (KeptMonth, months)):
        rows = [
            {"office_id": office, "figure": figure, "day": day, "total": households}
            for (office, figure, day), households in sorted(found.items()) if households
        ]
        add_totals(session, model, rows)


@event.listens_for(Session, "do_orm_execute")
def refuse_untold_changes(state: ORMExecuteState) -> None:
    """An UPDATE or DELETE of many rows at once would pass by the figures, even where it leaves a trace."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    concerned = WATCHED.get(state.bind_mapper.class_)
    if concerned is None:
        return
    if state.is_delete or concerned & {name_of(key) for key in changed_by(state)}:
        raise BulkChange(str(state.statement))


def changed_by(state: ORMExecuteState) -> Iterator[Any]:
    """The columns an UPDATE sets, by its values or by the rows handed to it."""
    yield from getattr(state.statement, "_values", None) or ()
    given = state.parameters or ()
    for row in [given] if isinstance(given, Mapping) else given:
        yield from row


def name_of(key: Any) -> str:
    return str(getattr(key, "key", key))
