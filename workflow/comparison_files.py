"""Files of comparison results (线上比对) by source: read, matched to persons on file, shown, stored.

Which column is what is guessed from the heads and can be said otherwise. A row is evidence only:
every hit waits for an officer's decision. Source: notice 二（二）; docs/decisions/0025.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from models import Comparison, ComparisonBatch, Household, Member, User, identity_index
from policy.identity import check_identity
from policy.masking import mask_identity, mask_phone
from policy.spelling import normalise_name, normalise_phone, without_space
from policy.terms import ComparisonDecision as D
from policy.terms import ComparisonResult as R
from policy.terms import Status as S
from workflow import alerts
from workflow.calendar import work_calendar
from workflow.record_rules import IN_REVIEW
from workflow.refusals import refuse
from workflow.rule_book import rule_book
from workflow.sheets import Cell, read_workbook

HEADS: Final = {
    "id_no": re.compile("公民身份号码|身份证号码?|证件号码?|身份证|aac147|aac002"),
    "name": re.compile("(人员)?姓名|aac003"),
    "result": re.compile("(比对|查询)?结果|(是否)?命中"),
}
"""What the columns that matter are called; every other one goes into the details."""
RESULTS: Final = {
    R.HIT: re.compile("命中|是|有|1|y|yes"), R.NO_HIT: re.compile("未命中|否|无|0|n|no|未查到"),
    R.SUSPECT: re.compile("疑似|2"), R.NO_DATA: re.compile("无数据|3"),
    R.FAILED: re.compile("(接口)?异常|9"),
}
COMPARED: Final = tuple(IN_REVIEW | {S.RECOGNISED})
MOST, TOGETHER, LONGEST = 5_000, 500, 500
ORDER: Final = (R.HIT, R.SUSPECT, R.FAILED, R.NO_DATA, R.NO_HIT)
"""Of several rows about one person the first of these counts."""

Table = tuple[list[str], list[tuple[int, list[str]]]]


@dataclass(slots=True)
class Line:
    """One row of the file: who it is about, what it found, or why it cannot be used."""

    row: int
    name: str = ""
    last4: str = ""
    member: Member | None = None
    result: R = R.HIT
    details: str = ""
    problem: str = ""


@dataclass(slots=True)
class Matched:
    """The file against what is on file: usable lines, unusable ones, and persons it does not list."""

    found: list[Line] = field(default_factory=list)
    problems: list[Line] = field(default_factory=list)
    elsewhere: int = 0
    unlisted: list[Member] = field(default_factory=list)


def take_in(
    session: Session, batch: ComparisonBatch, data: bytes, by: User, on: date
) -> ComparisonBatch:
    """Read a file into a batch that waits; commits. Raises Refused for what cannot be read."""
    if not may(by, Permission.CHECK_WRITE):
        raise refuse("102-2-2", "您没有导入比对结果的权限")
    if batch.data_on > on:
        raise refuse("102-2-2", "%(label)s不能晚于今天", "data_on", label="比对日期")
    digest = sha256(data).hexdigest()
    before = session.scalars(
        select(ComparisonBatch).where(
            ComparisonBatch.digest == digest, ComparisonBatch.source == batch.source,
            ComparisonBatch.confirmed_on.is_not(None),
        )
    ).first()
    if before is not None:
        raise refuse("102-2-2", "这个文件已于%(on)s入库（批次%(number)s），不重复导入", "file",
                     on=before.confirmed_on, number=before.number)
    heads, rows = table_of(data)
    batch.lay_under(by.office)
    batch.digest = digest
    batch.mapping, batch.rows = guessed(heads), len(rows)
    batch.pending = json.dumps([heads, rows], ensure_ascii=False)
    session.add(batch)
    session.commit()
    return batch


def table_of(data: bytes) -> Table:
    """The heads and the numbered rows of the first sheet that names identity numbers."""
    for sheet in read_workbook(data).sheets:
        for place, cells in enumerate(sheet.rows[:20]):
            heads = [plain(cell) for cell in cells]
            if any(HEADS["id_no"].fullmatch(bare(head)) for head in heads):
                rows = [
                    (n, [plain(cell) for cell in row])
                    for n, row in enumerate(sheet.rows[place + 1:], place + 2)
                    if any(plain(cell) for cell in row)
                ]
                if len(rows) > MOST:
                    raise refuse("102-2-2", "超过%(most)d行：请按社区或街道分开导入", "file", most=MOST)
                if not rows:
                    raise refuse("102-2-2", "表中没有人员：请核对文件", "file")
                return heads, rows
    raise refuse("102-2-2", "没有找到表头：须有“身份证号码”一列，请核对文件", "file")


def plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else str(cell)
    return "" if cell is None else str(cell).strip()


def bare(head: str) -> str:
    """A head without spaces and without what stands in brackets after it."""
    return without_space(head).lower().partition("（")[0].partition("(")[0]


def guessed(heads: Sequence[str]) -> dict[str, int | None]:
    """Which column is what, by its head."""
    return {
        what: next((n for n, head in enumerate(heads) if called.fullmatch(bare(head))), None)
        for what, called in HEADS.items()
    }


def matched(session: Session, batch: ComparisonBatch) -> Matched:
    """The rows of a waiting batch against the persons on file in the area."""
    heads, rows = json.loads(batch.pending or "[[], []]")
    at, into = batch.mapping, Matched()
    if at.get("id_no") is None:
        raise refuse("102-2-2", "请指明哪一列是身份证号码", "id_no")
    if at.get("result") is None and not batch.hits_only:
        raise refuse("102-2-2", "请指明哪一列是比对结果；文件只列命中人员的，请放弃后重新上传，并选“文件只列命中人员”", "result")
    lines: dict[str, Line] = {}
    for number, cells in rows:
        index, line = read_line(number, cells, heads, at, batch.data_on)
        if index is None:
            into.problems.append(line)
        elif index in lines:
            lines[index] = merged(lines[index], line)
        else:
            lines[index] = line
    for index, member in on_file(session, lines):
        line = lines[index]
        line.member = member
        if line.name and normalise_name(line.name).normalised != member.name:
            line.result = R.SUSPECT if line.result is R.HIT else line.result
            line.details = "；".join(filter(None, (f"姓名不一致：文件为{line.name}", line.details)))[:LONGEST]
    into.found = [line for line in lines.values() if line.member is not None]
    into.elsewhere = len(lines) - len(into.found)
    known = on_file_already(session, batch)
    for line in into.found:
        if line.member and line.member.id in known:
            line.problem = "此人已有同一来源、同一日期的比对结果，不再入库"
            into.problems.append(line)
    if batch.hits_only:
        listed = {line.member.id for line in into.found if line.member}
        into.unlisted = [m for m in all_compared(session) if m.id not in listed | known]
    into.found = [line for line in into.found if not line.problem]
    return into


def on_file_already(session: Session, batch: ComparisonBatch) -> set[int]:
    """Whose result of the same source and day is on file: it is not stored a second time."""
    return set(session.scalars(
        select(Comparison.member_id).where(
            Comparison.source == batch.source, Comparison.compared_on == batch.data_on,
            Comparison.voided_at.is_(None),
        )
    ))


def read_line(
    number: int, cells: Sequence[str], heads: Sequence[str], at: Mapping[str, int | None], on: date
) -> tuple[str | None, Line]:
    """The person's index and the line; no index where the row cannot be used."""
    def cell(what: str) -> str:
        place = at.get(what)
        return cells[place] if place is not None and place < len(cells) else ""

    line = Line(number, cell("name"))
    checked = check_identity(cell("id_no"), on)
    if not checked.valid or checked.normalised is None:
        line.problem = checked.plain_words[0]
        return None, line
    line.last4 = checked.normalised[-4:]
    if at.get("result") is not None:
        found = result_of(cell("result"))
        if found is None:
            line.problem = "认不出比对结果：请用命中、未命中、疑似、无数据或接口异常"
            return None, line
        line.result = found
    used = set(at.values())
    told = [f"{head}：{masked(value, on)}" for n, (head, value) in enumerate(zip(heads, cells, strict=False))
            if n not in used and value]
    line.details = "；".join(told)[:LONGEST]
    return identity_index(checked.normalised), line


def result_of(word: str) -> R | None:
    return next((r for r, called in RESULTS.items() if called.fullmatch(word.lower())), None)


def masked(value: str, on: date) -> str:
    """A cell as the details may keep it: a further identity number or telephone is masked."""
    if check_identity(value, on).valid:
        return mask_identity(value)
    return mask_phone(value) if normalise_phone(value) else value


def merged(first: Line, second: Line) -> Line:
    """Two rows about one person: the graver result, both details."""
    worse, other = sorted((first, second), key=lambda line: ORDER.index(line.result))
    worse.details = "；".join(filter(None, (worse.details, other.details)))[:LONGEST]
    return worse


def on_file(session: Session, indexes: Iterable[str]) -> Iterator[tuple[str, Member]]:
    """The members of the area's households under review or in the register, by identity index."""
    wanted = list(indexes)
    for begin in range(0, len(wanted), TOGETHER):
        statement = (
            select(Member).join(Household, Household.id == Member.household_id)
            .where(Member.id_no_index.in_(wanted[begin:begin + TOGETHER]),
                   Member.voided_at.is_(None), Household.status.in_(COMPARED))
        )
        for member in session.scalars(statement):
            yield member.id_no_index, member


def all_compared(session: Session) -> list[Member]:
    return list(session.scalars(
        select(Member).join(Household, Household.id == Member.household_id)
        .where(Member.voided_at.is_(None), Household.status.in_(COMPARED))
        .order_by(Member.id)
    ))


def store(session: Session, batch: ComparisonBatch, by: User, on: date) -> int:
    """Every usable line as a comparison result; who is not listed, as not hit. Commits."""
    if not may(by, Permission.CHECK_WRITE):
        raise refuse("102-2-2", "您没有导入比对结果的权限")
    with session.no_autoflush:  # the columns just named are written after the lock, not before
        waits = select(ComparisonBatch.id).where(
            ComparisonBatch.id == batch.id, ComparisonBatch.pending.is_not(None)
        )
        if session.scalar(waits.with_for_update()) is None or batch.pending is None:
            raise refuse("102-2-2", "这一批次已经入库或放弃")
    found = matched(session, batch)
    results = [(line.member, line.result, line.details) for line in found.found]
    results += [(member, R.NO_HIT, "") for member in found.unlisted]
    households: dict[int, Household] = {}
    for member, result, details in results:
        if member is None:
            continue
        clear = result is R.NO_HIT
        session.add(Comparison(
            household=member.household, member=member, source=batch.source, batch_no=batch.number,
            compared_on=batch.data_on, result=result, details=details or None,
            decision=D.NO_EFFECT if clear else D.OPEN, decided_on=on if clear else None,
            decided_by_id=by.id if clear else None, decision_note="未命中" if clear else None,
        ))
        households[member.household_id] = member.household
        batch.stored += 1
    batch.pending, batch.confirmed_on = None, on
    session.flush()
    calendar, book = work_calendar(session), rule_book(session)
    for household in households.values():
        if household.status is S.RECOGNISED:
            alerts.refresh(session, household, on, calendar, book)
    session.commit()
    return batch.stored


def throw_away(session: Session, batch: ComparisonBatch) -> None:
    """Nothing of the file is kept but that it was looked at. Commits."""
    batch.pending = None
    session.commit()
