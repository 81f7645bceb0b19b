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
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from access.scope import in_charge_of
from access.traces import leave_trace
from documents import columns_benefits as benefits
from documents import columns_events as events
from documents import columns_follow_up as follow_up
from documents import columns_households as households
from documents import columns_papers as papers
from documents import columns_persons as persons
from documents import columns_supervision as supervision
from documents import columns_sweeps as sweeps
from documents.columns import Beside, Column, Setting
from documents.layout import Paper, Styles, write_blocks, write_cover
from documents.ledger_sheets import tallies_of, write_definitions
from documents.reading import Part, parts_of
from documents.workbook import BEIJING, new_book
from models import Office, User
from policy.terms import VisitPurpose
from policy.workdays import WorkCalendar
from workflow.refusals import refuse

SHORTEST_REASON = 4
SYSTEM = "零就业家庭动态管理系统"


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger. `by` names the date the period is about, `counted` says what a row is.

    `right` is what an officer must hold beside the right to take ledgers away.
    `narrowed` says what else it was narrowed by, where an office has made its own of it.
    """

    name: str
    title: str
    what: str
    by: str
    unit: str
    counted: str
    statement: Callable[[date, date], Select[Any]]
    columns: tuple[Column, ...]
    beside: tuple[Beside, ...] = ()
    right: Permission = Permission.LEDGER_EXPORT
    narrowed: Callable[[Setting], str] | None = None


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """What was written: how many rows, the SHA-256 of the file, and the name to hand it out under."""

    rows: int
    sha256: str
    filename: str


def register(*ledgers: Ledger) -> dict[str, Ledger]:
    return {ledger.name: ledger for ledger in ledgers}


LEDGERS: dict[str, Ledger] = register(
    Ledger(
        "recognition", "零就业家庭认定台账", "认定的家庭，每户一行，附申请、核实、公示、复核各步日期",
        "认定日期", "户", "认定日期在统计期间内的家庭，含其后退出、撤销认定的家庭",
        households.recognised, households.RECOGNITION, households.RECOGNITION_BESIDE,
    ),
    Ledger(
        "member", "零就业家庭成员实名台账", "在册家庭的全部成员，每人一行，附就业失业状况与就业意愿",
        "在册期间", "人", "统计期末（含）前已认定、统计期初前尚未退出或撤销的家庭的成员",
        persons.enrolled, persons.MEMBER,
    ),
    Ledger(
        "service", "就业援助服务台账", "每次援助服务一行，附本人反馈、累计次数与承诺剩余工作日",
        "服务日期", "人次", "服务日期在统计期间内的援助服务，不含已作废的记录",
        events.served, events.SERVICE, events.SERVICE_BESIDE,
    ),
    Ledger(
        "employment", "实现就业台账", "每次实现就业一行，附合同、参保、核验与按期兑现情况",
        "就业日期", "人次", "就业日期在统计期间内的就业记录，不含已作废的记录",
        persons.employed, persons.EMPLOYMENT, persons.EMPLOYMENT_BESIDE,
    ),
    Ledger(
        "benefit", "政策享受台账", "每项已批准的政策一行，附标准、本期与累计金额、累计与剩余月数",
        "享受期间", "项", "统计期间内享受的政策，含此前批准、期内仍在享受的；本期金额按发放日期计算",
        benefits.enjoyed, benefits.BENEFIT, benefits.BENEFIT_BESIDE,
    ),
    Ledger(
        "exit", "零就业家庭退出台账", "退出的家庭，每户一行，附情形、证据、审批与告知",
        "退出日期", "户", "退出日期在统计期间内的家庭；返零指退出后在所辖范围内再次认定",
        households.exited, households.EXIT, households.EXIT_BESIDE,
    ),
    Ledger(
        "visit", "跟踪回访台账", "每次跟踪回访一行，附就业失业状况、援助评价、政策享受、诉求与处理",
        "回访日期", "次", "走访日期在统计期间内、目的为跟踪回访的记录，不含已作废的记录",
        follow_up.visited(VisitPurpose.FOLLOW_UP), follow_up.VISIT, follow_up.VISIT_BESIDE,
    ),
    Ledger(
        "watch", "重点监控家庭台账", "仅1人就业且收入较低或不稳定的家庭，每户一行，附原因、风险等级和跟踪情况",
        "列入期间", "户", "统计期末（含）前列入、统计期初前尚未解除的家庭，不含已作废的记录；不稳定原因和风险等级按计算截止日判断",
        sweeps.watched, sweeps.WATCH, sweeps.WATCH_BESIDE,
    ),
    Ledger(
        "sweep", "入户摸底排查台账", "每批次每社区一行，由片区和疑似户登记汇总，不另填报",
        "排查起止", "行", "排查起止与统计期间有重叠的批次中，有入户或疑似户登记的社区；各数为该批次累计数，"
        "“已引导申报”含其后已认定的，认定与否按现在的申请状态",
        sweeps.swept, sweeps.SWEEP, sweeps.SWEEP_BESIDE,
    ),
    Ledger(
        "contact", "联系记录台账", "每次联系一行，附号码尾号、方式、是否联系上与连续未联系上次数",
        "联系日期", "次", "日期在统计期间内、目的为联系的记录，不含已作废的记录",
        follow_up.visited(VisitPurpose.CONTACT), follow_up.CONTACT, follow_up.CONTACT_BESIDE,
    ),
    Ledger(
        "supervision", "督导检查台账", "督导检查问题和通报、约谈，每件一行，附整改、答复和销号情况",
        "检查、通报、约谈日期", "件", "检查日期、通报或约谈日期在统计期间内的记录，不含已作废的记录",
        supervision.supervised, supervision.SUPERVISION, supervision.SUPERVISION_BESIDE,
        Permission.SUPERVISION_READ,
    ),
    Ledger(
        "publicity", "公示台账", "每次公示一行，附起止日期、地点、异议与核查结论",
        "公示起", "次", "公示起始日期在统计期间内的公示，同一家庭重新公示的分别计算",
        events.publicized, events.PUBLICITY, events.PUBLICITY_BESIDE,
    ),
    Ledger(
        "seal", "用印台账", "每次用印一行，附用印编号、申请用印人、用印人、文件摘要和替换、作废情况",
        "用印日期", "件", "用印日期在统计期间内的文书，含其后替换、作废的",
        papers.sealed, papers.PAPER,
    ),
)


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
