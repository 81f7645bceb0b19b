"""A page of the cockpit as a workbook: a sheet for each question with a chart of Excel's own, the cards, the rows behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.masking import shown
from access.permissions import Permission, may
from access.scope import in_charge_of
from admin.cockpit_frame import Answer, Behind, CockpitPage, Entry, Grid, Look
from admin.listing import Listing
from charts.metrics import Metric
from documents.layout import Head, Kind, Paper
from documents.ledgers import SYSTEM
from documents.tables import Graph, SmallTable, write_tables
from documents.workbook import Value
from models import Household, Office
from policy.clauses import CLAUSES

MOST_BEHIND: Final = 20_000
"""Rows behind on one sheet; a ledger holds more, and the cover says so."""
BEHIND: Final = (
    Head("家庭编号", width=18, kind=Kind.CODE), Head("申请人", width=12), Head("市（州）", width=12),
    Head("县（市、区）", width=14), Head("街道（乡镇）", width=16), Head("社区", width=20),
    Head("状态", width=10), Head("认定日期", width=12, kind=Kind.DATE),
    Head("首次援助日期", width=12, kind=Kind.DATE), Head("首次就业日期", width=12, kind=Kind.DATE),
    Head("退出日期", width=12, kind=Kind.DATE),
)
PLACES: Final = ("unit_id", "county_id", "street_id", "community_id")
CARDS: Final = (
    Head("指标", width=18), Head("含义", width=46, kind=Kind.LONG),
    Head("计算方法", width=40, kind=Kind.LONG), Head("单位", width=10), Head("依据", width=24, kind=Kind.LONG),
    Head("来源", width=30, kind=Kind.LONG),
)


def write_book(out: BinaryIO, session: Session, page: CockpitPage, answer: Answer, look: Look) -> str:
    """Write the workbook; answers its title."""
    user, title = look.user, f"{look.office.name}零就业家庭{page.label}"
    paper = Paper(
        title, look.office.name, look.period, "户",
        f"{SYSTEM}　{user.name}（{user.username}）　{look.at:%Y-%m-%d %H:%M}", signed=True,
    )
    told = [
        ("填报单位", look.office.name),
        ("统计期间", f"{look.period}（首尾两日均含）"),
        ("比较", look.against.label),
        ("结论", answer.sentence),
        ("导出人", f"{user.name}（{user.username}，{user.role.label}，{user.office.name}）"),
        ("导出时间", f"{look.at:%Y-%m-%d %H:%M}（北京时间）"),
    ]
    tables = [sheet_of(q.sheet or q.title, q.grid, paper, q.graph) for q in answer.questions]
    tables.append(cards_sheet(answer, paper))
    behind = answer.behind if may(user, Permission.LEDGER_EXPORT) else ()
    if answer.behind and not behind:
        told.append(("明细", "无台账导出权限，不附名单"))
    for each in behind:
        rows, whole = households_behind(session, look, each)
        if whole > len(rows):
            told.append((each.name, f"共{whole:,}户，本表列出前{len(rows):,}户；全部请导出台账"))
        tables.append(SmallTable(each.name, f"{title}（{each.name}）", BEHIND, rows, signed=False))
    write_tables(out, paper, tables, told)
    return title


def sheet_of(
    name: str, grid: Grid, paper: Paper, graph: Graph | None
) -> SmallTable:
    """One question: its numbers as numbers; words only where there is no number."""
    heads = [Head(s.label, s.group, s.width, s.kind) for s in grid.slots]

    def values(line: Sequence[Entry]) -> list[Value]:
        return [e.words if e.value is None else e.value for e in line]

    return SmallTable(name[:31], f"{paper.title}（{name}）", heads, [values(row) for row in grid.rows],
                      values(grid.closing) if grid.closing else (), graph=graph)


def cards_sheet(answer: Answer, paper: Paper) -> SmallTable:
    """指标解释: the card of everything counted on the page, each once."""
    cards: dict[str, Metric] = {}
    for question in answer.questions:
        cards |= {card.key: card for card in question.cards}
    rows = [[c.label, c.words, c.formula, c.unit, CLAUSES.get(c.clause, "—"), c.source] for c in cards.values()]
    return SmallTable("指标解释", f"{paper.title}指标解释", CARDS, rows, unit="项", signed=False)


def households_behind(session: Session, look: Look, each: Behind) -> tuple[list[list[Value]], int]:
    """The rows of the list these parameters open, names masked whoever asks, and how many there are."""
    view = next(v for v in current_app.extensions["admin"][0]._views if v.endpoint == "household")
    narrowing = Listing(view, session, look.user, look.today, dict(each.params)).narrowing
    with in_charge_of(session, narrowing.area or look.office.area):
        whole = session.scalar(select(func.count(Household.id)).where(*narrowing.conditions)) or 0
        found = session.execute(
            select(
                Household.family_no, Household.head_name,
                *(getattr(Household, place) for place in PLACES), Household.status,
                Household.recognised_on, Household.assisted_on, Household.placed_on,
                Household.exited_on,
            ).where(*narrowing.conditions).order_by(Household.id).limit(MOST_BEHIND)
        ).all()
        names = dict(named(session, {n for row in found for n in row[2:6] if n}))
    return [
        [row[0], shown(None, "name", row[1]), *(names.get(n, "") for n in row[2:6]),
         row[6].label, *row[7:]]
        for row in found
    ], whole


def named(session: Session, wanted: set[int]) -> Iterator[tuple[int, str]]:
    numbers = sorted(wanted)
    for n in range(0, len(numbers), 500):
        part = select(Office.id, Office.short_name).where(Office.id.in_(numbers[n:n + 500]))
        yield from ((number, name) for number, name in session.execute(part))
