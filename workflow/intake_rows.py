"""What each row of a ledger says: accepted, accepted with a warning, rejected, or no person.

Source: the rules of the bureau's ledgers. Each rule is one small function of a table; which
households the rows make up is decided before, duplicates and rejected heads after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policy.spelling import normalise_name
from workflow.ledger_cells import (
    is_blank,
    read_identity,
    read_phone,
    read_relation,
    read_sex,
    text_of,
)
from workflow.ledger_dates import read_day
from workflow.ledger_tables import Layout, Table, kinds, tables
from workflow.ledger_words import HEAD, MARKS, ONESELF, PLAIN, REJECTIONS
from workflow.sheets import Workbook


@dataclass(slots=True)
class Person:
    """A person as the ledger has it, every value in its one spelling; None is not known."""

    name: str = ""
    id_no: str = ""
    sex: int = 0
    birth_on: date = date.min
    relation: str | None = None
    phone: str | None = None
    recognised_on: date = date.min
    month_only: bool = False

    def as_json(self) -> dict[str, Any]:
        precision = {"recognized_precision": "month"} if self.month_only else {}
        return {
            "name": self.name, "id_no": self.id_no, "sex": self.sex,
            "birth_date": self.birth_on.isoformat(), "relation_code": self.relation,
            "phone": self.phone, "recognized_on": self.recognised_on.isoformat(), **precision,
        }


@dataclass(slots=True)
class Row:
    """One row of a sheet and what is held of it. `household` is a key of this file only."""

    table: Table
    number: int
    kind: str
    raw_name: str = ""
    codes: set[str] = field(default_factory=set)
    household: str | None = None
    speaks: int = 0
    is_head: bool = False
    person: Person = field(default_factory=Person)

    @property
    def status(self) -> str:
        if self.kind:
            return "skip"
        if self.codes & REJECTIONS.keys():
            return "reject"
        return "accept_with_warning" if self.codes else "accept"

    @property
    def accepted(self) -> bool:
        return self.status in ("accept", "accept_with_warning")

    @property
    def told(self) -> set[str]:
        """The codes worth telling: how a value was taken over is idle where nothing was."""
        if self.accepted:
            return self.codes
        return self.codes & (REJECTIONS.keys() | MARKS)

    def said(self, name: str) -> str:
        """A text of the household: in this row, or where its first row has been filled in."""
        return self.table.text(self.number, name) or self.table.text(self.speaks, name)

    def as_json(self, sheets: int) -> dict[str, Any]:
        """The row in the contract's shape; the sheet is named where there are several."""
        codes = [self.kind] if self.kind else sorted(self.told)
        line: dict[str, Any] = {"row": self.number}
        if sheets > 1:
            line["sheet"] = self.table.sheet.name
        line |= {"status": self.status, "codes": codes}
        if not self.kind:
            line["household"] = self.household
        if self.raw_name:
            line["raw_name"] = self.raw_name
        if self.accepted:
            line["person"] = self.person.as_json()
        if codes:
            line["text"] = "；".join(PLAIN[code] for code in codes)
        return line


def read_rows(
    workbook: Workbook, as_of: date, mapping: Mapping[str, Layout] | None = None
) -> list[Row]:
    """Every row up to the last filled one of every sheet that holds persons, in order.

    `as_of` is the day against which "future" is judged; `mapping` as an officer confirmed it.
    """
    rows: list[Row] = []
    found = tables(workbook, mapping)
    for table in found:
        mine = [Row(table, number, kind, word) for number, kind, word in kinds(table)]
        persons = [row for row in mine if not row.kind]
        into_households(table, persons, prefix=f"{table.sheet.name}/" if len(found) > 1 else "")
        for row in persons:
            row.raw_name = raw_text(table, row.number)
            for rule in ROW_RULES:
                row.codes.update(rule(row, as_of))
        rows += mine
    persons = [row for row in rows if not row.kind]
    repeated_persons(persons)
    heads_rejected(persons)
    return rows


def raw_text(table: Table, number: int) -> str:
    cell = table.cell(number, "name")
    return cell if isinstance(cell, str) else text_of(cell)


def into_households(table: Table, persons: list[Row], prefix: str) -> None:
    """Give each row its household, and the row that speaks for it where cells are left blank.

    By the household's number; else by the head's name; else a household begins with each head. A
    list of persons without any of these has no head: it is not taken for one large household.
    """
    by = next((name for name in ("household", "head") if name in table.columns), "")
    if not by and any(is_blank(table.cell(row.number, "order")) for row in persons):
        by = "order"
    known: dict[str, list[Row]] = {}
    key = ""
    for row in persons:
        number = row.number
        relation, _ = read_relation(table.cell(number, "relation"))
        head = text_of_name(table, number, "head")
        name = text_of_name(table, number, "name") if head else ""
        own = table.text(number, by) if by and not table.is_spanned(number, by) else ""
        row.is_head = relation in (HEAD, ONESELF) or (
            relation is None and bool(head) and head == name
        )
        if own:
            key = own
            if by == "head":
                key = latest(known, own, row)
        elif not key or (row.is_head and any(other.is_head for other in known[key])):
            key = f"#{number}"
        mine = known.setdefault(key, [])
        mine.append(row)
        row.household = f"{prefix}{key}"
        row.speaks = number if own else mine[0].number
    told_apart = by in table.columns or "relation" in table.columns
    for mine in known.values():
        if not any(row.is_head for row in mine) and (told_apart or len(mine) == 1):
            mine[0].is_head = is_blank(table.cell(mine[0].number, "relation"))


def latest(known: dict[str, list[Row]], head: str, row: Row) -> str:
    """The household of this head; a second head of the same name has another number and household."""
    namesakes = [key for key in known if key == head or key.startswith(f"{head}#")]
    if not namesakes:
        return head
    heads = [other for other in known[namesakes[-1]] if other.is_head]
    if row.is_head and heads and not same_number(row, heads[0]):
        return f"{head}#{row.number}"
    return namesakes[-1]


def same_number(a: Row, b: Row) -> bool:
    return a.table.text(a.number, "id_no") == b.table.text(b.number, "id_no")


def text_of_name(table: Table, number: int, column: str) -> str:
    return normalise_name(table.text(number, column)).normalised or ""


Rule = Callable[[Row, date], Iterable[str]]


def name_is_sound(row: Row, as_of: date) -> Iterable[str]:
    if cell_is_wrong(row, "name"):
        return ["CELL_ERROR"]
    checked = normalise_name(raw_text(row.table, row.number))
    row.person.name = checked.normalised or ""
    if checked.valid:
        return []
    return ["NAME_MISSING" if is_blank(row.raw_name) else "NAME_INVALID"]


def number_is_sound(row: Row, as_of: date) -> Iterable[str]:
    if cell_is_wrong(row, "id_no"):
        return ["CELL_ERROR"]
    cell = row.table.cell(row.number, "id_no")
    formulas = row.table.sheet.marks.formulas
    if is_blank(cell) and row.table.marked(row.number, "id_no", formulas):
        return ["FORMULA_NO_VALUE"]
    checked = read_identity(cell, as_of)
    if checked.normalised and checked.sex and checked.birth_on:
        row.person.id_no = checked.normalised
        row.person.sex, row.person.birth_on = checked.sex, checked.birth_on
    return checked.codes


def day_is_sound(row: Row, as_of: date) -> Iterable[str]:
    """The household's day stands for a row whose own is blank only if its household is, too."""
    number = row.number
    if is_blank(row.table.cell(number, "recognised")) and row.speaks != number:
        number = row.speaks
    if cell_is_wrong(row, "recognised", number):
        return ["CELL_ERROR"]
    read = read_day(row.table.cell(number, "recognised"), epoch_1904=row.table.epoch_1904)
    if read.on is None:
        return read.codes
    if read.on > as_of:
        return ["DATE_FUTURE"]
    row.person.recognised_on, row.person.month_only = read.on, read.month_only
    return read.codes


def phone_is_usable(row: Row, as_of: date) -> Iterable[str]:
    row.person.phone, code = read_phone(row.table.cell(row.number, "phone"))
    return [code] if code else []


def sex_agrees(row: Row, as_of: date) -> Iterable[str]:
    said = read_sex(row.table.cell(row.number, "sex"))
    return ["SEX_MISMATCH"] if said and row.person.sex and said != row.person.sex else []


def relation_is_known(row: Row, as_of: date) -> Iterable[str]:
    row.person.relation, anything = read_relation(row.table.cell(row.number, "relation"))
    if row.person.relation is None and row.is_head and not anything:
        row.person.relation = HEAD
    return ["RELATION_UNKNOWN"] if anything and row.person.relation is None else []


def row_is_marked(row: Row, as_of: date) -> Iterable[str]:
    marks = row.table.sheet.marks
    if row.number in marks.hidden_rows:
        yield "HIDDEN_ROW"
    if any(row.table.marked(row.number, name, marks.struck) for name in ("name", "id_no")):
        yield "STRIKETHROUGH"


ROW_RULES: tuple[Rule, ...] = (
    name_is_sound, number_is_sound, day_is_sound, phone_is_usable, sex_agrees, relation_is_known,
    row_is_marked,
)


def cell_is_wrong(row: Row, name: str, number: int = 0) -> bool:
    return row.table.marked(number or row.number, name, row.table.sheet.marks.errors)


def repeated_persons(persons: Iterable[Row]) -> None:
    """The first of two rows of one person stands; a first in another household is warned of it."""
    first: dict[str, Row] = {}
    for row in persons:
        if not row.accepted:
            continue
        before = first.setdefault(row.person.id_no, row)
        if before is row:
            continue
        if before.household == row.household:
            row.codes.add("DUP_IN_HOUSEHOLD")
        else:
            row.codes.add("DUP_OTHER_HOUSEHOLD")
            before.codes.add("DUP_FIRST")


def heads_rejected(persons: Iterable[Row]) -> None:
    """Whose head's row is rejected is warned: without an applicant there is no household."""
    households: dict[str | None, list[Row]] = {}
    for row in persons:
        households.setdefault(row.household, []).append(row)
    for rows in households.values():
        heads = [row for row in rows if row.is_head]
        if heads and not any(row.accepted for row in heads):
            for row in rows:
                if row.accepted:
                    row.codes.add("HEAD_REJECTED")
