"""Publicity (公示): when it is over and the file may be reported to the county.

Source: docs/notice.md, 二（二）: not less than 3 working days (不少于3个工作日). The day of
posting is not counted (Civil Code art. 201), so the period is 3 full working days after it, and
the file may be reported from the day after the last of them.
"""

from __future__ import annotations

from datetime import date

from policy.parameters import PUBLICITY_PERIOD
from policy.verdict import MET, Verdict, objection, rule
from policy.workdays import WorkCalendar


def publicity_end(posted_on: date, calendar: WorkCalendar) -> date:
    """The last day of publicity, fit to be stored; raises CalendarMissing rather than guess."""
    return calendar.after(posted_on, PUBLICITY_PERIOD.at(posted_on))


@rule("102-2-2", "CC-201", "CC-203")
def publicity_is_over(posted_on: date | None, on: date, calendar: WorkCalendar) -> Verdict:
    """Whether the file may be reported on that day, publicity having run its full length.

    Objects, too, where the end falls in a year whose holidays have not been entered: what is
    only provisional opens nothing. Raises NotYetInForce for a posting before the notice.
    """
    if posted_on is None:
        return objection("102-2-2", "尚未公示：请先张贴公示并登记张贴日期")
    workdays = PUBLICITY_PERIOD.at(posted_on)
    period = calendar.count(posted_on, workdays, provisional_ok=True)
    if period.provisional:
        return objection(
            "102-2-2",
            "%(year)d年的放假安排尚未录入，公示期满日无法确定：请系统管理员录入后再上报",
            year=_missing_year(calendar, period.counted),
        )
    if on <= period.due:
        return objection(
            "102-2-2",
            "公示尚未期满：至%(month)d月%(day)d日（第%(workdays)d个工作日）后方可上报",
            month=period.due.month,
            day=period.due.day,
            workdays=workdays,
        )
    return MET


def _missing_year(calendar: WorkCalendar, days: tuple[date, ...]) -> int:
    return next(day.year for day in days if day.year not in calendar.years)
