"""援助与退出: where those at work went, why families left, what of policies, visits and work held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
from admin.cockpit_outcome_tables import (
    by_office,
    by_policy,
    figure_url,
    lasting,
    lasting_by_office,
    visits,
)
from admin.cockpit_overview import change_words
from admin.desk import Figure
from admin.filters_people import NO_CODE, NO_DETAIL
from admin.filters_report import heading
from admin.words import is_chinese, listed, sentence
from charts.bars import Series, bars, bars_alt
from charts.outcomes import (
    FORMS,
    GROUNDS,
    METRICS,
    RATES,
    SERVICES,
    Detail,
    Outcomes,
    Rate,
    figure_behind,
    outcomes,
)
from charts.queries import share
from documents.layout import Kind
from documents.tables import Graph
from policy.report_terms import BY_KEY

OPENS: Final = {"policy": "owed_out", "visit": "visits_open", "stable3": "lost3", "stable6": "lost6",
                "again": "again_year"}
"""What the figure of a rate opens: those of whom it does not hold, or the relapses themselves."""
TARGET: Final = {"policy": 1.0, "visit": 1.0}
ALL_SERVICES: Final = (*SERVICES, "referral_short", "services_other")


def answered(session: Session, look: Look) -> Answer:
    found = outcomes(
        session, look.office, look.since, look.until, today=look.today, before=look.before
    )
    left = figure_behind("F", look.office.id, look.since, look.until)
    again = figure_behind("again_year", look.office.id, look.since, look.until)
    return Answer(
        said(look, found), figures(look, found),
        [
            rates(look, found), forms(look, found), exits(look, found), details(look, found),
            by_policy(look, found), lasting(look, found), visits(look, found), services(look, found),
            by_office(look, found), lasting_by_office(look, found),
        ],
        [Behind("退出明细", left), Behind("返零明细", again)],
    )


def said(look: Look, found: Outcomes) -> str:
    """What a leader reads out; a rate without anybody due is passed over."""
    numbers = found.numbers
    words = with_counts(
        "%(period)s，%(office)s实现就业%(placed)d人，退出%(left)d户（含撤销认定），其中因实现就业退出%(employed)d户。",
        period=look.period, office=look.office.name, placed=numbers["K"], left=numbers["F"],
        employed=numbers["F1"],
    )
    known = [f"{_(rate.label)} {percent(rate.of(numbers))}" for rate in RATES if numbers[rate.whole]]
    return words + sentence(listed(known)) if known else words


def figures(look: Look, found: Outcomes) -> list[Figure]:
    """实现就业, 退出, and each rate with its two numbers beneath."""
    numbers, before = found.numbers, found.before
    shown = []
    for key, label, unit, part in (("K", "实现就业", "人", "L"), ("F", "退出（含撤销认定）", "户", "F1")):
        note = with_counts("其中%(label)s %(count)d", label=_(BY_KEY[part].label), count=numbers[part])
        if before:
            note += " · " + change_words(look, numbers[key], before[key])
        shown.append(Figure(_(label), f"{numbers[key]:,}", figure_url(look, key), _(unit), "blue", note))
    for rate in RATES:
        value = rate.of(numbers)
        note = f"{numbers[rate.part]:,} / {numbers[rate.whole]:,}"
        if before:
            note += f" · {_(look.against.label)} {percent(rate.of(before))}"
        if rate.key == "again":
            note += f" · {_(BY_KEY['X'].label)} {numbers['X']:,}"
        shown.append(Figure(
            _(rate.label), percent(value), figure_url(look, OPENS[rate.key]) if numbers[rate.whole] else None,
            "", tone(rate, value), note,
        ))
    return shown


def tone(rate: Rate, value: float | None) -> str:
    """Only where the notice asks for all of them is there a colour: done, or not."""
    if value is None or rate.key not in TARGET:
        return "none"
    return "moss" if value >= TARGET[rate.key] else "amber"


def rates(look: Look, found: Outcomes) -> Question:
    """Every rate with numerator and denominator."""
    slots = [
        Slot("rate", "指标", Kind.TEXT, width=20), Slot("part", "分子"), Slot("whole", "分母"),
        Slot("value", "比率", Kind.SHARE),
        *([Slot("before", look.against.label, Kind.SHARE)] if found.before else []),
    ]
    rows = [
        [
            Entry(_(rate.label)), Entry(found.numbers[rate.part], figure_url(look, rate.part)),
            Entry(found.numbers[rate.whole], figure_url(look, rate.whole)), Entry(rate.of(found.numbers)),
            *([Entry(rate.of(found.before))] if found.before else []),
        ]
        for rate in RATES
    ]
    names = [_(rate.label) for rate in RATES]
    values = [rate.of(found.numbers) for rate in RATES]
    urls = [figure_url(look, rate.part) for rate in RATES]
    series = [rate_bars(_("本期"), values, urls)]
    if found.before:
        past = [rate.of(found.before) for rate in RATES]
        series.append(rate_bars(_(look.against.label), past, [None] * len(past)))
    told = listed(f"{name} {percent(value)}" for name, value in zip(names, values, strict=True))
    return Question(
        "rates", _("援助的成效稳不稳？（各项比率的分子和分母）"), Grid(slots, rows),
        [METRICS[rate.key] for rate in RATES], bars(names, series),
        _("条形图：%(rates)s。", rates=told), sheet="各项比率", graph=Graph("各项比率", (3,)),
    )


def rate_bars(name: str, values: Sequence[float | None], urls: Sequence[str | None]) -> Series:
    counts = [None if value is None else round(value * 100, 1) for value in values]
    return Series(name, counts, urls, "%", [percent(value) for value in values])


def forms(look: Look, found: Outcomes) -> Question:
    return divided(
        look, found, "forms", _("实现就业的人去了哪里？（就业形式）"), FORMS, "K", "人", "就业形式", "K",
    )


def exits(look: Look, found: Outcomes) -> Question:
    return divided(look, found, "exits", _("家庭因何退出？（退出情形）"), GROUNDS, "F", "户", "退出情形", "F")


def services(look: Look, found: Outcomes) -> Question:
    return divided(
        look, found, "services", _("提供了哪些援助服务？（1次职业指导、1次培训信息、3次岗位推荐）"),
        ALL_SERVICES, "services", "人次", "援助服务", "services",
    )


def divided(
    look: Look, found: Outcomes, key: str, title: str, keys: Sequence[str], whole: str, unit: str,
    head: str, card: str,
) -> Question:
    """A whole and its parts, each part with its share and the number compared with."""
    numbers, before = found.numbers, found.before
    slots = [
        Slot(key, head, Kind.TEXT, width=22), Slot("count", unit), Slot("share", "占比", Kind.SHARE),
        *([Slot("before", look.against.label)] if before else []),
    ]

    def line(part: str, name: str) -> list[Entry]:
        past = [Entry(before[part])] if before else []
        return [Entry(name), Entry(numbers[part], figure_url(look, part)),
                Entry(share(numbers[part], numbers[whole])), *past]

    names = [heading(part) for part in keys]
    series = [Series(_("本期"), [numbers[part] for part in keys],
                     [figure_url(look, part) for part in keys], _(unit))]
    if before:
        series.append(Series(_(look.against.label), [before[part] for part in keys],
                             [None] * len(keys), _(unit)))
    return Question(
        key, title, Grid(slots, [line(p, n) for p, n in zip(keys, names, strict=True)], line(whole, _("合计"))),
        [METRICS[card]], bars(names, series), bars_alt(names, series, _), sheet=head,
        graph=Graph(head, (1, 3) if before else (1,)),
    )


def details(look: Look, found: Outcomes) -> Question:
    """The details of the grounds (E11 …), as the approved proposals have them."""
    whole = sum(detail.count for detail in found.details)
    urls = [detail_url(look.office.id, look.since, look.until, d) for d in found.details]
    names = [detail_words(d) for d in found.details]
    rows = [
        [Entry(name), Entry(d.count, url), Entry(share(d.count, whole))]
        for name, d, url in zip(names, found.details, urls, strict=True)
    ]
    slots = [Slot("detail", "退出细目", Kind.TEXT, width=30), Slot("count", "户"),
             Slot("share", "占比", Kind.SHARE)]
    series = [Series(_("本期"), [d.count for d in found.details], urls, _("户"))]
    closing = [Entry(_("合计")), Entry(whole, figure_url(look, "F")), Entry(share(whole, whole))]
    return Question(
        "details", _("每种退出情形具体是什么？（退出细目）"), Grid(slots, rows, closing), [METRICS["F"]],
        bars(names, series), bars_alt(names, series, _),
        sheet="退出细目", graph=Graph("退出细目", (1,)),
    )


def detail_words(detail: Detail) -> str:
    if not detail.code:
        return _(NO_DETAIL)
    return detail.label if is_chinese() or not detail.english else detail.english


def detail_url(office: int, since: date, until: date, detail: Detail) -> str:
    return in_list(figure_behind("F", office, since, until) | {"exit_detail": detail.code or NO_CODE})


PAGE: Final = CockpitPage("outcomes", "援助与退出", answered)
