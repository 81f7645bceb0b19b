"""What the system administrator finds on the workbench: no case, only what keeps the house standing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.desk import Desk, Figure
from admin.shell import first_url
from models import CalendarDay, CalendarYear, CodeEntry, Office, User

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
    """W19: this year's arrangement missing at once, next year's from 15 November, red from 15 December."""
    found = []
    if on.year not in published:
        found.append(
            ("error", _("%(year)d年放假安排尚未录入，公示和承诺期限无法确定。", year=on.year))
        )
    if on.year + 1 not in published and (on.month, on.day) >= (11, 15):
        tone = "error" if (on.month, on.day) >= (12, 15) else "warning"
        found.append(
            (tone, _("%(year)d年放假安排尚未录入，请在国务院办公厅通知公布后录入工作日历。",
                     year=on.year + 1))
        )
    return found
