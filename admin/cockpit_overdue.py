"""Of the page 及时: how old the open promises are, which households are past theirs, and who has them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _

from admin.cockpit_frame import Entry, Grid, Look, Question, Slot
from admin.filters_report import FROM, TO, list_url
from admin.words import household_url
from charts.in_time_figures import ages_alt, ages_figure
from charts.in_time_rows import METRICS
from charts.open_promises import SHOWN, Age, Holder, Overdue
from documents.layout import Kind
from documents.tables import Graph

CARDS = tuple(metric for metric in METRICS if metric.key == "open_promises")


def by_age(look: Look, ages: Sequence[Age]) -> Question:
    def opens(age: Age) -> str | None:
        if age.first is None or age.last is None:
            return None
        return list_url(look.user, "open_promise", look.office.id, (age.first, age.last), False)

    slots = [Slot("age", "剩余或逾期", Kind.TEXT, width=24), Slot("households", "户数")]
    rows = [[Entry(_(age.label)), Entry(age.count, opens(age), "red" if age.over and age.count else "")]
            for age in ages]
    whole = sum(age.count for age in ages)
    days = [day for age in ages for day in (age.first, age.last) if day is not None]
    url = list_url(look.user, "open_promise", look.office.id, (min(days), max(days)), False) if days else None
    return Question(
        "ages", _("还没兑现的承诺，还剩几个工作日？"), Grid(slots, rows, [Entry(_("合计")), Entry(whole, url)]), CARDS,
        ages_figure(ages, opens, _), ages_alt(ages, _), _("截至今天，不随期间变动。"), "未兑现承诺",
        Graph("未兑现承诺的剩余与逾期工作日", (1,)), period="",
    )


def one_by_one(look: Look, found: Sequence[Overdue], over: int) -> Question:
    """The longest over by name, masked for whoever reads it; the rest stands in the list."""
    slots = [
        Slot("family", "家庭编号", Kind.CODE, width=20), Slot("name", "申请人", Kind.TEXT),
        Slot("county", "县（市、区）", Kind.TEXT, width=14), Slot("place", "社区", Kind.TEXT, width=20), Slot("due", "承诺到期日", Kind.DATE, width=13),
        Slot("over", "逾期工作日", width=12), Slot("holder", "帮扶责任人", Kind.TEXT, width=13),
        Slot("office", "责任单位", Kind.TEXT, width=20),
    ]
    rows = [
        [Entry(row.family_no, household_url(row.household_id)), Entry(row.name), Entry(row.county), Entry(row.place),
         Entry(row.due_on), Entry(row.days_over, tone="red"),
         Entry(row.holder or _("无"), tone="" if row.holder else "red"), Entry(row.holder_office)]
        for row in found
    ]
    note = _("共%(over)d户，逾期最久的%(shown)d户在此；全部见列表。", over=over, shown=len(rows)) \
        if over > SHOWN else _("姓名已遮盖；没有责任人的，责任单位为所在社区。")
    return Question("overdue", _("哪些家庭超过了承诺期限，在谁手里？"), Grid(slots, rows), CARDS, note=note, sheet="逾期家庭",
                    period="")


def by_holder(look: Look, found: Sequence[Holder]) -> Question:
    slots = [
        Slot("holder", "帮扶责任人", Kind.TEXT, width=14), Slot("office", "责任单位", Kind.TEXT, width=22),
        Slot("households", "逾期户数"), Slot("longest", "最长逾期工作日", width=15),
    ]
    rows = [
        [Entry(row.name or _("无")), Entry(row.office or look.office.name), Entry(row.count, held(look, row)),
         Entry(row.longest)]
        for row in found
    ]
    return Question("holders", _("逾期最多的责任人是谁？"), Grid(slots, rows), CARDS, sheet="逾期责任人", period="",
                    note=_("列出逾期户数最多的%(shown)d人。", shown=SHOWN) if len(rows) == SHOWN else "")


def held(look: Look, row: Holder) -> str:
    """The overdue households of one officer; families without one are `none`."""
    today = look.today.isoformat()
    asked = {"office": str(look.office.id), "figure": "V", FROM: today, TO: today,
             "officer": str(row.officer_id or "none")}
    return url_for("household.index_view", **asked)  # type: ignore[arg-type]
