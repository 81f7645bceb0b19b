"""地区: the offices beneath on a grid of tiles and in a fair order, each leading one level down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.cockpit_frame import (
    Answer,
    Behind,
    CockpitPage,
    Entry,
    Grid,
    Look,
    Question,
    Slot,
    in_list,
    percent,
    with_counts,
)
from admin.cockpit_overview import each, kept_figure, sentence
from admin.desk import Figure
from charts.districts import District, districts
from charts.measures import (
    COUNTED,
    KEPT_RATE,
    METRICS,
    behind,
    promises_behind,
    rows_behind,
    standing_behind,
)
from charts.queries import promise_state, totals
from charts.ranking import AT_LEAST
from charts.tiles import Tile, tile_alt, tile_figure
from documents.layout import Kind
from documents.tables import Graph
from policy.terms import Level
from workflow.standing import Promise, Standing

SMALL: Final = 10
"""Fewer promises due than this: the rate is marked as one of few."""


def compared(session: Session, look: Look) -> Answer:
    found = districts(session, look.office, look.since, look.until, today=look.today)
    state = promise_state(session, look.office, look.since, look.until, today=look.today)
    whole = totals(session, look.office, look.since, look.until)
    late = [d for d in found if d.promise.overdue]
    return Answer(
        sentence(look, whole, state),
        [
            kept_figure(look, state),
            Figure(_("有超期家庭的机构"), f"{len(late)}", None, _("个机构"), "red" if late else "moss",
                   with_counts("共%(number)d个机构", number=len(found))),
            Figure(_("超过承诺期限未就业"), f"{state.overdue:,}",
                   in_list(standing_behind(Standing.OVERDUE, look.office.id, state.on)), _("户"),
                   "red" if state.overdue else "moss",
                   with_counts("在册 %(register)d 户", register=state.register)),
        ],
        [on_the_grid(look, found), in_order(look, found)],
        [Behind("未按期兑现明细", promises_behind(Promise.MISSED, look.office.id, state.since, state.until)),
         Behind("超期未就业明细", standing_behind(Standing.OVERDUE, look.office.id, state.on))],
    )


def deeper(look: Look, district: District) -> str:
    """One level down; from a community to its households."""
    row = district.counted
    if row.own or row.level is Level.COMMUNITY or row.office_id == look.office.id:
        return in_list(behind(row.office_id, row.own))
    return look.page("districts", row.office_id)


def on_the_grid(look: Look, found: Sequence[District]) -> Question:
    """Where promises are kept, each office one tile; where there are no tiles, the table alone."""
    tiles = [
        Tile(d.code, d.counted.name, d.promise.rate, tile_words(d), deeper(look, d))
        for d in found if not d.counted.own
    ]
    figure = tile_figure(tiles, _)
    slots = [
        Slot("office", "机构", Kind.TEXT, width=20), Slot("recognised", "认定户数"),
        Slot("assisted", "援助户数"), Slot("exited", "退出户数"), Slot("register", "在册户数"),
        Slot("overdue", "超期未就业户数", width=14),
    ]
    rows = []
    for d in found:
        row, state = d.counted, d.promise
        listed = None if row.own else in_list(
            standing_behind(Standing.REGISTER, row.office_id, state.on))
        late = None if row.own else in_list(standing_behind(Standing.OVERDUE, row.office_id, state.on))
        rows.append([
            Entry(row.name, deeper(look, d)),
            *(Entry(row.counts[c.measure], in_list(rows_behind(
                c, row.office_id, look.since, look.until, own=row.own))) for c in COUNTED),
            Entry(state.register, listed), Entry(state.overdue, late, "red" if state.overdue else ""),
        ])
    return Question(
        "grid", _("%(each)s的承诺兑现得怎么样？", each=_(each([d.counted for d in found]))),
        Grid(slots, rows), (KEPT_RATE, *METRICS[:3], *METRICS[5:]), figure,
        tile_alt(tiles, _) if figure else "",
        _("方格示意图，不表示行政边界；颜色为按期兑现率。")
        if figure else "", "地区概况", Graph("各机构在册与超期户数", (4, 5)),
    )


def tile_words(district: District) -> str:
    state = district.promise
    said = percent(state.rate) if state.due else _("无到期")
    return said + (f"<br>{_('超期')} {state.overdue}" if state.overdue else "")


def in_order(look: Look, found: Sequence[District]) -> Question:
    """The ranking, by what is at least kept: few households do not come first by luck."""
    slots = [
        Slot("office", "机构", Kind.TEXT, width=20), Slot("place", "名次", width=8),
        Slot("due", "到期户数"), Slot("kept", "按期兑现户数", width=13),
        Slot("missed", "未兑现户数", width=12), Slot("rate", "按期兑现率", Kind.SHARE, width=12),
        Slot("least", "可信下限", Kind.SHARE), Slot("most", "可信上限", Kind.SHARE),
        Slot("says", "说明", Kind.TEXT, width=24),
    ]
    rows = []
    for d in found:
        state, row = d.promise, d.counted

        def opens(what: Promise, d: District = d) -> str | None:
            return None if d.counted.own or d.promise.until < d.promise.since else in_list(promises_behind(
                what, d.counted.office_id, d.promise.since, d.promise.until))

        known = state.due > 0
        rows.append([
            Entry(row.name, deeper(look, d)), Entry(d.place), Entry(state.due, opens(Promise.DUE)),
            Entry(state.kept, opens(Promise.KEPT)),
            Entry(state.due - state.kept, opens(Promise.MISSED)), Entry(state.rate),
            Entry(d.least if known else None), Entry(d.most if known else None),
            Entry(_("没有到期的承诺") if not known else
                  _("户数少，比率仅供参考") if state.due < SMALL else ""),
        ])
    return Question(
        "ranking", _("谁兑现得最好，谁要帮一把？"), Grid(slots, rows), (KEPT_RATE, AT_LEAST),
        note=_("名次按可信下限排列：到期2户兑现1户的，不会排在到期100户兑现98户的前面。"), sheet="兑现排名",
    )


PAGE: Final = CockpitPage("districts", "地区", compared)
