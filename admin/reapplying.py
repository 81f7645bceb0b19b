"""Applying again (再次申请): who is taken over from the earlier episode, then the new draft."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.act_forms import ActForm
from admin.act_tickets import version
from admin.acts import Act, Candidate, named
from admin.cells import calendar_of_request
from admin.clock import today
from admin.lookups import household_or_404
from admin.words import household_url, listed, reason_line, said
from models import Household, User, db
from policy.clauses import CLAUSES
from workflow.reapplication import apply_again, demand_closed, taken_over
from workflow.refusals import Refused


class Reapplying:
    """For the household view: the page that opens the next episode of a family."""

    @expose("/again/<int:row_id>", methods=("GET", "POST"))
    def again_view(self, row_id: int) -> ResponseReturnValue:
        """Shows whom the new application begins with; its POST opens it and leads to its members."""
        if not may(current_user, P.HOUSEHOLD_WRITE):
            abort(403)
        view: Any = self
        user: User = current_user._get_current_object()
        earlier = household_or_404(str(row_id))
        form = ActForm(request.form if request.method == "POST" else None)
        if request.method == "POST":
            if version(request.form.get("version", "")) != earlier.version:
                form.form_errors = [_("他人刚刚办理或修改过这一户，请核对后再办理")]
            elif (made := opened(earlier, form, user)) is not None:
                flash(_("已建立第%(n)d次申请的草稿，请逐项核对后提交", n=made.episode), "success")
                return redirect(household_url(made.id, tab="members"))
        return page(view, earlier, form, user), (422 if request.method == "POST" else 200)


def opened(earlier: Household, form: ActForm, user: User) -> Household | None:
    """The new episode; None, with the reasons in the form, if it was refused."""
    try:
        return apply_again(db.session(), earlier, user, today(), calendar_of_request(db.session()))
    except Refused as refusal:
        db.session.rollback()
        form.form_errors = [said(reason) for reason in refusal.reasons]
        return None


def page(view: Any, earlier: Household, form: ActForm, user: User) -> str:
    """The members by name as the officer may see them; why not, where the family may not."""
    against = []
    try:
        demand_closed(db.session(), earlier, user)
    except Refused as refusal:
        db.session.rollback()
        against = [reason_line(reason, False) for reason in refusal.reasons]
    names = listed(shown(user, "name", m.name) for m in taken_over(db.session(), earlier))
    candidate = Candidate(
        earlier.id, earlier.version, named(earlier, user), earlier.community.name, earlier.status,
        against, not against, _("带入成员：%(names)s", names=names),
    )
    text: str = view.render(
        "admin/act.html",
        act=Act(
            "again", _("再次申请"), _("建立新的申请"), "primary", _(CLAUSES["102-2-1"]),
            _("沿用原家庭编号，带入上次的住址、联系方式和成员（身份号码不显示）。失业登记、收入、比对、走访均须重新核实。"),
        ),
        households=[candidate], form=form,
        action_url=url_for("household.again_view", row_id=earlier.id),
        url=household_url(earlier.id),
    )
    return text
