"""The day's digest (每日汇总): what has come since the run before, what has turned red, what stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

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


def digest_of(session: Session, on: date) -> Digest:
    """In the area of the session; the days after the run before, up to this one."""
    since = session.scalar(select(func.max(ClockRun.on)).where(ClockRun.on < on))
    begin = since or date.min
    rows = session.execute(
        select(
            Alert.code,
            count_of((Alert.raised_on > begin) & (Alert.raised_on <= on)),
            count_of((Alert.red_on > begin) & (Alert.red_on <= on)),
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
    return Digest(since, *columns)


def count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
