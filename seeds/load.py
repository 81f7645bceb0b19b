"""Reference data: the bureau's offices, code lists, working calendar. Source: seeds/SOURCES.md.

Loaded at every start. Nothing happens unless a file has changed since the last time; then rows
are added and updated, never deleted, and what an administrator entered meanwhile wins where the
file knows less (a year already published).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from models import Base, CalendarDay, CalendarYear, CodeEntry, Installation, Office
from policy.terms import DayKind, Level
from policy.workdays import WorkCalendar
from seeds.bulk import Rows, catch_up_sequences, last_id, new_rows, write

FOLDER = Path(__file__).resolve().parent
FILES = ("offices.csv", "populations.csv", "codes.csv", "calendar_years.csv", "calendar_days.csv")
FINGERPRINT = "reference"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of reference data were new, and how many said something else before."""

    added: int = 0
    changed: int = 0


def load_reference(session: Session) -> Loaded:
    """Bring offices, codes and calendar up to the files; commits. Milliseconds if nothing changed."""
    now = fingerprint()
    last = session.get(Installation, FINGERPRINT)
    if last is not None and last.value == now:
        return Loaded()
    rows = new_rows()
    changed = offices(session, rows) + codes(session, rows) + calendar(session, rows)
    added = write(session, rows, order=(Office, CalendarYear))
    catch_up_sequences(session, (Office, CodeEntry))
    session.merge(Installation(name=FINGERPRINT, value=now))
    note(session, "load_reference", added=added, changed=changed, files=now[:12])
    session.commit()
    return Loaded(added, changed)


def offices(session: Session, rows: Rows) -> int:
    """Offices are in the file before those beneath them, so a parent's path is always known."""
    known = {office.code: office for office in session.scalars(select(Office))}
    at = {code: Standing(o.id, o.path, o.unit_id, o.county_id, o.street_id)
          for code, o in known.items()}
    next_id, changed = last_id(session.connection(), Office) + 1, 0
    for sort, line in enumerate(lines("offices.csv")):
        names = {"name": line["name"], "short_name": line["short_name"], "sort": sort}
        if office := known.get(line["code"]):
            changed += update(office, names)
            continue
        level, seals = Level(line["level"]), line["seals"] == "1"
        above = at.get(line["parent"])
        place = Standing.of(next_id, level, seals, above)
        at[line["code"]] = place
        rows[Office].append({
            **names, "id": next_id, "code": line["code"], "level": level, "seals": seals,
            "valid": True, "parent_id": above.id if above else None, "path": place.path,
            "unit_id": place.unit, "county_id": place.county, "street_id": place.street,
            "urban_population": None, "population_basis": None,
        })
        next_id += 1
    return changed + populations(rows, known)


def populations(rows: Rows, known: dict[str, Office]) -> int:
    """Urban residents of each sealing office that has no number yet.

    The census tells them for a reporting unit; they are shared out among its counties by their
    urban communities. What somebody has typed in is never overwritten.
    """
    seals, communities = sealing_offices()
    new = {row["code"]: row for row in rows[Office]}
    changed = 0
    for line in lines("populations.csv"):
        counties = [c for c, unit in seals.items() if unit == line["unit"] and communities[c]]
        of_unit = sum(communities[code] for code in counties)
        for code in counties:
            share = round(int(line["urban_population"]) * communities[code] / of_unit)
            shared = "" if len(counties) == 1 else "，按社区数分摊（估算）"
            values = {"urban_population": share, "population_basis": line["basis"] + shared}
            if code in new:
                new[code].update(values)
            elif known[code].urban_population is None:
                changed += update(known[code], values)
    return changed


def sealing_offices() -> tuple[dict[str, str], Counter[str]]:
    """Each sealing office with its reporting unit, and how many communities lie beneath it."""
    line_of = {line["code"]: line for line in lines("offices.csv")}
    seals: dict[str, str] = {}
    communities: Counter[str] = Counter()
    for code, line in line_of.items():
        above = [code]
        while parent := line_of[above[-1]]["parent"]:
            above.append(parent)
        if line["seals"] == "1":
            seals[code] = next(o for o in above if line_of[o]["level"] == Level.UNIT)
        if line["level"] == Level.COMMUNITY:
            communities.update(o for o in above if line_of[o]["seals"] == "1")
    return seals, communities


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an office stands: its id, its path and the ancestors kept beside it."""

    id: int
    path: str
    unit: int | None = None
    county: int | None = None
    street: int | None = None

    @classmethod
    def of(cls, id_: int, level: Level, seals: bool, above: Standing | None) -> Standing:
        """A reporting unit that seals itself stands in the county's place for all beneath it."""
        if above is None:
            return cls(id_, f"{id_}.")
        return cls(
            id_,
            f"{above.path}{id_}.",
            id_ if level is Level.UNIT else above.unit,
            id_ if seals else above.county,
            id_ if level is Level.STREET else above.street,
        )


def codes(session: Session, rows: Rows) -> int:
    known = {(entry.list, entry.code): entry for entry in session.scalars(select(CodeEntry))}
    changed = 0
    for sort, line in enumerate(lines("codes.csv")):
        values = {"name": line["name"], "name_en": line["name_en"] or None,
                  "standard": line["standard"] or None, "sort": sort}
        if entry := known.get((line["list"], line["code"])):
            changed += update(entry, values)
        else:
            rows[CodeEntry].append(
                {"list": line["list"], "code": line["code"], "valid": True, **values}
            )
    return changed


def calendar(session: Session, rows: Rows) -> int:
    """Years and days; a year an administrator has published is not taken back by the file."""
    known = {year.year: year for year in session.scalars(select(CalendarYear))}
    days = {day.on: day for day in session.scalars(select(CalendarDay))}
    changed, closed = 0, set()
    for line in lines("calendar_years.csv"):
        number, published = int(line["year"]), line["published"] == "1"
        values = {"published": published, "document": line["document"]}
        if (year := known.get(number)) is None:
            rows[CalendarYear].append({"year": number, **values})
        elif year.published and not published:
            closed.add(number)
        else:
            changed += update(year, values)
    for line in lines("calendar_days.csv"):
        on, values = date.fromisoformat(line["on"]), {"name": line["name"]}
        kind = DayKind(line["kind"])
        if on.year in closed:
            continue
        if day := days.get(on):
            changed += update(day, {"kind": kind, **values})
        else:
            rows[CalendarDay].append({"on_day": on, "kind": kind, **values})
    return changed


def calendar_of_files() -> WorkCalendar:
    """The calendar as the files have it, for whoever has no database yet."""
    days = [(date.fromisoformat(row["on"]), DayKind(row["kind"]), row["name"])
            for row in lines("calendar_days.csv")]
    years = [int(row["year"]) for row in lines("calendar_years.csv") if row["published"] == "1"]
    return WorkCalendar.of(days, years)


def update(row: Base, values: dict[str, Any]) -> bool:
    """Set what differs, through the unit of work, so that the trail names old and new."""
    different = {key: value for key, value in values.items() if getattr(row, key) != value}
    for key, value in different.items():
        setattr(row, key, value)
    return bool(different)


def lines(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def fingerprint() -> str:
    """Says whether the files are those loaded last."""
    return sha256(b"".join((FOLDER / name).read_bytes() for name in FILES)).hexdigest()
