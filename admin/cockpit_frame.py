"""The frame of the leaders' pages: what was asked, and what a page answers, whatever it is about.

A page is a function from Look to Answer: a sentence, key figures, and questions, each with its
figure, the same numbers as a table and the cards of what was counted. The page in the browser, the
workbook and the print are all drawn from the one Answer, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.desk import Figure
from admin.words import Cell, Column, Row, Table, is_chinese
from charts.metrics import Metric
from documents.layout import Kind
from documents.tables import Graph
from documents.workbook import Value
from models import Office, User
from policy.ages import add_months
from policy.clauses import CLAUSES
from policy.terms import Term

NOTHING: Final = "—"
SHOWN: Final = {Kind.TEXT: "text", Kind.LONG: "text", Kind.DATE: "date", Kind.CODE: "text"}
"""How a column of the grid looks on a page; all others are numbers."""


class Against(Term):
    """What a period is compared with."""

    NOTHING = "", "不比较"
    LAST = "last", "上期"
    YEAR = "year", "上年同期"


@dataclass(frozen=True, slots=True)
class Look:
    """What a leader looks at: an office, a period with both days, and what it is compared with."""

    office: Office
    user: User
    since: date
    until: date
    today: date
    at: datetime
    against: Against = Against.NOTHING

    @property
    def before(self) -> tuple[date, date] | None:
        """The period compared with: as long and just before (上期), or the same a year earlier.

        The period before whole months is as many whole months.
        """
        if self.against is Against.YEAR:
            return add_months(self.since, -12), add_months(self.until, -12)
        if self.against is Against.NOTHING:
            return None
        last = self.since - timedelta(days=1)
        if self.since.day == 1 and (self.until + timedelta(days=1)).day == 1:
            months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
            return add_months(self.since, -months), last
        return last - (self.until - self.since), last

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that lead to the same period again, on any page and for any office."""
        asked = {"from": self.since.isoformat(), "to": self.until.isoformat()}
        return asked | ({"compare": self.against.value} if self.against.value else {})

    @property
    def period(self) -> str:
        return period_words(self.since, self.until)

    def below(self, period: str | None = None) -> str:
        """What stands under the title of each question: its period ("" where it is of this day), office, as of when."""
        parts = [self.period if period is None else period, self.office.name,
                 _("截至 %(at)s", at=f"{self.at:%Y-%m-%d %H:%M}")]
        return " · ".join(part for part in parts if part)

    def page(self, key: str, office: int | None = None) -> str:
        """The address of a page for this period, here or at another office."""
        return page_url(key, office=office or self.office.id, **self.kept)


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of a grid. `label` and `group` are Chinese; pages put them into the reader's language."""

    key: str
    label: str
    kind: Kind = Kind.COUNT
    group: str = ""
    width: float = 11


class Entry(NamedTuple):
    """One value, the list it opens, its colour, and other words for it where it has none of its own."""

    value: Value
    url: str | None = None
    tone: str = ""
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The numbers of a question. `closing` is the row that sums up, if there is one."""

    slots: Sequence[Slot]
    rows: Sequence[Sequence[Entry]]
    closing: Sequence[Entry] | None = None

    def table(self) -> Table:
        """As a page shows it."""
        columns = [
            Column(s.key, f"{_(s.group)}\n{_(s.label)}" if s.group else _(s.label),
                   "office" if n == 0 else SHOWN.get(s.kind, "num"))
            for n, s in enumerate(self.slots)
        ]
        lines = [*self.rows, *([self.closing] if self.closing else [])]
        return Table(columns, [
            Row(n, [
                Cell(worded(v, s.kind), "status" if v.tone and s.kind is Kind.TEXT else c.kind,
                     url=v.url, tone=v.tone)
                for v, s, c in zip(line, self.slots, columns, strict=True)
            ])
            for n, line in enumerate(lines)
        ])


@dataclass(frozen=True, slots=True)
class Question:
    """One question a leader asks: the figure that answers, what it says in words, the numbers, the cards.

    `graph` says which columns the workbook draws; without one it has the table alone. `period`:
    what its numbers are of, where that is not the period asked for; "" is this day.
    """

    key: str
    title: str
    grid: Grid
    cards: Sequence[Metric]
    figure: Mapping[str, Any] | None = None
    alt: str = ""
    note: str = ""
    sheet: str = ""
    graph: Graph | None = None
    period: str | None = None


class Behind(NamedTuple):
    """A sheet of the workbook with the households a list shows; `params` are the list's."""

    name: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a page says."""

    sentence: str
    figures: Sequence[Figure]
    questions: Sequence[Question]
    behind: Sequence[Behind] = field(default=())


@dataclass(frozen=True, slots=True)
class CockpitPage:
    """A page of the cockpit: its key in the address, its name, what it answers."""

    key: str
    label: str
    answer: Callable[[Session, Look], Answer]


@dataclass(frozen=True, slots=True)
class Card:
    """The card of a figure in the reader's language."""

    label: str
    unit: str
    words: str
    formula: str
    clause: str
    source: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question as the template draws it."""

    key: str
    title: str
    subtitle: str
    figure_json: str
    height: int
    alt: str
    table: Table
    definition: str
    cards: Sequence[Card]


def drawn(question: Question, look: Look) -> Drawn:
    figure = question.figure if question.figure and says_something(question.figure) else None
    return Drawn(
        question.key, question.title, look.below(question.period),
        dumped(figure) if figure else "", figure["layout"]["height"] if figure else 0, question.alt,
        question.grid.table(), question.note, [card_of(metric) for metric in question.cards],
    )


def says_something(figure: Mapping[str, Any]) -> bool:
    """Whether anything in it is more than nought; else the table says it all."""
    values = [trace.get(axis) or () for trace in figure["data"] for axis in "xyz"]
    cells = (cell for line in values for each in line for cell in (each if isinstance(each, list) else [each]))
    return any(isinstance(cell, int | float) and cell for cell in cells)


def card_of(metric: Metric) -> Card:
    """Empty words stay empty: a catalogue answers them with its own head."""
    said = (metric.label, metric.unit, metric.words, metric.formula,
            CLAUSES.get(metric.clause, ""), metric.source)
    return Card(*(_(words) if words else "" for words in said))


def with_counts(message: str, **values: Any) -> str:
    """A message whose counts (%(n)d) are written with thousands apart, as the figures beside it are."""
    apart = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return _(message).replace(")d", ")s") % apart


def page_url(key: str, **params: Any) -> str:
    if key == "overview":
        return url_for("charts.index", **params)
    return url_for("charts.other", key=key, **params)


def worded(value: Entry, kind: Kind) -> str:
    """A value as a page says it; what is not known is a dash."""
    if value.words is not None:
        return value.words
    plain = value.value
    if plain is None:
        return NOTHING
    if kind is Kind.SHARE:
        return percent(float(plain))  # type: ignore[arg-type]
    if isinstance(plain, int) and not isinstance(plain, bool):
        return f"{plain:,}"
    if isinstance(plain, float):
        return f"{plain:,.1f}"
    return plain.isoformat() if isinstance(plain, date) else str(plain)


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1%}"


def in_list(params: Mapping[str, str]) -> str:
    """The address of the list of households with these parameters."""
    return url_for("household.index_view", **params)  # type: ignore[arg-type]


def period_words(since: date, until: date) -> str:
    return _("%(since)s至%(until)s", since=day_words(since), until=day_words(until))


def day_words(day: date) -> str:
    """The day in words; in English as dates are written everywhere else."""
    if not is_chinese():
        return day.isoformat()
    return _("%(year)d年%(month)d月%(day)d日", year=day.year, month=day.month, day=day.day)


def dumped(figure: Mapping[str, Any]) -> str:
    """JSON that may stand in a script block: nothing in it can end the block."""
    text = orjson.dumps(dict(figure)).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
