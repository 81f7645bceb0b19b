"""The rows of a table as HTML: five hundred cells a page, the one place where a template is too slow.

Everything that came from a person or a register is escaped here, word by word; kinds and tones are
codes of our own. The frame around it (caption, heads) is the table macro's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Final

from flask import Flask
from markupsafe import Markup

from admin.translation import gettext as _
from admin.words import Cell, Column, Row

SHORT: Final = 10
"""A text of fewer characters is kept on one line."""
Drawn = Callable[[Cell, str, Row], str]
"""From a cell, the head of its column (escaped) and its row to the HTML of the cell."""


def plain(cell: Cell, head: str, row: Row) -> str:
    text, kind, sub, url, _tone, _extra = cell
    if text is None or text == "":
        return f'<td class="k-{kind}"></td>'
    word = " k-word" if kind == "text" and isinstance(text, str) and len(text) < SHORT else ""
    shown = escape(str(text))
    if url:
        shown = f'<a href="{escape(url)}">{shown}</a>'
    beneath = f"<small>{escape(sub)}</small>" if sub else ""
    return f'<td class="k-{kind}{word}" data-l="{head}">{shown}{beneath}</td>'


def person(cell: Cell, head: str, row: Row) -> str:
    beneath = f"<small>{escape(cell.sub)}</small>" if cell.sub else ""
    url = escape(cell.url or row.url or "")
    return f'<td class="k-person"><a href="{url}">{escape(str(cell.text))}</a>{beneath}</td>'


def status(cell: Cell, head: str, row: Row) -> str:
    chip = f'<span class="chip s-{cell.extra or cell.tone}">{escape(str(cell.text))}</span>'
    return f'<td class="k-status">{chip}</td>'


def days(cell: Cell, head: str, row: Row) -> str:
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


def masked(cell: Cell, head: str, row: Row) -> str:
    if cell.text is None or cell.text == "":
        return '<td class="k-masked"></td>'
    eye = ""
    if cell.url:
        words = escape(_("查看完整内容（须填写事由）"))
        eye = f'<a class="eye" href="{escape(cell.url)}" aria-label="{words}">{EYE}</a>'
    shown = f'<span class="masked">{escape(str(cell.text))}</span>'
    return f'<td class="k-masked" data-l="{head}">{shown}{eye}</td>'


def yes_no(cell: Cell, head: str, row: Row) -> str:
    mark = f'<span class="yes-no b-{cell.tone or "none"}">{escape(str(cell.text))}</span>'
    return f'<td class="k-bool" data-l="{head}">{mark}</td>'


EYE: Final = "\x00eye"
WAYS: Final[dict[str, Drawn]] = {
    "person": person, "status": status, "days": days, "masked": masked, "bool": yes_no,
}
SAME_EVERYWHERE: Final = frozenset({"status", "days", "bool"})
"""Kinds whose cells a page shares between rows: drawn once for each column."""


def rows_of(
    columns: Sequence[Column], rows: Sequence[Row], pick: bool, acts: bool, eye: str
) -> Markup:
    """The body of the table; `pick` puts a tick box before each row, `acts` its buttons behind.

    `eye` is the picture on the link that unmasks.
    """
    heads = [escape(str(column.label)) for column in columns]
    choose = escape(_("选择"))
    drawn: dict[tuple[int, str], str] = {}
    out: list[str] = []
    for row in rows:
        out.append("\n<tr>")
        if pick:
            name = escape(str(row.cells[0].text))
            out.append(
                f'<td class="k-pick"><input type="checkbox" name="rowid" value="{row.id}" '
                f'aria-label="{choose} {name}"></td>'
            )
        for cell, head in zip(row.cells, heads, strict=False):
            kind = cell.kind
            way = WAYS.get(kind, plain)
            if kind in SAME_EVERYWHERE:
                key = (id(cell), head)
                found = drawn.get(key)
                if found is None:
                    found = drawn[key] = way(cell, head, row)
                out.append(found)
            else:
                out.append(way(cell, head, row))
        if acts:
            out.append(buttons(row))
        out.append("</tr>")
    return Markup("".join(out).replace(EYE, eye))  # noqa: S704  (escaped above, cell by cell)


def buttons(row: Row) -> str:
    pressed = "".join(
        f'<button class="btn-row" name="act_on" value="{name}:{row.id}">{escape(label)}</button>'
        for name, label in row.acts
    )
    return f'<td class="k-acts">{pressed}</td>'


def init_rows(app: Flask) -> None:
    """`rows_of(…)` in templates."""
    app.jinja_env.globals["rows_of"] = rows_of
