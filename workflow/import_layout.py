"""Which column of a file is what: proposed from the headings, remembered for an office, changed by a clerk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ImportMapping
from policy.import_terms import ImportKind
from workflow.ledger_cells import heading_of, is_blank, looks_like_identity
from workflow.ledger_tables import SEARCHED_ROWS, Layout, find_table, joined
from workflow.sheets import Sheet, Workbook

FEWEST = 2
"""Fewer words than these make no heading."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can be: what officers call it, and which headings are known to mean it."""

    label: str
    heading: re.Pattern[str]


Fields = Mapping[str, Field]


def proposed(
    session: Session, workbook: Workbook, kind: ImportKind, fields: Fields, office_id: int
) -> dict[str, Layout]:
    """For each sheet with a heading, by its place: where that stands and which column is what.

    What the office said last of a heading of this shape comes before what the words say. A sheet
    that names next to nothing, as the explanations of a template, is left out beside one that does.
    """
    found: dict[str, Layout] = {}
    for place, sheet in enumerate(workbook.sheets):
        layout = layout_of(sheet, kind, fields)
        if layout is None:
            continue
        known = session.scalars(
            select(ImportMapping).where(
                ImportMapping.office_id == office_id, ImportMapping.kind == kind,
                ImportMapping.shape == shape_of(labels_of(sheet, layout)),
            )
        ).one_or_none()
        if known is not None:
            layout["columns"] = {name: n for name, n in known.columns.items() if name in fields}
        found[str(place)] = layout
    return {place: layout for place, layout in found.items() if len(layout["columns"]) >= FEWEST} or found


def layout_of(sheet: Sheet, kind: ImportKind, fields: Fields) -> Layout | None:
    """The heading of a sheet and what its words say; the likeliest line where none is known."""
    if kind is ImportKind.HOUSEHOLDS:
        table = find_table(sheet, epoch_1904=False)
        if table is not None:
            heading = [table.heading.start - 1, table.heading.stop - 2]
            return {"heading": heading, "columns": dict(table.columns)}
    best, most = -1, 0
    for index, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        words = [cell for cell in row if isinstance(cell, str) and not is_blank(cell)]
        if len(words) < FEWEST or any(map(looks_like_identity, words)):
            continue
        worth = 1 + 10 * len(columns_named(row, fields))
        if worth > most:
            best, most = index, worth
    if best < 0:
        return None
    return {"heading": [best, best], "columns": columns_named(sheet.rows[best], fields)}


def columns_named(row: Sequence[Any], fields: Fields) -> dict[str, int]:
    """Field → the first column whose heading is known to mean it; a column means one thing."""
    labels = [heading_of(cell) if isinstance(cell, str) else "" for cell in row]
    found: dict[str, int] = {}
    for name, known in fields.items():
        for column, label in enumerate(labels):
            if label and column not in found.values() and known.heading.fullmatch(label):
                found[name] = column
                break
    return found


def labels_of(sheet: Sheet, layout: Layout) -> list[str]:
    first, last = layout["heading"]
    return joined(sheet.rows[first : last + 1])


def shape_of(labels: Sequence[str]) -> str:
    """The same for every file whose heading has the same words in the same columns."""
    while labels and not labels[-1]:
        labels = labels[:-1]
    return sha256(json.dumps(list(labels), ensure_ascii=False).encode()).hexdigest()


def remember(
    session: Session, kind: ImportKind, office_id: int, labels: Sequence[str], layout: Layout
) -> None:
    """Keep what a clerk said of a heading for the next file of this office. Does not commit."""
    shape = shape_of(labels)
    known = session.scalars(
        select(ImportMapping).where(
            ImportMapping.office_id == office_id, ImportMapping.kind == kind,
            ImportMapping.shape == shape,
        )
    ).one_or_none()
    if known is None:
        known = ImportMapping(office_id=office_id, kind=kind, shape=shape, columns={})
        session.add(known)
    if known.columns != layout["columns"]:
        known.columns = dict(layout["columns"])
