"""The sheet for the field (现场登记): return visits written down on a telephone, sent when there is a line.

Nothing of a household is kept on the telephone but what is typed there: no page is cached, the
drafts name a household by its number alone. Source: docs/notice.md 四（四）; docs/decisions/0030.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from access.masking import shown
from admin.cells import calendar_of_request
from admin.clock import today
from admin.fields import Choice, Day, Length, Paragraph, Required, Text, Tick
from admin.filters_follow_up import due_condition
from admin.forms import BureauForm, Context, fill
from admin.lookups import household_or_404
from admin.translation import gettext as _
from admin.visit_forms import SPECIAL
from admin.words import household_url, said
from models import FollowUp, Household, Office, User, Visit, db
from policy.aid_terms import Rating
from policy.terms import VisitPurpose, VisitWay
from workflow.record_rules import may_write
from workflow.refusals import Refused
from workflow.visits import save_once

LISTED: Final = 60
WAYS: Final = ((VisitWay.HOME.value, VisitWay.HOME.label), (VisitWay.PHONE.value, VisitWay.PHONE.label))
WORDS: Final = {
    "typing": _l("填写中，已存在本机"), "waiting": _l("待发送，已存在本机"), "refused": _l("未保存，请改正后再登记"),
    "sent": _l("已保存到系统"), "offline": _l("现在没有网络。填写的内容存在本机，联网后自动发送。"),
    "online": _l("网络正常。登记后立即发送；断网时存在本机，联网后自动发送。"),
    "expired": _l("登录已过期，内容仍在本机。请重新登录，登录后自动发送。"), "sign_in": _l("重新登录"),
    "busy": _l("系统暂时繁忙，内容仍在本机，稍后自动重发。"), "denied": _l("没有权限，未保存；内容仍在本机。"),
    "gone": _l("这一户不在您的辖区内或已不能登记，未保存；内容仍在本机。"),
    "another": _l("本机还有另一账号未发送的登记，请用原账号登录后发送。"),
    "full": _l("本机存不下了，内容只在此页上，请不要关闭页面。"),
    "go_on": _l("继续填写"), "drop": _l("放弃"), "surely": _l("放弃后内容不能找回。确定放弃这条登记吗？"),
    "kept": _l("存在本机的登记"), "of": _l("户号"),
    "changed": _l("登记已保存到系统，其后的改动没有保存：请在走访记录中修改。"),
    "check": _l("有内容需要更正，已填写的内容均已保留："),
}


ORDER: Final = ("visited_on", "way", "reached", "interviewee", "work_seen", "benefits_seen", "rating",
                "findings", "difficulties", "ticket_kind")


class FieldForm(BureauForm):
    """What is written down at the door."""

    visited_on = Day(_l("回访日期"), [Required()])
    way = Choice(_l("方式"), [Required()], options=WAYS, coerce=VisitWay)
    reached = Tick(_l("联系上"))
    interviewee = Text(_l("受访人"), [Length(50)])
    work_seen = SPECIAL["work_seen"]
    benefits_seen = SPECIAL["benefits_seen"]
    rating = Choice(_l("援助服务评价"), options=tuple((r.value, r.label) for r in Rating), coerce=Rating,
                    blank="未问")
    findings = Paragraph(_l("走访情况"), [Required(), Length(500)])
    difficulties = Paragraph(_l("困难与诉求"), [Length(300)], description=_l("有诉求的，请选择类型，以便交办"))
    ticket_kind = SPECIAL["ticket_kind"]


@dataclass(frozen=True, slots=True)
class Owed:
    """One household of the sheet: how it is called here, and for which months it is owed a visit."""

    id: int
    number: str
    name: str
    community: str
    months: str
    late: bool
    url: str


class FieldSheet:
    """For the view of visits: the sheet, the token of a session begun anew, and what is sent."""

    @expose("/field/", methods=("GET", "POST"))
    def field_view(self) -> ResponseReturnValue:
        view: Any = self
        if not view.can_create:
            abort(403)
        user: User = current_user._get_current_object()
        if request.method == "POST":
            return taken_in(user)
        everybody = request.args.get("all") == "1"
        households = owed(db.session(), user, today(), everybody=everybody)
        form = FieldForm(data={"visited_on": today(), "way": VisitWay.HOME, "reached": True})
        form.prepare(Context(db.session(), user, today()), {})
        return view.render(
            "admin/field.html", households=households, form=form, everybody=everybody,
            heading=_("现场登记"), officer=user.id, words={k: str(v) for k, v in WORDS.items()},
            urls={"send": url_for(".field_view"), "ready": url_for(".ready_view"),
                  "sign_in": url_for("signin.sign_in", next=url_for(".field_view"))},
            full=len(households) == LISTED, order=ORDER,
        )

    @expose("/field/ready/")
    def ready_view(self) -> ResponseReturnValue:
        """Who is signed in now, and the token of this session."""
        view: Any = self
        if not view.can_create:
            abort(403)
        return jsonify(officer=current_user.id, token=generate_csrf())


def owed(session: Session, user: User, on: date, *, everybody: bool) -> list[Owed]:
    """Households with a visit owed, the longest owed first: the officer's own, or all of the area."""
    statement = (
        select(Household.id, Household.family_no, Household.head_name, Office.name,
               func.min(FollowUp.month), func.count(FollowUp.id))
        .select_from(FollowUp)
        .join(Household, Household.id == FollowUp.household_id)
        .join(Office, Office.id == Household.community_id)
        .where(due_condition("owed", on))
        .group_by(Household.id, Household.family_no, Household.head_name, Office.name)
        .order_by(func.min(FollowUp.month), Household.id)
        .limit(LISTED)
    )
    if not everybody:
        statement = statement.where(Household.assigned_to_id == user.id)
    return [
        Owed(pk, number, shown(user, "name", name), community,
             _("自%(month)s起欠访%(n)d次", month=f"{month:%Y-%m}", n=n),
             month < on.replace(day=1), household_url(pk, tab="followup"))
        for pk, number, name, community, month, n in session.execute(statement)
    ]


def taken_in(user: User) -> ResponseReturnValue:
    """Store what a telephone sends; `again` if it was here already. 422 with the reasons at their fields."""
    household = household_or_404(request.form.get("household", ""))
    session = db.session()
    visit = Visit(household=household, household_id=household.id, purpose=VisitPurpose.FOLLOW_UP,
                  visitor_1=user.name, client_key=request.form.get("client_key"))
    if not may_write(visit, user):
        words = _("本户当前为“%(status)s”，不能登记或修改%(what)s",
                  status=_(household.status.label), what=_(Visit.__label__))
        return jsonify(errors={}, words=[words]), 422
    form = FieldForm(request.form)
    form.prepare(Context(session, user, today(), household), {})
    if not form.validate():
        return refused(form)
    try:
        with session.no_autoflush:
            fill(visit, form, form._fields.keys() - {"ticket_kind"})
        new = save_once(session, visit, form["ticket_kind"].data, user, today(),
                        calendar_of_request(session))
    except Refused as refusal:
        session.rollback()
        form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        return refused(form, 409 if refusal.field == "client_key" else 422)
    return jsonify(stored=True, again=not new)


def refused(form: BureauForm, status: int = 422) -> ResponseReturnValue:
    errors = {name: [str(e) for e in field.errors] for name, field in form._fields.items() if field.errors}
    return jsonify(errors=errors, words=list(map(str, form.form_errors))), status
