"""Who the families are, kept for counties and units beside the other figures (access.kept), by the same hook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from access.adding import add_totals
from models import Base, Household, KeptTrait, Member
from policy.people import FamilyKind, Feature, PersonKind, Values, months_of, of_family, of_person

Row = Mapping[str, Any]
Change = tuple[Row | None, Row | None]
"""A row before and after the change; None where it was not, or is not any more."""
TraitChanges = Counter[tuple[int, Feature, date, str]]
FAMILY: Final = tuple(part.name for part in fields(FamilyKind))
PERSON: Final = tuple(part.name for part in fields(PersonKind))
OF_FAMILY: Final = frozenset((*FAMILY, "unit_id", "county_id"))
OF_PERSON: Final = frozenset((*PERSON, "household_id"))


def keep_people(session: Session, families: Mapping[int, Change], persons: Mapping[int, Change]) -> None:
    """Families and members by their ids, as they were and are; adds what they differ by.

    Members of a family that counts elsewhere than before are read, be they changed or not.
    """
    known = dict(families)
    asked = {row["household_id"] for change in persons.values() for row in change if row} - known.keys()
    known |= {number: (row, row) for number, row in rows_of(session, Household, OF_FAMILY, "id", asked).items()}
    moved = [number for number, change in families.items() if places(change[0]) != places(change[1])]
    changed = {number: (row, row) for number, row in rows_of(session, Member, OF_PERSON, "household_id", moved).items()}
    changes: TraitChanges = Counter()
    for family in families.values():
        for row, sign in zip(family, (-1, 1), strict=True):
            if row is not None:
                add(changes, places(row), of_family(family_kind(row)), sign)
    for person in (changed | dict(persons)).values():
        for side, (row, sign) in enumerate(zip(person, (-1, 1), strict=True)):
            if row is not None:
                add(changes, places(known[row["household_id"]][side]), of_person(person_kind(row)), sign)
    write_people(session, changes)


def family_kind(row: Row) -> FamilyKind:
    """What is not said of a row laid down with many others is what its column says by itself."""
    asked: dict[str, Any] = {name: row[name] for name in FAMILY if name in row}
    return FamilyKind(**asked)


def person_kind(row: Row) -> PersonKind:
    asked: dict[str, Any] = {name: row[name] for name in PERSON if name in row}
    return PersonKind(**asked)


def places(row: Row | None) -> set[tuple[int, date]]:
    """The offices and months a family counts in."""
    if row is None:
        return set()
    return {(office, month) for office in (row["unit_id"], row["county_id"]) for month in months_of(family_kind(row))}


def add(changes: TraitChanges, where: Iterable[tuple[int, date]], values: Values, sign: int) -> None:
    for office, month in where:
        for feature, value in values:
            changes[office, feature, month, value] += sign


def rows_of(
    session: Session, model: type[Base], names: Iterable[str], by: str, asked: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Of the rows as they are now the columns named, a few hundred at a time."""
    statement, numbers, found = asking(model, frozenset(names), by), sorted(asked), {}
    for start in range(0, len(numbers), 500):
        asked_now = {"numbers": numbers[start:start + 500]}
        for row in session.connection().execute(statement, asked_now).mappings():
            found[row["id"]] = {str(key): value for key, value in row.items()}
    return found


@cache
def asking(model: type[Base], names: frozenset[str], by: str) -> Select[Any]:
    table = cast(Table, model.__table__)
    columns = [table.c.id, *(table.c[name] for name in sorted(names))]
    return select(*columns).where(table.c[by].in_(bindparam("numbers", expanding=True)))


def sides(before_and_after: Iterator[tuple[dict[str, Any], int]]) -> Change | None:
    """What `access.kept.before_and_after` tells of a row, as a change; None where nothing changed."""
    found = {sign: values for values, sign in before_and_after}
    return (found.get(-1), found.get(1)) if found else None


def write_people(session: Session, changes: TraitChanges) -> None:
    """Add them, always in the same order."""
    rows = [
        {"office_id": office, "feature": feature, "month": month, "value": value, "total": number}
        for (office, feature, month, value), number in sorted(changes.items()) if number
    ]
    add_totals(session, KeptTrait, rows)
