"""How verdicts, days and records are put into words on a page; one place for all pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from access.masking import shown
from admin.translation import language
from policy.clauses import CLAUSES
from policy.verdict import Reason

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One clause and what it says of a case: holds, fails, or (None) is not known."""

    text: str
    holds: bool | None
    clause_label: str = ""
    clause_text: str = ""
    word: str = ""
    """What stands before it, if not “holds” or “fails”."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of one column of a small table."""

    key: str
    label: str
    kind: str = "text"
    sort_url: str | None = None
    sorted: str | None = None


class Cell(NamedTuple):
    """One value on a page, and how it is to look. A tuple: a list makes five hundred of them."""

    text: Any
    kind: str = "text"
    sub: str = ""
    url: str | None = None
    tone: str = ""
    extra: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    cells: list[Cell]
    url: str | None = None
    acts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    columns: list[Column]
    rows: list[Row]


def said(reason: Reason) -> str:
    """The reason in the officer's language, its values put in last, names as the officer may see them."""
    text = _(reason.text)
    if not reason.values:
        return text
    values = {k: _(v) if v and isinstance(v, str) else v for k, v in reason.values.items()}
    if "rows" in values:
        values["rows"] = listed(str(values["rows"]).split("、"))
    if "name" in values:
        values["name"] = shown(current_user, "name", str(values["name"]))
    return text % values


def reason_line(reason: Reason, holds: bool | None = False, word: str = "") -> ReasonLine:
    full = _(CLAUSES.get(reason.clause, ""))
    return ReasonLine(said(reason), holds, full.replace(": ", "：").partition("：")[0], full, word)


def reason_lines(demands: Iterable[Any]) -> list[ReasonLine]:
    """From workflow's demands: each with whether it holds."""
    return [
        reason_line(demand.reason, None, _("待补")) if demand.advises
        else reason_line(demand.reason, demand.holds) for demand in demands
    ]


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """An instant in Beijing time, to the minute."""
    return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if value else ""


def yes_no(value: bool | None) -> Cell:
    if value is None:
        return Cell(_("未知"), "bool", tone="none")
    return Cell(_("是") if value else _("否"), "bool", tone="yes" if value else "no")


def listed(words: Iterable[str]) -> str:
    """Words of one kind, strung together as the officer's language does."""
    return ("、" if is_chinese() else ", ").join(words)


def in_turn(sentences: Iterable[str]) -> str:
    """Sentences, one after the other."""
    return ("；" if is_chinese() else "; ").join(sentences)


def sentence(text: str) -> str:
    """The text with its full stop, another sentence may follow."""
    return f"{text}。" if is_chinese() else f"{text}. "


def labelled(label: str, value: Any) -> str:
    """A value behind its label."""
    return f"{label}：{value}" if is_chinese() else f"{label}: {value}"


def bracketed(text: str) -> str:
    """Said by the way, behind what it belongs to."""
    return f"（{text}）" if is_chinese() else f" ({text})"


def is_chinese() -> bool:
    return not language().startswith("en")


def household_url(household_id: int, **query: object) -> str:
    return url_for("household.details_view", id=household_id, **query)


def back_to(fallback: str) -> str:
    """Where the officer came from, if that is a page of ours; else the fallback."""
    wanted = request.form.get("url") or request.args.get("url") or ""
    return wanted if is_own_page(wanted) else fallback


def is_own_page(url: str) -> bool:
    """A path under /admin/ of this host and nothing that a browser reads otherwise."""
    if not url.startswith("/admin/") or "\\" in url or any(ord(c) < 33 for c in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc and ".." not in parts.path.split("/")
