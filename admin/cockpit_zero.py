"""持续为零: offices that recognise nobody, how likely that is, and what should have been recognised or released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from access.permissions import Permission, may
from admin.cells import rules_of_request
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
    period_words,
    with_counts,
)
from admin.desk import Figure
from admin.filters_report import FROM, TO, list_url
from admin.words import listed
from charts.measures import RECOGNISED, rows_behind
from charts.zero_check import LEAD_CODE, LEADS, OfficeSilence, Span, ZeroCheck, zero_check
from charts.zero_figures import (
    expected_alt,
    expected_figure,
    heat_alt,
    heat_figure,
    least_likely,
    odds_words,
    stays_alt,
    stays_figure,
)
from charts.zero_rows import ANY, KINDS, METRICS
from documents.layout import Kind
from documents.tables import Graph
from policy.sweep_terms import FaultKind
from policy.terms import Tone

CARD: Final = {metric.key: metric for metric in METRICS}
NAMED: Final = 6
"""Offices a sentence names before it says 等."""
TONES: Final = {Tone.RED: "red", Tone.YELLOW: "yellow", None: ""}


def zero(session: Session, look: Look) -> Answer:
    found = zero_check(session, look.office, look.since, look.until, today=look.today,
                       book=rules_of_request(session))
    odds = [against_the_odds(look, found)] if found.judged else []
    return Answer(
        sentence(look, found), figures(look, found),
        [in_months(look, found), *odds, unrecognised(look, found), unreleased(look, found)],
        [Behind("应退未退明细", stays_behind(look))],
    )


def sentence(look: Look, found: ZeroCheck) -> str:
    months = len(found.spans)
    told = with_counts("近%(months)d个月%(office)s认定%(found)d户；", months=months, office=look.office.name,
             found=sum(row.found for row in found.rows))
    red, yellow = (found.of_tone(tone) for tone in (Tone.RED, Tone.YELLOW))
    if not found.judged and not sum(row.found for row in found.rows):
        return told + _("没有可比的认定记录，不作预警。")
    if not found.judged:
        return told + _("街道、社区户数少，只计月数、不作预警。")
    if not red and not yellow:
        return told + _("没有达到预警标准的认定持续为零。")
    parts = [_("红色%(number)d个（%(offices)s）", number=len(red), offices=some(red))] if red else []
    if yellow:
        parts.append(_("黄色%(number)d个（%(offices)s）", number=len(yellow), offices=some(yellow)))
    return told + _("认定持续为零：%(parts)s，请核查是否应认未认。", parts=listed(parts))


def some(rows: Sequence[OfficeSilence]) -> str:
    """Their names; of many the longest silent, and that there are more."""
    longest = sorted(rows, key=lambda row: -(row.quiet or 0))
    names = listed(row.name for row in longest[:NAMED])
    return names if len(rows) <= NAMED else _("%(names)s等", names=names)


def figures(look: Look, found: ZeroCheck) -> list[Figure]:
    """Offices by the colour of W16, the leads in both directions."""
    here = look.office.id

    def warned(tone: Tone, label: str, colour: str) -> Figure:
        number = len(found.of_tone(tone))
        return Figure(label, f"{number}", "#title-odds" if number else None, _("个"), colour if number else "moss")

    late, stays = found.total("late"), found.total(ANY)
    known = [row for row in found.judged if row.expected is not None]
    tones = [warned(Tone.RED, _("持续为零（红色）"), "red"), warned(Tone.YELLOW, _("持续为零（黄色）"), "amber")]
    return [
        *(tones if found.judged else ()),
        Figure(_("实际认定"), f"{sum(row.found for row in found.rows):,}", recognitions(look, found), _("户"), "blue",
               _("近%(months)d个月，按城镇人口预计 %(expected)s 户", months=len(found.spans),
                 expected=f"{sum(row.expected or 0 for row in known):,.1f}") if known else
               _("近%(months)d个月", months=len(found.spans))),
        Figure(_("疑似户逾期未引导"), f"{late:,}", lead_url("late", here), _("户"), "red" if late else "moss",
               with_counts("待引导共 %(waiting)d 户", waiting=found.total("waiting"))),
        Figure(_("应退未退"), f"{stays:,}", stays_url(look, ANY, here), _("户"), "red" if stays else "moss"),
    ]


def recognitions(look: Look, found: ZeroCheck) -> str:
    return in_list(rows_behind(RECOGNISED, look.office.id, found.spans[0][0], found.spans[-1][1]))


def in_alerts(office: int, **asked: str) -> str:
    return url_for("alert.index_view", office=office, **asked)  # type: ignore[arg-type]


def lead_url(key: str, office: int) -> str:
    """The list a lead counts the rows of."""
    if key in LEAD_CODE:
        return in_alerts(office, code=LEAD_CODE[key].value)
    stage = "overdue" if key == "late" else "suspected"
    return url_for("suspectedfamily.index_view", office=office, stage=stage)


def stays_behind(look: Look) -> Mapping[str, str]:
    today = look.today.isoformat()
    return {"office": str(look.office.id), "figure": ANY, FROM: today, TO: today}


def stays_url(look: Look, key: str, office: int, own: bool = False) -> str | None:
    return list_url(look.user, key, office, (look.today, look.today), own)


def shown(found: ZeroCheck) -> str:
    """The months of the heat map, which are a year at least, whatever period is asked for."""
    return period_words(found.spans[0][0], found.spans[-1][1])


def of_month(row: OfficeSilence, span: Span) -> str:
    return in_list(rows_behind(RECOGNISED, row.office_id, *span, own=row.own))


def in_months(look: Look, found: ZeroCheck) -> Question:
    """The heat map and its numbers; each opens the households recognised in that month."""
    slots = [Slot("office", "机构", Kind.TEXT, width=20), Slot("quiet", "连续为零（月）", width=14)]
    slots += [Slot(f"{first:%Y-%m}", f"{first:%Y-%m}", width=9) for first, _last in found.spans]
    slots.append(Slot("sum", "合计"))
    rows = [
        [Entry(row.name, None if row.own or row.office_id == look.office.id else look.page(PAGE.key, row.office_id)),
         Entry(row.quiet, tone=TONES[row.tone]),
         *(Entry(n, of_month(row, span)) for n, span in zip(row.counts, found.spans, strict=True)),
         Entry(row.found, in_list(rows_behind(RECOGNISED, row.office_id, found.spans[0][0], found.spans[-1][1],
                                              own=row.own)))]
        for row in found.rows
    ]
    closing = [
        Entry(_("合计")), Entry(None, words=""),
        *(Entry(sum(row.counts[n] for row in found.rows), in_list(rows_behind(RECOGNISED, look.office.id, *span)))
          for n, span in enumerate(found.spans)),
        Entry(sum(row.found for row in found.rows), recognitions(look, found)),
    ]
    return Question(
        "months", _("哪里很久没有认定了？"), Grid(slots, rows, closing), (CARD["quiet"], CARD["tone"]),
        heat_figure(found, of_month, _), heat_alt(found, _),
        _("●为红色、○为黄色预警的持续为零；浅灰的0未达到预警标准，或不连续到今天。街道、社区户数少，只计月数、不作预警。"), "各月认定",
        period=shown(found),
    )


def against_the_odds(look: Look, found: ZeroCheck) -> Question:
    """Both rules of W16 side by side, the odds, and the way to an inspection."""
    slots = [
        Slot("office", "机构", Kind.TEXT, width=18), Slot("last", "最近认定", Kind.DATE, width=13),
        Slot("quiet", "月数", group="连续为零", width=9), Slot("plain", "按月数", Kind.TEXT, "连续为零", 9),
        Slot("expected", "预计户数", Kind.MONEY, "连续为零"), Slot("odds", "偶然概率", Kind.SHARE, "连续为零"),
        Slot("likely", "按概率", Kind.TEXT, "连续为零", 9), Slot("tone", "预警", Kind.TEXT, "连续为零", 9),
        Slot("found", "实际户数", group="所示各月"), Slot("awaited", "预计户数", Kind.MONEY, "所示各月"),
        Slot("chance", "偶然概率", Kind.SHARE, "所示各月"), Slot("act", "核查", Kind.TEXT, width=14),
    ]
    judged = [row for row in found.judged if row.tone or row.few or len(found.judged) == 1]
    order = {Tone.RED: 0, Tone.YELLOW: 1, None: 2}
    judged.sort(key=lambda row: (order[row.tone], 2.0 if row.odds is None else row.odds))
    likely = least_likely(found)
    return Question(
        "odds", _("这么少，是偶然还是应认未认？"), Grid(slots, [odds_row(look, found, row) for row in judged]),
        (CARD["expected"], CARD["odds"], CARD["tone"]),
        expected_figure(likely, lambda row: in_list(rows_behind(
            RECOGNISED, row.office_id, found.spans[0][0], found.spans[-1][1])), _) if len(likely) > 1 else None,
        expected_alt(likely, _) if len(likely) > 1 else "",
        _("两条规则并列，先到的为准；概率低只说明值得核查，不说明一定有应认未认。只列有颜色的机构；图中红色网纹为偶然概率达到红色标准的。"), "核查",
        Graph("实际与预计认定户数", (8,), (9,)), shown(found),
    )


def odds_row(look: Look, found: ZeroCheck, row: OfficeSilence) -> list[Entry]:
    silence = row.silence
    assert silence is not None
    people = bool(silence.monthly and silence.months)
    return [
        Entry(row.name), Entry(row.last), Entry(silence.months),
        toned(row.plain), Entry(silence.expected if people else None),
        chance(silence.odds if people else None), toned(row.likely), toned(row.tone),
        Entry(row.found, in_list(rows_behind(RECOGNISED, row.office_id, found.spans[0][0], found.spans[-1][1]))),
        Entry(row.expected), chance(row.odds, row.few), inspection(look, row),
    ]


def toned(tone: Tone | None) -> Entry:
    return Entry(_(tone.label) if tone else "", tone=TONES[tone])


def chance(odds: float | None, tone: Tone | None = None) -> Entry:
    return Entry(odds, None, TONES[tone], odds_words(odds))


def inspection(look: Look, row: OfficeSilence) -> Entry:
    """The way to start one, for who inspects that office; to those made, for the others."""
    if may(look.user, Permission.INSPECTION_WRITE) and row.office_id != look.user.office_id:
        return Entry(_("登记检查"), url_for("supervisionfinding.create_view", office=row.office_id,
                                        fault=FaultKind.ZERO.value))
    if may(look.user, Permission.SUPERVISION_READ):
        return Entry(_("检查记录"), url_for("supervisionfinding.index_view", office=row.office_id))
    return Entry("")


def table_of_kinds(
    found: ZeroCheck, keys: Mapping[str, str], of: Any, url: Any, look: Look
) -> Grid:
    """Offices against kinds, each count opening its list; the last line sums up."""
    slots = [Slot("office", "机构", Kind.TEXT, width=20), *(Slot(k, label, width=14) for k, label in keys.items())]
    rows = [
        [Entry(row.name), *(Entry(n := of(row).get(key, 0), url(key, row), "red" if n else "") for key in keys)]
        for row in found.rows if any(of(row).get(key) for key in keys)
    ]
    closing = [Entry(_("合计")), *(Entry(found.total(key), url(key, None)) for key in keys)]
    return Grid(slots, rows, closing)


def unrecognised(look: Look, found: ZeroCheck) -> Question:
    def url(key: str, row: OfficeSilence | None) -> str | None:
        if row is not None and row.own:
            return None
        return lead_url(key, row.office_id if row else look.office.id)

    keys = {key: label for key, (label, _model) in LEADS.items()}
    return Question(
        "leads", _("可能应认未认的，在哪里？"),
        table_of_kinds(found, keys, lambda row: row.leads or {}, url, look), (CARD["leads"],),
        note=_("截至今天，只列有线索的机构。由社区引导申报，或核实为不符合并说明原因。"), sheet="应认未认线索",
        graph=Graph("应认未认线索", (1, 2, 3, 4)), period="",
    )


def unreleased(look: Look, found: ZeroCheck) -> Question:
    def url(key: str, row: OfficeSilence | None) -> str | None:
        return stays_url(look, key, row.office_id if row else look.office.id, bool(row and row.own))

    keys = {ANY: "应退未退合计", **{key: label for key, (label, _met) in KINDS.items()}}
    return Question(
        "stays", _("可能应退未退的，在哪里？"),
        table_of_kinds(found, keys, lambda row: row.stays or {}, url, look), (CARD[ANY],),
        stays_figure(found, lambda key: stays_url(look, key, look.office.id), _), stays_alt(found, _),
        _("截至今天，只列有应退未退的机构；一户符合几项的，合计只计一次。"), "应退未退", Graph("应退未退", (1,)), "",
    )


PAGE: Final = CockpitPage("zero", "持续为零", zero)
