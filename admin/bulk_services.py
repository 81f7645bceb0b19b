"""One service for many members (批量登记): choose them, say once what was done, see what became of each.

Every press sends the whole page, so that looking for members loses nothing that was typed or
ticked. The batch number is made with the page: sent twice, it records once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import uuid4

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import ColumnElement, or_

from access.masking import shown
from admin.acts import Result
from admin.arguments import plain_text, whole_number
from admin.cells import calendar_of_request
from admin.clock import today
from admin.fields import Choice, Day, Length, Paragraph, Required, Text
from admin.forms import BureauForm, Context, Section
from admin.search import LooksPersonal, searched
from admin.translation import gettext as _
from admin.words import household_url, reason_line, said
from models import Household, Member, User, db
from policy.terms import Feedback, ServiceKind, Status, VisitWay
from workflow.batches import KINDS, MOST, Entered, members_to_serve, record_each
from workflow.refusals import Refused

BATCH: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OFFERED: Final = 100
FIELDS: Final = ("kind", "served_on", "way", "served_by", "content", "feedback")


class BulkForm(BureauForm):
    """What was done, the same for all who were there."""

    kind = Choice(_l("服务类型"), [Required()], options=[(k.value, k.label) for k in KINDS], coerce=ServiceKind,
                  blank="请选择")
    served_on = Day(_l("服务日期"), [Required()])
    way = Choice(_l("服务方式"), [Required()], options=[(w.value, w.label) for w in VisitWay], coerce=VisitWay)
    served_by = Text(_l("服务人员"), [Required(), Length(50)])
    content = Paragraph(_l("服务内容"), [Required(), Length(300)])
    feedback = Choice(_l("本人反馈"), [Required()], coerce=Feedback, options=[
        (f.value, f.label) for f in (Feedback.ACCEPTED, Feedback.PENDING)])


class InBatches:
    """For the view of services: the page for many members at once, beside the list."""

    def export_link(self, params: dict[str, str]) -> tuple[str, str] | None:
        view: Any = self
        return (_("批量登记"), url_for("service.bulk_view")) if view.can_create else None

    @expose("/bulk", methods=("GET", "POST"))
    def bulk_view(self) -> ResponseReturnValue:
        view: Any = self
        if not view.can_create:
            abort(403)
        user: User = current_user._get_current_object()
        posted = request.method == "POST"
        records = posted and request.form.get("do") == "record"
        batch = request.form.get("batch", "") if posted else str(uuid4())
        if not BATCH.fullmatch(batch):
            abort(400)
        data = {"served_on": today(), "served_by": user.name, "way": VisitWay.OFFICE, "feedback": Feedback.ACCEPTED}
        form = BulkForm(request.form if posted else None, data=data)
        form.prepare(Context(db.session(), user, today()), {})
        ids = picked()
        if records and form.validate():
            try:
                values = {name: form[name].data for name in FIELDS}
                found = record_each(db.session(), batch, ids, values, user, today(), calendar_of_request(db.session()))
                return outcome_page(view, found, user)
            except Refused as refusal:
                db.session.rollback()
                form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        return choosing_page(view, form, batch, ids, user), (422 if records else 200)


def picked() -> list[int]:
    """The members ticked; each once. 400 for more than one page can hold."""
    found = dict.fromkeys(n for text in request.form.getlist("member") if (n := whole_number(text)) is not None)
    if len(found) > 5 * MOST:
        abort(400)
    return list(found)


def choosing_page(view: Any, form: BureauForm, batch: str, ids: Sequence[int], user: User) -> str:
    """Those ticked first, then those the search finds; nothing typed is lost."""
    term, note = plain_text(request.form.get("q", "")), ""
    try:
        wanted = looked_for(searched(term))
    except LooksPersonal:
        wanted, term, note = [], "", _("身份证号码和手机号码不能在此查找：请按姓名或家庭编号查找。")
    chosen = members_to_serve(db.session(), Member.id.in_(ids)) if ids else []
    others = members_to_serve(db.session(), Member.id.not_in(ids), *wanted, most=OFFERED + 1)
    text: str = view.render(
        "admin/service_bulk.html", form=form, batch=batch, q=term, note=note,
        sections=[Section("", _("服务内容"), FIELDS)],
        groups=[(_("已选择"), [offered(m, user) for m in chosen], True),
                (_("可选择的成员"), [offered(m, user) for m in others[:OFFERED]], False)],
        more=len(others) > OFFERED, most=MOST, return_url=view.home,
    )
    return text


def looked_for(term: str) -> list[ColumnElement[bool]]:
    """By the beginning of a name, of its pinyin or initials, or of the family number."""
    if not term:
        return []
    low = term.lower()
    by_text = (Household.head_name, Household.family_no, Member.name)
    by_sound = (Household.head_pinyin, Household.head_initials, Member.pinyin, Member.initials)
    return [or_(
        *(column.startswith(term, autoescape=True) for column in by_text),
        *(column.startswith(low, autoescape=True) for column in by_sound),
    )]


def offered(member: Member, user: User) -> tuple[int, str, str]:
    """Number, name and where: one line to tick."""
    household = member.household
    name = shown(user, "name", member.name)
    return member.id, name, f"{household.family_no} · {household.community.name}"


def outcome_page(view: Any, found: Sequence[Entered], user: User) -> ResponseReturnValue:
    """What became of each member's row; 409 if nothing was recorded at all."""
    done = sum(row.done for row in found)
    summary = _("已登记%(done)d人", done=done)
    if done < len(found):
        summary += _("，未登记%(refused)d人", refused=len(found) - done)
    statuses = {h.id: h.status for h in db.session.query(Household).filter(
        Household.id.in_([row.household_id for row in found]))}
    rows = [
        Result(labelled(row, user), household_url(row.household_id, tab="services"), row.done,
               [reason_line(reason) for reason in row.reasons], statuses.get(row.household_id, Status.RECOGNISED),
               told=_("此前已登记过同样的服务，未重复登记。") if row.again else "")
        for row in found
    ]
    return view.render(
        "admin/act_done.html", title=_("批量登记服务 · 办理结果"), rows=rows, summary=summary, back_url=view.home,
    ), (200 if done else 409)


def labelled(row: Entered, user: User) -> str:
    number, _space, name = row.label.partition(" ")
    return f"{number} {shown(user, 'name', name)}"
