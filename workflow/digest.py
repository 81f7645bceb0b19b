"""The day's digest (每日汇总): what has come since the run before, what has turned red, what stands.

New is what was written down since, on whatever day it came true: a hit entered at noon, a contract
entered late. Source: docs/decisions/0024.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Alert, ClockRun
from policy.terms import Tone, WarningCode


@dataclass(frozen=True, slots=True)
class Digest:
    """Warnings of a day, counted by code ("W05"); `since` is the day of the run before, if any."""

    since: date | None
    raised: dict[str, int]
    reddened: dict[str, int]
    yellow: dict[str, int]
    red: dict[str, int]

    def figures(self) -> dict[str, Any]:
        """As it is kept and told to programs."""
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}

    def lines(self) -> list[str]:
        told = [f"预警：红色{sum(self.red.values())}件，黄色{sum(self.yellow.values())}件；"
                f"新增{sum(self.raised.values())}件，转红{sum(self.reddened.values())}件"]
        for code in WarningCode:
            yellow, red = self.yellow.get(code, 0), self.red.get(code, 0)
            if yellow or red:
                told.append(f"{code.value}{code.label}：红色{red}件，黄色{yellow}件")
        return told


BEGINNING: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The run before: its day, and the instant after which whatever is written down is new."""

    on: date | None = None
    began_at: datetime = BEGINNING

    def has_not_told(self, column: InstrumentedAttribute[datetime | None]) -> ColumnElement[bool]:
        """Whether a warning was first seen (`found_at`), or seen red (`reddened_at`), since."""
        return column > self.began_at


def last_run(session: Session, on: date) -> LastRun:
    """The newest run of a day before this one."""
    row = session.execute(
        select(ClockRun.on, func.coalesce(ClockRun.began_at, ClockRun.finished_at))
        .where(ClockRun.on < on)
        .order_by(ClockRun.on.desc())
        .limit(1)
    ).one_or_none()
    return LastRun(*row) if row else LastRun()


def digest_of(session: Session, on: date) -> Digest:
    """In the area of the session; what stands, and what of it no run has told of yet."""
    last = last_run(session, on)
    rows = session.execute(
        select(
            Alert.code,
            count_of(last.has_not_told(Alert.found_at)),
            count_of(last.has_not_told(Alert.reddened_at)),
            count_of(Alert.tone == Tone.YELLOW),
            count_of(Alert.tone == Tone.RED),
        )
        .where(Alert.cleared_on.is_(None))
        .group_by(Alert.code)
        .order_by(Alert.code)
    ).all()
    columns: list[dict[str, int]] = [
        {row[0].value: int(row[n]) for row in rows if row[n]} for n in range(1, 5)
    ]
    return Digest(last.on, *columns)


def count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
