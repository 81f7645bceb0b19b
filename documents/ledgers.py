"""The ledgers (台账) the bureau keeps: for each, which rows, which columns, and what it holds.

Rows are those of one office and all beneath it, and only what the officer's own scope holds;
personal data are masked unless the right is held and a reason given. Every file leaves a line
in the trail before it is handed out. Source: domain list of ledgers 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import file_digest
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from access.scope import in_charge_of
from access.traces import leave_trace
from documents.columns import Ledger, Setting
from documents.layout import Paper, Styles, write_blocks, write_cover
from documents.ledger_sheets import tallies_of, write_definitions
from documents.reading import Part, parts_of
from documents.workbook import BEIJING, new_book
from models import Office, User
from policy.workdays import WorkCalendar
from workflow.refusals import refuse

SHORTEST_REASON = 4
SYSTEM = "零就业家庭动态管理系统"


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """What was written: how many rows, the SHA-256 of the file, and the name to hand it out under."""

    rows: int
    sha256: str
    filename: str


class Shelf(Mapping[str, Ledger]):
    """The ledgers by name, in the order of the pages.

    The file that says which rows and columns one has is loaded when it is first asked for: the process
    that writes it has no room for the others' records.
    """

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, name: str) -> Ledger:
        found: Ledger = import_module(f"documents.columns_{self._places[name]}").LEDGERS[name]
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


LEDGERS = Shelf({
    "recognition": "households",
    "member": "persons",
    "service": "events",
    "employment": "persons",
    "benefit": "benefits",
    "exit": "exits",
    "visit": "follow_up",
    "watch": "sweeps",
    "sweep": "sweeps",
    "contact": "follow_up",
    "supervision": "supervision",
    "publicity": "events",
    "seal": "papers",
})


def ledger_named(name: str) -> Ledger:
    """The ledger; Refused for one that is not known."""
    if name not in LEDGERS:
        raise refuse("102-3", "没有这种台账，请从列表中选择", "name")
    return LEDGERS[name]


def write_ledger(
    session: Session,
    name: str | Ledger,
    *,
    by: User,
    office: Office,
    since: date,
    until: date,
    out: Path | BinaryIO,
    full: bool = False,
    reason: str = "",
    at: datetime,
    calendar: WorkCalendar,
    typed: bool = False,
    tell: Callable[[int], None] | None = None,
) -> LedgerFile:
    """Write one ledger as .xlsx and enter the export in the trail.

    `full` shows personal data unmasked; `tell` hears after each part how many rows there are so
    far. Raises Refused, with the field it is about, and writes nothing then. Reads in the
    transaction at hand and ends it; nothing uncommitted survives.
    """
    ledger = ledger_named(name) if isinstance(name, str) else name
    reason = reason.strip()
    demand_right(by, office, since, until, full, reason, ledger.right)
    path, on = office.path, min(until, at.astimezone(BEIJING).date())
    moment = f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    paper = Paper(
        f"{office.name}{ledger.title}", office.name, f"{chinese(since)}至{chinese(until)}", ledger.unit,
        f"{SYSTEM}　{by.name}（{by.username}）　{moment}　{'含个人信息，妥善保管' if full else '已脱敏'}",
    )
    with in_charge_of(session, office.area):
        setting = Setting(session, by, full=full, on=on, calendar=calendar)
        narrowed = ledger.narrowed(setting) if ledger.narrowed else ""
        told = [
            ("台账名称", ledger.title),
            ("填报单位", f"{office.name}及所辖各级机构"),
            ("统计期间", f"{paper.period}（首尾两日均含）"),
            ("筛选条件", f"{ledger.by}；{office.level.label}“{office.name}”范围内"
                     f"{'：' + narrowed if narrowed else '全部记录'}"),
            ("统计口径", ledger.counted),
            ("计算截止日", f"{chinese(on)}（年龄、剩余工作日、稳定就业等按此日计算）"),
            ("个人信息", f"完整显示（理由：{reason}）" if full else "已脱敏"),
            ("导出人", f"{by.name}（{by.username}，{by.role.label}，{by.office.name}）"),
            ("导出时间", f"{moment}（北京时间）"),
        ]
        tallies = tallies_of(ledger.name, ledger.columns, office.level, tell)
        with new_book(out) as book:
            book.set_properties({"title": paper.title, "author": by.name, "company": by.office.name})
            styles = Styles(book)
            cover = book.add_worksheet("说明")
            heads = [column.head for column in ledger.columns]
            blocks = tallies.pass_on(blocks_of(session, ledger, setting, since, until))
            count = write_blocks(book, styles, ledger.title[:28], paper, heads, blocks, typed=typed)
            tallies.draw(book, styles, paper, typed=typed)
            write_definitions(book, styles, paper, ledger.columns, full=full, typed=typed)
            told.insert(5, ("记录数", f"{count:,} {ledger.unit}"))
            told.append(("用途", "仅限工作使用。含个人信息的台账不得外传，用后妥善保管或销毁。"))
            write_cover(cover, styles, f"{ledger.title}说明", told, paper.watermark, typed=typed)
            book.worksheets_objs[1].activate()
    done = LedgerFile(
        count, hash_of(out), f"{ledger.title}_{office.name}_{since:%Y%m%d}-{until:%Y%m%d}.xlsx"
    )
    leave_trace(
        session, "export", f"ledger:{ledger.name}", path=path, ledger=ledger.name,
        office=paper.office, since=since.isoformat(), until=until.isoformat(), filter=ledger.by,
        rows=count, sha256=done.sha256, masked=not full, reason=reason,
        **({"selection": ledger.title, "narrowed": narrowed} if ledger.narrowed else {}),
    )
    return done


def count_of(session: Session, ledger: Ledger, office: Office, since: date, until: date) -> int:
    """How many rows the ledger will have."""
    rows = ledger.statement(since, until).order_by(None).subquery()
    with in_charge_of(session, office.area):
        return session.scalar(select(func.count()).select_from(rows)) or 0


def demand_right(
    by: User, office: Office, since: date, until: date, full: bool, reason: str,
    right: Permission = Permission.LEDGER_EXPORT,
) -> None:
    """Raise Refused unless this officer may take this ledger away, for this office and period."""
    if not (may(by, Permission.LEDGER_EXPORT) and may(by, right)):
        raise refuse("102-3", "您没有导出台账的权限")
    if not office.is_under(by.office.path):
        raise refuse("102-3", "没有这个机构，请从列表中选择", "office")
    if until < since:
        raise refuse("102-3", "统计期间的止日早于起日，请改正", "until")
    if full and not (may(by, Permission.LEDGER_EXPORT_FULL) and may(by, Permission.UNMASK)):
        raise refuse("PIPL-28", "您没有导出完整个人信息的权限，请导出脱敏台账", "full")
    if full and len(reason) < SHORTEST_REASON:
        raise refuse("PIPL-28", "导出完整个人信息须写明理由（至少4个字）", "reason")


def blocks_of(
    session: Session, ledger: Ledger, at: Setting, since: date, until: date
) -> Iterator[list[Sequence[Any]]]:
    """The cells, a thousand rows at a time and column by column; what belongs to them fetched once."""
    for part in parts_of(session, ledger.statement(since, until)):
        at.beside = Belongings(session, ledger, part, at)
        yield [column.values(part, at) for column in ledger.columns]


class Belongings(dict[str, Mapping[Any, Any]]):
    """What belongs to the rows in hand, fetched for all of them when a column first asks for it."""

    def __init__(self, session: Session, ledger: Ledger, part: Part, at: Setting) -> None:
        self._session, self._part, self._at = session, part, at
        self._known = {beside.name: beside for beside in ledger.beside}

    def __missing__(self, name: str) -> Mapping[Any, Any]:
        beside = self._known[name]
        keys = list(set(self._part.column(beside.key)))
        self[name] = found = beside.load(self._session, keys, self._at)
        return found


def rows_of(
    session: Session, ledger: Ledger, at: Setting, since: date, until: date
) -> Iterator[tuple[Any, ...]]:
    """The cells, row after row."""
    for block in blocks_of(session, ledger, at, since, until):
        yield from zip(*block, strict=True)


def hash_of(out: Path | BinaryIO) -> str:
    """SHA-256 of the file; one handed in open stands at its beginning afterwards."""
    if isinstance(out, Path):
        with out.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    out.seek(0)
    found = file_digest(out, "sha256").hexdigest()
    out.seek(0)
    return found


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
