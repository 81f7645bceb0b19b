"""按现在的速度: what each working day that is left of the year still asks for, and where the pace leads."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.cockpit_frame import Entry, Grid, Look, Question, Slot, day_words, in_list, period_words
from charts.forecast import FORECAST, NEEDED, Pace
from charts.measures import COUNTED, Counted, rows_behind
from charts.queries import share, targets, time_progress, totals
from documents.layout import Kind
from workflow.calendar import work_calendar


def paces(session: Session, look: Look) -> dict[Counted, Pace]:
    """The year in which the period ends, as it stood then (or stands today): each measure's pace."""
    on = min(look.until, look.today)
    begins, ends = date(on.year - 1, 12, 31), date(on.year, 12, 31)
    calendar = work_calendar(session)
    over = calendar.between(begins, on, provisional_ok=True)
    left = calendar.between(on, ends, provisional_ok=True)
    counts = totals(session, look.office, date(on.year, 1, 1), on)
    aims = targets(session, [look.office.id], on, on).get(look.office.id, {})
    return {c: Pace(counts[c.measure], aims.get(c.measure), over, left) for c in COUNTED}


def at_this_pace(session: Session, look: Look) -> Question:
    """What the rest of the year asks for, and where it leads."""
    slots = [
        Slot("measure", "指标", Kind.TEXT, width=12), Slot("count", "今年已完成"),
        Slot("target", "全年目标"), Slot("share", "完成率", Kind.SHARE),
        Slot("elapsed", "时间进度", Kind.SHARE), Slot("left", "剩余工作日"),
        Slot("needed", "每工作日还需", Kind.MONEY, width=12),
        Slot("expected", "年底预计"), Slot("least", "预计下限"), Slot("most", "预计上限"),
        Slot("says", "判断", Kind.TEXT, width=22),
    ]
    on = min(look.until, look.today)
    begins = date(on.year, 1, 1)
    rows = [
        [
            Entry(_(c.label)),
            Entry(p.count, in_list(rows_behind(c, look.office.id, begins, on))),
            Entry(p.aim), Entry(share(p.count, p.aim)), Entry(time_progress(begins, on, on)),
            Entry(p.left),
            Entry(p.needed, words=None if p.needed is None else f"{p.needed:.2f}"),
            Entry(None if p.expected is None else round(p.expected)),
            Entry(p.band and p.band[0]), Entry(p.band and p.band[1]), Entry(outlook(p)),
        ]
        for c, p in paces(session, look).items()
    ]
    return Question(
        "pace", _("按现在的速度，%(year)d年的目标能完成吗？", year=on.year), Grid(slots, rows),
        (NEEDED, FORECAST), note=_("按%(on)s的情况推算；区间为十次中有九次落入的范围。", on=day_words(on)),
        sheet="年度进度", period=period_words(begins, on),
    )


def outlook(pace: Pace) -> str:
    """In words whether the target will be met, and whether the numbers are too few to say."""
    if pace.aim is None:
        return _("未下达目标")
    if pace.count >= pace.aim:
        return _("已完成")
    if pace.few:
        return _("户数少，推算仅供参考")
    return {True: _("预计可以完成"), False: _("预计难以完成"), None: _("可能完成，也可能不足")}[
        pace.likely]
