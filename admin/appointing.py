"""Officers appointed, changed, and given a new one-time password; for the view of the users."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user
from sqlalchemy import select

from admin.clock import now, today
from admin.details import ActLink
from admin.forms import BureauForm, Context, Section
from admin.translation import gettext as _
from admin.words import Cell, said
from models import Office, User, db
from workflow.bureau import change_officer, reset_password, reset_second_factor
from workflow.officers import appoint
from workflow.refusals import Refused


class Appointing:
    """The acts on an officer; the one-time password is on the answer and nowhere else."""

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """Appoint an officer; the one-time password is on the answer and nowhere else."""
        if not self.can_create:
            abort(403)
        user: User = current_user._get_current_object()
        posted = request.method == "POST"
        form = self.opened(self.new_form, Context(db.session(), user, today()), {}, posted)
        if posted and form.validate():
            data, session = form.data, db.session()
            office = session.get_one(Office, data["office_id"])
            try:
                password = appoint(
                    session, data["username"], data["name"], data["role"], office.code, today()
                )
            except Refused as refusal:
                self.refused(form, refusal)
            else:
                self.telephone(data["username"], data["phone"])
                return self.password_page(data["username"], password)
        return self.form_page("create", form, None, None, 422 if posted else 200)

    def telephone(self, username: str, phone: str | None) -> None:
        if phone:
            made = db.session.scalars(select(User).where(User.username == username)).one()
            made.phone = phone
            db.session.commit()

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        change_officer(db.session(), row, {n: f.data for n, f in form._fields.items()}, user)

    def filled(self, row: Any, form: BureauForm) -> None:
        """Nothing yet: change_officer compares with what the officer is now."""

    def acts(self, row: Any, user: User) -> list[ActLink]:
        url = f"{self.url}/reset/?id={row.id}"
        return [
            ActLink("reset", _("重置密码"), row.id != user.id, _("本人请用“修改密码”"), url),
            ActLink("factor", _("重置动态口令"), row.id != user.id, _("本人的动态口令请由另一名系统管理员重置"),
                    f"{self.url}/factor/?id={row.id}"),
        ]

    @expose("/factor/", methods=("GET", "POST"))
    def factor_view(self) -> ResponseReturnValue:
        """Take the second factor away from an officer who lost the telephone."""
        if not self.can_edit:
            abort(403)
        row = self.get_one(request.args.get("id", ""))
        back = f"{self.url}/details/?id={row.id}"
        if request.method == "POST":
            done, words, tone = False, "", "error"
            try:
                done = reset_second_factor(db.session(), row, current_user)
                words, tone = (_("动态口令已重置，本人可重新启用"), "success") if done else (
                    _("这名用户没有启用动态口令"), "info")
            except Refused as refusal:
                db.session.rollback()
                words = said(refusal.reasons[0])
            flash(words, tone)
            return redirect(back)
        return self.render(
            "admin/model/edit.html", form=BureauForm(), version=None, household=None,
            sections=[Section("", row.name, (), _("原认证器立即失效；须先当面或以可靠方式核实本人身份。"))],
            heading=_("重置动态口令"), save_label=_("重置动态口令"), return_url=back,
        )

    @expose("/reset/", methods=("GET", "POST"))
    def reset_view(self) -> ResponseReturnValue:
        """A new one-time password for an officer who lost the own."""
        if not self.can_edit:
            abort(403)
        row = self.get_one(request.args.get("id", ""))
        back = f"{self.url}/details/?id={row.id}"
        if request.method == "POST":
            try:
                username = row.username
                return self.password_page(
                    username, reset_password(db.session(), row, current_user, now())
                )
            except Refused as refusal:
                db.session.rollback()
                flash(said(refusal.reasons[0]), "error")
                return redirect(back)
        return self.render(
            "admin/model/edit.html", form=BureauForm(), version=None, household=None,
            sections=[Section("", row.name, (), _("原密码立即失效，所有登录随之结束。"))],
            heading=_("重置密码"), save_label=_("重置密码"), return_url=back,
        )

    def password_page(self, username: str, password: str) -> ResponseReturnValue:
        pairs = [(_("登录名"), Cell(username)), (_("一次性密码"), Cell(password))]
        return self.render(
            "admin/model/details.html", title=_("一次性密码"), household=None, acts=[],
            intro=_("只显示这一次，请当面告知本人；首次登录须修改。"),
            sections=[(_("请记录"), pairs)], edit_url=None, return_url=self.home,
        )
