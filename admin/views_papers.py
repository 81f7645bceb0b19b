"""The seal register (用印登记簿): every paper asked for, its number, who sealed it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission as P
from access.permissions import may
from access.traces import leave_trace
from admin.base import TableView, table
from admin.cells import Path
from admin.clock import now, today
from admin.details import ActLink, household_link
from admin.fields import Length, Paragraph, Required
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, OfficeFilter
from admin.forms import BureauForm, Section
from admin.lookups import ByHousehold
from admin.translation import gettext as _
from admin.views_assistance import FAMILY
from admin.words import back_to, said
from models import Paper, User, db
from policy.paper_terms import BEARS_SEAL, PaperState
from workflow import papers
from workflow.refusals import Refused

ENDS: Final = {
    "back": ("退回不用印", "退回", _l("退回后不用印；申请用印的人可以核对后重新申请。"), "warn"),
    "revoke": ("作废文书", "作废", _l("作废后查验页即显示“已作废”，用印编号不再使用，不能恢复。"), "danger"),
    "again": ("重新申请用印", "申请用印", _l("另一名人员用印后，原文书即为“已替换”。"), "primary"),
}


class EndForm(BureauForm):
    """Why."""

    reason = Paragraph(_l("理由"), [Required(), Length(200)])


@table(Paper, menu="家庭")
class PaperView(TableView):
    """Papers by number; the file is handed out as it was sealed, never made again."""

    to_read = P.HOUSEHOLD_READ
    title, called = "用印登记", "paper"
    intro = "每件文书的用印编号、申请人和用印人，以及替换、作废的经过。"
    empty = ("还没有文书", "认定、退出批准后，通知书在用印台等待用印。")
    column_list = (
        "seal_no", "kind", FAMILY, Path("county.name", "用印机构"), Path("prepared_by.name", "申请用印人"),
        Path("sealed_by.name", "用印人"), "sealed_on", "state",
    )
    column_sortable_list = ("sealed_on",)
    search = ByHousehold(Paper)
    column_filters = (
        OfficeFilter(), ChoiceFilter("state"), ChoiceFilter("kind"), DateRange("sealed_on"), HouseholdFilter(),
    )
    tabs = (("全部", {}), ("待用印", {"state": PaperState.WAITING.value}),
            ("已用印", {"state": PaperState.SEALED.value}))
    column_details_list = (
        "seal_no", "kind", "state", Path("county.name", "用印机构"), Path("prepared_by.name", "申请用印人"),
        "prepared_on", "reason", Path("replaces.seal_no", "替换"), Path("sealed_by.name", "用印人"), "sealed_at",
        "confirmed_at", "digest", "certificate", "closed_at", Path("closed_by_id.name", "终止人"), "close_reason",
    )

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        found = []
        if row.state in BEARS_SEAL:
            why = "" if may(user, P.NAME_READ) else _("您没有查看姓名的权限")
            found.append(ActLink("file", _("下载文书"), not why, why, url_for(".file_view", id=row.id)))
            found.append(ActLink("check", _("打开查验页"), True, "", url_for("verify.by_code", code=row.code)))
        sits = may(user, P.PAPER_SEAL) and user.office_id == row.county_id
        open_to = {PaperState.WAITING: ("back",), PaperState.SEALED: ("again", "revoke"),
                   PaperState.RETURNED: ("again",), PaperState.REVOKED: ("again",)}
        for do in open_to.get(row.state, ()) if sits else ():
            found.append(ActLink(do, _(ENDS[do][0]), True, "", url_for(".end_view", do=do, id=row.id)))
        return found

    @expose("/file/")
    def file_view(self) -> ResponseReturnValue:
        """The sealed file, byte for byte; who took it stands in the trail."""
        if not may(current_user, P.NAME_READ):
            abort(403)
        row = self.get_one(request.args.get("id", ""))
        if row.file is None:
            abort(404)
        content, name = row.file, f"{row.seal_no}.pdf"
        leave_trace(db.session(), "print", f"paper:{row.id}", path=row.lies_under, seal_no=row.seal_no,
                    sha256=row.digest)
        return Response(content, mimetype="application/pdf",
                        headers={"Content-Disposition": f'attachment; filename="{name}"'})

    @expose("/end/<do>", methods=("GET", "POST"))
    def end_view(self, do: str) -> ResponseReturnValue:
        """Send a paper back, declare it void, or ask for it anew; with the reason."""
        if do not in ENDS:
            abort(404)
        if not may(current_user, P.PAPER_SEAL):
            abort(403)
        row = self.get_one(request.args.get("id", ""))
        user: User = current_user._get_current_object()
        form, status = EndForm(request.form if request.method == "POST" else None), 200
        back = back_to(f"{self.url}/details/?id={row.id}")
        if request.method == "POST":
            status = 409 if request.form.get("version") != str(row.version) else 422
            if status == 409:
                form.refuse(None, [_("他人刚刚修改过这条记录，请核对后再办理")])
            elif form.validate() and ended(do, row, form, user):
                flash(_("已办理：%(act)s", act=_(ENDS[do][0])), "success")
                return redirect(back)
        title, verb, explains, _tone = ENDS[do]
        return self.render(
            "admin/model/edit.html", form=form, version=row.version, save_label=_(verb), heading=_(title),
            sections=[Section("", _(title), ("reason",), str(explains))], return_url=back,
            household=household_link(row.household, user),
        ), status


def ended(do: str, row: Paper, form: EndForm, user: User) -> bool:
    """Carry it out and commit; a refusal goes to its field, or to the head of the form."""
    session, reason = db.session(), form.reason.data or ""
    try:
        if do == "back":
            papers.send_back(session, row, user, reason, now())
        elif do == "revoke":
            papers.revoke(session, row, user, reason, now())
        else:
            papers.prepare_again(session, row, user, reason, today())
        session.commit()
    except Refused as refusal:
        session.rollback()
        form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
        return False
    return True
