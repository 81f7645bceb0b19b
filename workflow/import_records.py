"""Services, employments and visits of households on file, one a row: found, read, checked as a form is.

The household is found by its recognition number, the member by the identity number; what a cell
says by the type of its column. A record is the same by its member, kind and day: the same row
twice is one record, and a row that says more of it changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base, Household, Member, identity_index
from policy.import_terms import RowOutcome
from policy.spelling import normalise_name, without_space
from policy.terms import Status as S
from policy.verdict import Reason
from workflow.import_layout import Field, Fields
from workflow.import_units import REFUSES, Bringing, Content, Difference, Laid, Told, Unit
from workflow.import_values import plain, value_of
from workflow.ledger_cells import heading_of, is_blank, read_identity, text_of
from workflow.ledger_tables import Table, table_at
from workflow.ledger_words import HEADINGS, NOTE, PLAIN, SIGNATURE, TOTAL
from workflow.records import check, follow_up
from workflow.refusals import Refused, refuse
from workflow.sheets import Workbook

WHO: Final = {
    "recognition_no": Field("认定编号", re.compile("(认定|家庭)(编号|号)")),
    "id_no": Field("身份证号码", HEADINGS["id_no"]),
    "name": Field("姓名", HEADINGS["name"]),
}
FOUND: Final = (S.RECOGNISED, S.EXITED)
TOGETHER = 500


@dataclass(frozen=True)
class RecordKind:
    """Records of a table that may be brought in: which columns, under which headings, when two are one."""

    model: type[Any]
    about_member: bool
    same: tuple[str, ...]
    columns: tuple[str, ...]
    words: Mapping[str, re.Pattern[str]]

    @cached_property
    def fields(self) -> Fields:
        return {**WHO, **{
            name: Field(self.label(name), re.compile(f"{re.escape(heading_of(self.label(name)))}|{self.words[name].pattern}"))
            for name in self.columns
        }}

    @cached_property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Somebody to find, and every column that may not be empty."""
        who = ("id_no",) if self.about_member else ("recognition_no", "id_no")
        return (who, *((name,) for name in self.columns if self.must(name)))

    def label(self, name: str) -> str:
        return str(self.column(name).info["label"])

    def column(self, name: str) -> Any:
        return self.model.__mapper__.columns[name]

    def must(self, name: str) -> bool:
        return not self.column(name).nullable and self.column(name).default is None


@dataclass(slots=True)
class Line:
    """One row: whom it names, what it says, and what is wrong with it."""

    sheet: int
    table: Table
    row: int
    index: str
    last4: str
    values: dict[str, Any]
    said: list[tuple[str, Reason]]


def read_records(kind: RecordKind, session: Session, workbook: Workbook, how: Bringing) -> Content:
    """Every row of the file as one unit, against what is on file in the officer's area."""
    lines = [
        read_line(kind, place, table, number, how.on)
        for place, sheet in enumerate(workbook.sheets)
        if (layout := how.mapping.get(str(place))) is not None
        for table in (table_at(sheet, layout, workbook.epoch_1904),)
        for number in range(table.heading.stop, len(sheet.rows) + 1)
        if is_record(table, number)
    ]
    if not lines:
        raise refuse("102-3", "表中没有可导入的行：请核对文件", "file")
    members = members_by(session, (line.index for line in lines if line.index))
    households = households_by(session, (line.table.text(line.row, "recognition_no") for line in lines))
    seen: dict[tuple[Any, ...], int] = {}
    units, told = [], []
    for line in lines:
        unit = unit_of(kind, session, line, members, households, seen, how)
        units.append(unit)
        if line.said:
            told.append(Told(line.sheet, line.row, REFUSES, line.said, unit.who, line.last4))
    return Content(units, told, len(lines))


def is_record(table: Table, number: int) -> bool:
    """Whether the row is more than blank, a sum, a signature or a note."""
    row = table.sheet.rows[number - 1]
    filled = [without_space(text_of(cell)) for cell in row if not is_blank(cell)]
    if not filled:
        return False
    if len(filled) < 2 and not table.text(number, "id_no"):
        return False
    return not any(rule.match(filled[0]) for rule in (TOTAL, SIGNATURE, NOTE))


def read_line(kind: RecordKind, place: int, table: Table, number: int, on: date) -> Line:
    """The row's values; what cannot be meant, or is missing, is said at its column."""
    line = Line(place, table, number, "", "", {}, [])
    cell = table.cell(number, "id_no")
    if not is_blank(cell):
        checked = read_identity(cell, on)
        if checked.normalised:
            line.index, line.last4 = identity_index(checked.normalised), checked.normalised[-4:]
        else:
            line.said += [("id_no", Reason("102-3", PLAIN[code])) for code in checked.codes]
    for name in kind.columns:
        if name not in table.columns:
            continue
        if (number, table.columns[name] + 1) in table.sheet.marks.errors:
            line.said.append((name, Reason("102-3", "单元格是错误值（如#N/A），请改正")))
            continue
        try:
            value = value_of(kind.column(name), table.cell(number, name), table.epoch_1904)
        except Refused as refusal:
            line.said.append((name, refusal.reasons[0]))
            continue
        if value is not None:
            line.values[name] = value
        elif kind.must(name):
            line.said.append((name, Reason("102-3", "未填写%(label)s", {"label": kind.label(name)})))
    return line


def unit_of(
    kind: RecordKind, session: Session, line: Line, members: Mapping[str, Member],
    households: Mapping[str, Household], seen: dict[tuple[Any, ...], int], how: Bringing,
) -> Unit:
    """What becomes of the row; whom it names must be known, and known as the row says."""
    member, household = whom(kind, line, members, households)
    who = member.name if member else household.head_name if household else ""
    unit = Unit(line.sheet, [line.row], who or line.table.text(line.row, "name"),
                household.community.name if household else "")
    if line.said or household is None:
        unit.outcome = RowOutcome.REFUSED
        return unit
    about = member.id if kind.about_member and member else household.id
    key = (about, *(line.values.get(name) for name in kind.same))
    if key in seen:
        unit.outcome = RowOutcome.REFUSED
        unit.reasons = (Reason("102-3", "与第%(row)d行是同一条记录，请删除重复行", {"row": seen[key]}),)
        return unit
    seen[key] = line.row
    known = same_record(kind, session, about, line.values)
    if known is None:
        unit.lay = partial(lay_record, kind, household.id, member.id if member else None, line.values, how)
        return unit
    for name, new in line.values.items():
        old = getattr(known, name)
        if new != old:
            unit.differences.append(Difference(line.row, kind.label(name), "", plain(old), plain(new)))
    unit.outcome = RowOutcome.CHANGED if unit.differences else RowOutcome.UNCHANGED
    unit.lay = partial(lay_difference, kind, known.id, line.values, how) if unit.differences else None
    return unit


def whom(
    kind: RecordKind, line: Line, members: Mapping[str, Member], households: Mapping[str, Household]
) -> tuple[Member | None, Household | None]:
    """The member and the household the row names; what stands against it is said at the column."""
    number, name = line.table.text(line.row, "recognition_no"), line.table.text(line.row, "name")
    member = members.get(line.index) if line.index else None
    household = member.household if member else households.get(number)
    problem = ""
    if line.index and member is None:
        problem = "辖区内已认定或已退出的家庭中没有此人：请核对身份证号码"
    elif not line.index and kind.about_member:
        problem = "" if line.said else "未填写身份证号码"
    elif household is None and not line.said:
        problem = "辖区内没有这个认定编号：请核对，或改填身份证号码"
    elif number and household is not None and household.recognition_no != number:
        problem = "身份证号码与认定编号不是同一户：请核对"
    elif member and name and normalise_name(name).normalised != member.name:
        problem = "姓名与系统登记的不一致：请核对"
    if problem:
        line.said.append(("id_no" if line.index or kind.about_member else "recognition_no",
                          Reason("102-3", problem)))
    return member, household


def members_by(session: Session, indexes: Iterable[str]) -> dict[str, Member]:
    """Members of households recognised or released, by blind index; the latest episode of each."""
    found: dict[str, Member] = {}
    wanted = sorted(set(indexes))
    for begin in range(0, len(wanted), TOGETHER):
        statement = (
            select(Member).join(Household, Household.id == Member.household_id)
            .where(Member.id_no_index.in_(wanted[begin : begin + TOGETHER]),
                   Member.voided_at.is_(None), Household.status.in_(FOUND))
            .order_by(Household.recognised_on, Household.id)
        )
        found |= {member.id_no_index: member for member in session.scalars(statement)}
    return found


def households_by(session: Session, numbers: Iterable[str]) -> dict[str, Household]:
    found: dict[str, Household] = {}
    wanted = sorted(set(filter(None, numbers)))
    for begin in range(0, len(wanted), TOGETHER):
        statement = select(Household).where(
            Household.recognition_no.in_(wanted[begin : begin + TOGETHER]), Household.status.in_(FOUND)
        )
        found |= {household.recognition_no or "": household for household in session.scalars(statement)}
    return found


def same_record(kind: RecordKind, session: Session, about: int, values: Mapping[str, Any]) -> Any:
    model = kind.model
    owner = model.member_id if kind.about_member else model.household_id
    alike = [getattr(model, name) == values[name] for name in kind.same if name in values]
    return session.scalars(
        select(model).where(owner == about, model.voided_at.is_(None), *alike).order_by(model.id)
    ).first()


def lay_record(
    kind: RecordKind, household_id: int, member_id: int | None, values: dict[str, Any], how: Bringing,
    session: Session,
) -> list[Laid]:
    """A new record, checked by the same rules as one typed in."""
    with session.no_autoflush:
        row: Base = kind.model(**values)
        row.household = session.get_one(Household, household_id)  # type: ignore[attr-defined]
        if kind.about_member:
            row.member = session.get_one(Member, member_id)  # type: ignore[attr-defined]
        check(session, row, how.by, how.on)
    session.add(row)
    session.flush()
    follow_up(session, row, how.on)
    return [Laid(row)]


def lay_difference(
    kind: RecordKind, key: int, values: dict[str, Any], how: Bringing, session: Session
) -> list[Laid]:
    row = session.get_one(kind.model, key)
    before = {name: getattr(row, name) for name, new in values.items() if getattr(row, name) != new}
    with session.no_autoflush:
        for name in before:
            setattr(row, name, values[name])
        check(session, row, how.by, how.on)
    session.flush()
    follow_up(session, row, how.on)
    return [Laid(row, before)]
