"""Taking a mistake out of the count: the page that asks for the reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from admin.clock import now, today
from admin.details import household_link, row_key
from admin.fields import Length, Paragraph, Required
from admin.forms import BureauForm, Section
from admin.translation import gettext as _
from models import User, Voidable, db
from workflow.record_rules import household_of
from workflow.records import void
from workflow.refusals import Refused


class VoidForm(BureauForm):
    """Why a record is voided."""

    reason = Paragraph(_l("作废原因"), [Required(), Length(200)])


class Voiding:
    """For a view of records that may be voided: nothing is deleted, and everything stays readable."""

    def may_void(self, row: Any, user: User) -> bool:
        """Whether this officer may void the row; as a rule, whoever may change it."""
        view: Any = self
        return bool(view.may_edit(row, user))

    def void_url(self, row: Any, user: User, back: str) -> str | None:
        """The page that voids the row and leads back there, for whoever changes it and finds it mistaken."""
        view: Any = self
        if not issubclass(view.of, Voidable) or not self.may_void(row, user):
            return None
        return f"{view.url}/void/?{urlencode({'id': row_key(view, row), 'url': back})}"

    @expose("/void/", methods=("GET", "POST"))
    def void_view(self) -> ResponseReturnValue:
        view: Any = self
        if not view.can_edit:
            abort(403)
        if not issubclass(view.of, Voidable):
            abort(404)
        row = view.get_one(request.args.get("id", ""))
        household = household_of(row) if view.is_of_household else None
        user: User = current_user._get_current_object()
        if not self.may_void(row, user):
            view.why_not(row, user)
            return redirect(view.back(household))
        form, status = VoidForm(request.form if request.method == "POST" else None), 200
        if request.method == "POST":
            status = 409 if request.form.get("version") != str(row.version) else 422
            if status == 409:
                form.refuse(None, [_("他人刚刚修改过这条记录，请核对后再作废")])
            elif form.validate():
                try:
                    void(db.session(), row, form.reason.data, user, today(), now())
                    flash(_("已作废，原记录仍可查看"), "success")
                    return redirect(view.back(household))
                except Refused as refusal:
                    view.refused(form, refusal)
        return view.render(
            "admin/model/edit.html", form=form, version=row.version, save_label=_("作废"),
            sections=[Section("", _("作废"), ("reason",), _("作废后不再计入，但仍可查看，不能恢复。"))],
            heading=_("作废%(what)s", what=_(view.of.__label__)), return_url=view.back(household),
            household=household_link(household, user) if household is not None else None,
        ), status
