"""The larger tables of 援助与退出: policy by policy, month by month, office by office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext as _

from admin.cockpit_frame import Entry, Grid, Look, Question, Slot
from admin.filters_report import list_url
from charts.bars import Series, bars, bars_alt, columns
from charts.outcome_rows import AFTER, LASTED, LASTING, WAYS
from charts.outcomes import METRICS, RATES, OfficeOutcomes, Outcomes, Rate, VisitMonth
from charts.queries import share
from documents.layout import Kind
from documents.tables import Graph
from policy.aid_terms import PolicyKind
from policy.benefits import JUDGED
from policy.report_terms import POLICY_OF

ENDS: Final = tuple(WAYS)[1:]
"""What became of a policy that was due: the parts of the whole."""
KINDS: Final = {kind: key for key, kind in POLICY_OF.items()}


def figure_url(look: Look, key: str) -> str | None:
    return list_url(look.user, key, look.office.id, (look.since, look.until), False)


def by_policy(look: Look, found: Outcomes) -> Question:
    """To how many each policy was due, what became of it, and how many enjoy it."""
    numbers = found.numbers
    slots = [
        Slot("policy", "政策", Kind.TEXT, width=22),
        *(Slot(way, WAYS[way], width=13) for way in WAYS),
        Slot("rate", "落实率", Kind.SHARE), Slot("enjoying", "本期享受人数", width=13),
    ]

    def line(kind: PolicyKind) -> list[Entry]:
        due = [f"{way}_{kind.value}" for way in WAYS] if kind in JUDGED else []
        counts = [Entry(numbers[key], figure_url(look, key)) for key in due] or [Entry(None)] * len(WAYS)
        return [Entry(_(kind.label)), *counts, Entry(rate_of(found, kind)),
                Entry(numbers[KINDS[kind]], figure_url(look, KINDS[kind]))]

    closing = [
        Entry(_("成员合计")), Entry(numbers["owed"], figure_url(look, "owed")),
        Entry(numbers["owed_in"], figure_url(look, "owed_in")), *[Entry(None)] * (len(WAYS) - 2),
        Entry(RATES[0].of(numbers)), Entry(numbers["T"], figure_url(look, "T")),
    ]
    drawn = [kind for kind in JUDGED if numbers[f"due_{kind.value}"]]
    names = [_(kind.label) for kind in drawn]
    series = [
        Series(_(WAYS[way]), [numbers[f"{way}_{kind.value}"] for kind in drawn],
               [figure_url(look, f"{way}_{kind.value}") for kind in drawn], _("人"))
        for way in ENDS
    ]
    return Question(
        "policies", _("应享的政策落实了没有，没有落实的为什么？"),
        Grid(slots, [line(kind) for kind in PolicyKind], closing), [METRICS["policy"], METRICS["T"]],
        bars(names, series, stacked=True), bars_alt(names, series, _),
        _("落实率为60日内批准的占应享（不含已说明不享受的）的比例。合计按成员计：有应享政策的成员、应享政策全部按时批准的成员。"),
        "政策落实", Graph("各项政策的应享和60日内批准人数", (1, 2)),
    )


def rate_of(found: Outcomes, kind: PolicyKind) -> float | None:
    if kind not in JUDGED:
        return None
    due, done, said = (found.numbers[f"{way}_{kind.value}"] for way in ("due", "in", "said"))
    return share(done, due - said)


def lasting(look: Look, found: Outcomes) -> Question:
    """Still at work after three and six months, out of it, or not looked into."""
    ways = tuple(LASTED)
    slots = [
        Slot("after", "核查", Kind.TEXT, width=20), *(Slot(way, LASTED[way], width=13) for way in ways),
        Slot("rate", "稳定就业率", Kind.SHARE),
        *([Slot("before", look.against.label, Kind.SHARE)] if found.before else []),
    ]
    rates = {rate.key: rate for rate in RATES}
    rows = [
        [
            Entry(_(AFTER[n])),
            *(Entry(found.numbers[f"{way}{n}"], figure_url(look, f"{way}{n}")) for way in ways),
            Entry(rates[f"stable{n}"].of(found.numbers)),
            *([Entry(rates[f"stable{n}"].of(found.before))] if found.before else []),
        ]
        for n in LASTING
    ]
    names = [_(AFTER[n]) for n in LASTING]
    series = [
        Series(_(LASTED[way]), [found.numbers[f"{way}{n}"] for n in LASTING],
               [figure_url(look, f"{way}{n}") for n in LASTING], _("人次"))
        for way in ways[1:]
    ]
    return Question(
        "lasting", _("找到的工作稳不稳？（满3个月、6个月核查）"), Grid(slots, rows),
        [METRICS["stable3"], METRICS["stable6"]], bars(names, series, stacked=True),
        bars_alt(names, series, _), sheet="稳定就业", graph=Graph("稳定就业核查", (2, 3, 4)),
    )


def visits(look: Look, found: Outcomes) -> Question:
    """The return visits month by month."""
    kinds = (("visits", "应回访"), ("visits_done", "当月已回访"), ("visits_late", "逾期补访"),
             ("visits_open", "未回访"))

    def url(month: VisitMonth, key: str) -> str | None:
        return list_url(look.user, key, look.office.id, (month.first, month.last), False)

    slots = [Slot("month", "月份", Kind.TEXT, width=16), *(Slot(key, label) for key, label in kinds),
             Slot("rate", "回访率", Kind.SHARE)]
    rows = [
        [Entry(f"{m.first:%Y-%m}"),
         *(Entry(count, url(m, key)) for (key, _label), count in zip(
             kinds, (m.due, m.done, m.late, m.open), strict=True)), Entry(m.rate)]
        for m in found.months
    ]
    whole = [found.numbers[key] for key, _label in kinds]
    closing = [Entry(_("合计")), *(Entry(n, figure_url(look, key)) for (key, _label), n in zip(
        kinds, whole, strict=True)), Entry(share(whole[1], whole[0]))]
    names = [f"{m.first:%Y-%m}" for m in found.months]
    series = [
        Series(_(label), [getattr(m, part) for m in found.months],
               [url(m, key) for m in found.months], _("户次"))
        for (key, label), part in zip(kinds[1:], ("done", "late", "open"), strict=True)
    ]
    return Question(
        "visits", _("每月该回访的都回访了吗？"), Grid(slots, rows, closing), [METRICS["visit"]],
        columns(names, series), bars_alt(names, series, _),
        _("只列已经结束的月份。"), "按月回访", Graph("按月回访", (2, 3, 4)),
    )


def by_office(look: Look, found: Outcomes) -> Question:
    """Work found and families released at every office beneath, its policies and visits."""
    names = [row.name for row in found.rows]
    series = [
        Series(_(label), [row.numbers[key] for row in found.rows],
               [row_url(look, row, key) for row in found.rows], _(unit))
        for key, label, unit in (("K", "实现就业", "人"), ("F", "退出", "户"))
    ]
    return Question(
        "offices", _("各机构有多少人就业、多少户退出，政策和回访落实得怎样？"),
        office_grid(look, found, ("K", "F"), RATES[:2]),
        [METRICS[key] for key in ("K", "F", *(rate.key for rate in RATES[:2]))],
        bars(names, series), bars_alt(names, series, _), sheet="按机构",
        graph=Graph("各机构实现就业人数、退出户数", (1, 2)),
    )


def lasting_by_office(look: Look, found: Outcomes) -> Question:
    """How many of those at work stay there, and how many families return, at every office beneath."""
    return Question(
        "offices_lasting", _("各机构的就业稳不稳，有多少家庭返零？"),
        office_grid(look, found, (), RATES[2:]), [METRICS[rate.key] for rate in RATES[2:]],
        sheet="按机构稳定就业", graph=Graph("各机构6个月稳定就业率、返零率", (6, 9)),
    )


def office_grid(
    look: Look, found: Outcomes, keys: Sequence[str], rates: Sequence[Rate]
) -> Grid:
    """Offices by numbers and rates, each rate with its numerator and denominator."""
    heads = {"K": "实现就业（人）", "F": "退出（户）"}
    slots = [Slot("office", "机构", Kind.TEXT, width=20), *(Slot(key, heads[key]) for key in keys)]
    for rate in rates:
        slots += [Slot(f"{rate.key}_part", "分子", group=rate.label, width=8),
                  Slot(f"{rate.key}_whole", "分母", group=rate.label, width=8),
                  Slot(f"{rate.key}_rate", "比率", Kind.SHARE, rate.label, 8)]

    def line(row: OfficeOutcomes) -> list[Entry]:
        deeper = not row.own and row.office_id != look.office.id
        entries = [Entry(row.name, look.page("outcomes", row.office_id) if deeper else None)]
        entries += [Entry(row.numbers[key], row_url(look, row, key)) for key in keys]
        for rate in rates:
            entries += [Entry(row.numbers[key], row_url(look, row, key)) for key in (rate.part, rate.whole)]
            entries.append(Entry(rate.of(row.numbers)))
        return entries

    whole = OfficeOutcomes(look.office.id, "", look.office.level, found.numbers)
    return Grid(slots, [line(row) for row in found.rows], [Entry(_("合计")), *line(whole)[1:]])


def row_url(look: Look, row: OfficeOutcomes, key: str) -> str | None:
    return list_url(look.user, key, row.office_id, (look.since, look.until), row.own)
