"""What is done with a paper of the register: its file, its check page, and how it ends."""

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
from admin.clock import now, today
from admin.details import ActLink, household_link
from admin.fields import Length, Paragraph, Required
from admin.forms import BureauForm, Section
from admin.translation import gettext as _
from admin.unmask import entered, reason_form
from admin.words import back_to, said
from models import Paper, User, db
from policy.seal_terms import BEARS_SEAL, IN_FULL, SealState
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


class PaperActs:
    """For the view of the papers."""

    def heading(self, row: Any) -> str:
        """Which paper it is, and its number once it bears the seal."""
        return f"{_(row.kind.label)} {row.seal_no or ''}".strip()

    def decisions(self, row: Any, user: User) -> Sequence[ActLink]:
        found = []
        if row.state in BEARS_SEAL:
            why = "" if may(user, right_to(row)) else _("您没有查看姓名的权限")
            found.append(ActLink("file", _("下载文书"), not why, why, url_for(".file_view", id=row.id)))
            found.append(ActLink("check", _("打开查验页"), True, "", url_for("verify.by_code", code=row.code)))
        sits = may(user, P.PAPER_SEAL) and user.office_id == row.county_id
        open_to = {SealState.WAITING: ("back",), SealState.SEALED: ("again", "revoke"),
                   SealState.RETURNED: ("again",), SealState.REVOKED: ("again",)}
        for do in open_to.get(row.state, ()) if sits else ():
            found.append(ActLink(do, _(ENDS[do][0]), True, "", url_for(".end_view", do=do, id=row.id)))
        return found

    @expose("/file/", methods=("GET", "POST"))
    def file_view(self) -> ResponseReturnValue:
        """The sealed file, byte for byte; who took it stands in the trail. The form asks why first."""
        if not may(current_user, P.NAME_READ):
            abort(403)
        view: Any = self
        row = view.get_one(request.args.get("id", ""))
        if not row.seal_no:
            abort(404)
        if not may(current_user, right_to(row)):
            abort(403)
        content, name = row.sealed_file(), f"{row.seal_no}.pdf"
        if content is None:
            flash(_("文件与登记的摘要不符，未提供：请告知系统管理员核查，必要时重新申请用印"), "error")
            return redirect(f"{view.url}/details/?id={row.id}")
        if row.kind in IN_FULL:
            form = reason_form(request.form if request.method == "POST" else None)
            status = 200 if request.method == "GET" else 422
            if request.method == "POST" and form.validate():
                given = entered(form, f"paper:{row.id}", row.lies_under, [row.kind.label])
                status = 0 if given else 429
            if status:
                return view.render(
                    "pages/unmask.html", subject=row.seal_no, form=form, values=None, title=_("下载申请表"),
                    verb=_("下载"), back_url=f"{view.url}/details/?id={row.id}",
                ), status
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
        view: Any = self
        row = view.get_one(request.args.get("id", ""))
        user: User = current_user._get_current_object()
        form, status = EndForm(request.form if request.method == "POST" else None), 200
        back = back_to(f"{view.url}/details/?id={row.id}")
        if request.method == "POST":
            status = 409 if request.form.get("version") != str(row.version) else 422
            if status == 409:
                form.refuse(None, [_("他人刚刚修改过这条记录，请核对后再办理")])
            elif form.validate() and ended(do, row, form, user):
                flash(_("已办理：%(act)s", act=_(ENDS[do][0])), "success")
                return redirect(back)
        title, verb, explains, _tone = ENDS[do]
        return view.render(
            "admin/model/edit.html", form=form, version=row.version, save_label=_(verb), heading=_(title),
            sections=[Section("", _(title), ("reason",), str(explains))], return_url=back,
            household=household_link(row.household, user),
        ), status


def right_to(row: Paper) -> P:
    """What it takes to have the file: a notice names the household, the form holds everything."""
    return P.UNMASK if row.kind in IN_FULL else P.NAME_READ


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
