"""What the system administrator finds on the workbench: no case, only what keeps the house standing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.desk import Desk, Figure
from admin.shell import first_url
from admin.words import said
from models import CalendarDay, CalendarYear, CodeEntry, Office, User
from policy.terms import Tone
from policy.warnings import calendar_missing

LISTS: tuple[tuple[str, Any, str, str], ...] = (
    ("用户", User.id, "user.index_view", "人"),
    ("机构", Office.id, "office.index_view", "个"),
    ("代码", CodeEntry.id, "codeentry.index_view", "条"),
    ("工作日历", CalendarDay.on, "calendarday.index_view", "天"),
)


def system_desk(session: Session, on: date) -> Desk:
    """Users, offices, codes and the calendar, each with its list; warns of a calendar not entered."""
    numbers = session.execute(
        select(*(select(func.count(key)).scalar_subquery() for _l, key, _e, _u in LISTS))
    ).one()
    figures = [
        Figure(_(label), f"{number:,}", first_url(endpoint), _(unit))
        for (label, _k, endpoint, unit), number in zip(LISTS, numbers, strict=True)
    ]
    published = set(
        session.scalars(select(CalendarYear.year).where(CalendarYear.published)).all()
    )
    return Desk(
        _("系统管理"),
        _("部署安全检查请在服务器上运行 flask --app app doctor；备份请运行 flask --app app backup。"),
        figures,
        [],
        warnings=tuple(calendar_warnings(published, on)),
    )


def calendar_warnings(published: set[int], on: date) -> list[tuple[str, str]]:
    """W19 as this desk says it: next year's arrangement, or this year's, is not entered."""
    raised = calendar_missing(frozenset(published), on)
    if raised is None:
        return []
    return [("error" if raised.tone(on) is Tone.RED else "warning", said(raised.reason))]
