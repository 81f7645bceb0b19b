"""The rows of a table as HTML: five hundred cells a page, the one place where a template is too slow.

Everything that came from a person or a register is escaped here, word by word; kinds and tones are
codes of our own. The frame around it (caption, heads) is the table macro's.
The rows of a list are drawn straight from the database's: what several rows have in common (a day, a
status, an office) is made and drawn once a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final

from flask import Flask
from markupsafe import Markup
from markupsafe import escape as escape_quickly

from admin.columns import Drawer
from admin.shelf import Parts
from admin.translation import gettext as _
from admin.words import Cell, Column, Row

SHORT: Final = 10
"""A text of fewer characters is kept on one line."""
MOST_DAYS: Final = 10_000
Drawn = Callable[[Cell, str], str]
"""From a cell and the head of its column (escaped) to the HTML of the cell."""
Acts = Sequence[tuple[str, str]]
"""The buttons of a row: what each does, and what it says."""


def escaped(texts: Iterable[str]) -> list[str]:
    """Each of the texts escaped, all in one go: escaping costs by the call, not by the character."""
    apart = list(texts)
    found = str(escape_quickly("\0".join(apart))).split("\0")
    return found if len(found) == len(apart) else [escape(text) for text in apart]


def plain(cell: Cell, head: str) -> str:
    text, kind, sub, url, _tone, _extra = cell
    if text is None or text == "":
        return f'<td class="k-{kind}"></td>'
    word = " k-word" if kind == "text" and isinstance(text, str) and len(text) < SHORT else ""
    shown = escape(str(text))
    if url:
        shown = f'<a href="{escape(url)}">{shown}</a>'
    beneath = f"<small>{escape(sub)}</small>" if sub else ""
    return f'<td class="k-{kind}{word}" data-l="{head}">{shown}{beneath}</td>'


def persons(cells: Sequence[Cell], row_urls: Sequence[str | None]) -> list[str]:
    """Each leads to a page of its own, or to that of its row."""
    ways = [cell.url or url or "" for cell, url in zip(cells, row_urls, strict=True)]
    return people(
        escaped([str(cell.text) for cell in cells]), escaped([cell.sub or "" for cell in cells]), escaped(ways)
    )


def people(names: Sequence[str], subs: Sequence[str], ways: Sequence[str]) -> list[str]:
    """The same of what is escaped already: who, what stands beneath, where it leads."""
    return [
        f'<td class="k-person"><a href="{way}">{name}</a>{f"<small>{sub}</small>" if sub else ""}</td>'
        for name, sub, way in zip(names, subs, ways, strict=True)
    ]


def person(cell: Cell, head: str, row_url: str | None = None) -> str:
    return persons([cell], [row_url])[0]


def status(cell: Cell, head: str) -> str:
    chip = f'<span class="chip s-{cell.extra or cell.tone}">{escape(str(cell.text))}</span>'
    return f'<td class="k-status">{chip}</td>'


def days(cell: Cell, head: str) -> str:
    """The ring: working days left, or how many over."""
    if cell.text is None or cell.text == "":
        return '<td class="k-days k-none">—</td>'
    left = int(cell.text)
    if left < 0:
        over = escape(_("逾期工作日"))
        ring = f'<span class="ring r-over" title="{over}"><b>{-left}</b></span>'
        return f'<td class="k-days">{ring}<span class="sr">{over}</span></td>'
    whole = cell.extra or 20
    circle = '<circle cx="16" cy="16" r="14"'
    return (
        f'<td class="k-days"><span class="ring r-{cell.tone or "none"}">'
        f'<svg viewBox="0 0 32 32" aria-hidden="true">{circle}/>'
        f'{circle} pathLength="{whole}" stroke-dasharray="{left} {whole}"/></svg>'
        f"<b>{left}</b></span></td>"
    )


def masks(texts: Sequence[str], head: str) -> list[str]:
    """Masked values that lead nowhere."""
    begin = f'<td class="k-masked" data-l="{head}"><span class="masked">'
    return [f"{begin}{text}</span></td>" if text else '<td class="k-masked"></td>' for text in escaped(texts)]


def masked(cell: Cell, head: str) -> str:
    alone = masks(["" if cell.text is None else str(cell.text)], head)[0]
    if not (cell.url and cell.text):
        return alone
    words = escape(_("查看完整内容（须填写事由）"))
    eye = f'<a class="eye" href="{escape(cell.url)}" aria-label="{words}">{EYE}</a>'
    return f"{alone.removesuffix('</td>')}{eye}</td>"


def yes_no(cell: Cell, head: str) -> str:
    mark = f'<span class="yes-no b-{cell.tone or "none"}">{escape(str(cell.text))}</span>'
    return f'<td class="k-bool" data-l="{head}">{mark}</td>'


EYE: Final = "\x00eye"
WAYS: Final[dict[str, Drawn]] = {
    "person": person, "status": status, "days": days, "masked": masked, "bool": yes_no,
}
Line = tuple[int, str, Sequence[str], Acts]
"""A row in pieces: its id, what it is called (escaped), its cells drawn, its buttons."""


class Rows:
    """A page of a list, not yet drawn. A cell is a function of the page and of the column's values."""

    def __init__(
        self, page: Any, drawers: Sequence[Drawer], found: Sequence[Any], urls: Sequence[str], acts: Sequence[Acts]
    ) -> None:
        self.page, self.drawers, self.found, self.urls, self.acts = page, drawers, found, urls, acts

    def __len__(self) -> int:
        return len(self.found)

    def lines(self, heads: Sequence[str]) -> Iterator[Line]:
        ways = escaped(self.urls)
        names, begin = self.first(ways, heads[0])
        columns = [
            self.column(drawer, head, ways) for drawer, head in zip(self.drawers[1:], heads[1:], strict=True)
        ]
        ids = [row[0] for row in self.found]
        return zip(ids, names, zip(begin, *columns, strict=True), self.acts, strict=True)

    def first(self, ways: Sequence[str], head: str) -> tuple[list[str], list[str]]:
        """What the rows are called, and the cells of the first column, which lead to their pages."""
        drawer = self.drawers[0]
        wanted = list(map(drawer.values, self.found))
        if drawer.texts and drawer.kind == "person":
            texts, subs = drawer.texts(self.page, wanted)
            names = escaped(texts)
            return names, people(names, escaped(subs), ways)
        cells = [drawer.cell(self.page, values) for values in wanted]
        return escaped([str(cell.text) for cell in cells]), leading(cells, self.urls, head)

    def column(self, drawer: Drawer, head: str, ways: Sequence[str]) -> list[str]:
        """The cells of one column, drawn."""
        wanted = list(map(drawer.values, self.found))
        if drawer.shared:
            known = sketches_of(drawer, self.page, head)
            return [known[values] for values in wanted]
        if not drawer.texts:
            return [drawn(drawer.cell(self.page, v), url, head) for v, url in zip(wanted, self.urls, strict=True)]
        texts, subs = drawer.texts(self.page, wanted)
        return masks(texts, head) if drawer.kind == "masked" else people(escaped(texts), escaped(subs), ways)


class Sketches(dict[Any, str]):
    """The drawn cells of one column by their values; one that is asked for first is drawn."""

    def __init__(self, make: Callable[[Any, Any], Cell], page: Any, head: str) -> None:
        self.make, self.page, self.head = make, page, head

    def __missing__(self, values: Any) -> str:
        cell = self.make(self.page, values)
        found = self[values] = way_of(cell)(cell, self.head)
        return found


def sketches_of(drawer: Drawer, page: Any, head: str) -> Sketches:
    """Cells are found again on their page; days, which know nothing of it, on every page."""
    if drawer.days is None:
        return Sketches(drawer.cell, page, head)
    known = drawer.days.get(head)
    if known is None or len(known) > MOST_DAYS:
        known = drawer.days[head] = Sketches(drawer.cell, None, head)
    return known


def lines_of(rows: Sequence[Row], heads: Sequence[str]) -> Iterator[Line]:
    for row in rows:
        cells = [drawn(c, row.url, head) for c, head in zip(row.cells, heads, strict=False)]
        yield row.id, escape(str(row.cells[0].text)), cells, row.acts


def drawn(cell: Cell, row_url: str | None, head: str) -> str:
    if cell.kind == "person":
        return person(cell, head, row_url)
    return way_of(cell)(cell, head)


def leading(cells: Sequence[Cell], row_urls: Sequence[str | None], head: str) -> list[str]:
    """The cells of a first column: they lead to the pages of their rows, whatever they show."""
    if all(cell.kind == "person" for cell in cells):
        return persons(cells, row_urls)
    return [
        drawn(cell if cell.kind == "person" else cell._replace(url=url), url, head)
        for cell, url in zip(cells, row_urls, strict=True)
    ]


def way_of(cell: Cell) -> Drawn:
    return WAYS.get(cell.kind, plain)


def heads_of(columns: Sequence[Column]) -> Markup:
    """The heads of the columns, each a link where the list can be put into its order."""
    out: list[str] = []
    for column in columns:
        said, way = word(str(column.label)), column.sorted
        if column.sort_url:
            arrow = f'<i class="sort {way or ""}" aria-hidden="true"></i>'
            said = f'<a href="{escape_quickly(column.sort_url)}">{said}{arrow}</a>'
        order = f' aria-sort="{way}ending"' if way else ""
        out.append(f'<th scope="col" class="k-{column.kind}"{order}>{said}</th>')
    return Markup("".join(out))  # noqa: S704  (escaped above)


def rows_of(columns: Sequence[Column], rows: Rows | Sequence[Row], pick: bool, acts: bool, eye: str) -> Markup:
    """The body of the table; `pick` puts a tick box before each row, `acts` its buttons behind.

    `eye` is the picture on the link that unmasks.
    """
    return Markup("".join(parts_of_rows(columns, rows, pick, acts, eye)))  # noqa: S704  (escaped)


def parts_of_rows(
    columns: Sequence[Column], rows: Rows | Sequence[Row], pick: bool, acts: bool, eye: str
) -> Parts:
    """The same row by row."""
    heads = [word(str(column.label)) for column in columns]
    choose = escape(_("选择"))
    out = Parts()
    known: dict[int, list[str]] = {}
    box = behind = ""
    for key, name, cells, pressed in (
        rows.lines(heads) if isinstance(rows, Rows) else lines_of(rows, heads)
    ):
        if pick:
            box = (
                f'<td class="k-pick"><input type="checkbox" name="rowid" value="{key}" '
                f'aria-label="{choose} {name}"></td>'
            )
        if acts:
            if id(pressed) not in known:
                known[id(pressed)] = buttons(pressed)
            behind = str(key).join(known[id(pressed)])
        out.append(f'\n<tr>{box}{"".join(cells)}{behind}</tr>'.replace(EYE, eye))
    return out


@lru_cache(maxsize=512)
def word(label: str) -> str:
    """A word of ours, escaped."""
    return escape(label)


def buttons(acts: Acts) -> list[str]:
    """The buttons of a row in pieces, between which its id goes."""
    pressed = "".join(
        f'<button class="btn-row" name="act_on" value="{name}:\0">{word(label)}</button>'
        for name, label in acts
    )
    return f'<td class="k-acts">{pressed}</td>'.split("\0")


def init_rows(app: Flask) -> None:
    """`rows_of(…)` and `heads_of(…)` in templates."""
    app.jinja_env.globals.update(rows_of=rows_of, heads_of=heads_of)
