"""The day's digest on the workbench: warnings red and yellow by kind, what is new, each with its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.filters_alerts import NEW, TURNED_RED
from policy.terms import WarningCode
from workflow.digest import digest_of


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of warning: how many stand, and where they are listed."""

    code: str
    label: str
    red: int
    yellow: int
    url: str


@dataclass(frozen=True, slots=True)
class DayDigest:
    """What templates/pages/workbench.html lays out; `news` are words and the list behind them."""

    red: int
    yellow: int
    red_url: str
    yellow_url: str
    news: list[tuple[str, str]]
    kinds: list[Kind]


def day_digest(session: Session, on: date) -> DayDigest:
    """The warnings of the officer's area as they stand now."""
    found = digest_of(session, on)
    kinds = [
        Kind(code.value, _(code.label), red, yellow, in_alerts(code=code.value))
        for code in WarningCode
        if (red := found.red.get(code, 0)) + (yellow := found.yellow.get(code, 0))
    ]
    kinds.sort(key=lambda kind: (-kind.red, -kind.yellow))
    news = []
    if found.since and (new := sum(found.raised.values())):
        news.append((_("新增%(n)d件", n=new), in_alerts(news=NEW)))
    if found.since and (turned := sum(found.reddened.values())):
        news.append((_("转红%(n)d件", n=turned), in_alerts(news=TURNED_RED)))
    return DayDigest(
        sum(found.red.values()), sum(found.yellow.values()),
        in_alerts(tone="red"), in_alerts(tone="yellow"), news, kinds,
    )


def in_alerts(**parameters: str) -> str:
    return url_for("alert.index_view", **parameters)
