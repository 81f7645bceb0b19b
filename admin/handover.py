"""The pages of handing over: who is in charge of how many families, and the form that moves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.clock import today
from admin.fields import Choice, Length, Paragraph, Required
from admin.forms import BureauForm, Context, Section
from admin.lookups import household_or_404, officers
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, household_url, said
from models import Household, User, db
from workflow.handover import families_of, hand_over, loads
from workflow.refusals import Refused

LISTED = 200


class HandOverForm(BureauForm):
    """To whom, and why."""

    to_id = Choice(
        _l("接手人员"), [Required()], options=lambda c: officers(c.session, c.user), coerce=int, blank="请选择"
    )
    reason = Paragraph(_l("移交原因"), [Required(), Length(200)])


class HandingOver:
    """For the household view: families of an officer who leaves, and of one family alone."""

    @expose("/handover/")
    def handover_view(self) -> ResponseReturnValue:
        """Every officer in charge of families of the area; those no longer at work on top."""
        allowed()
        view: Any = self
        found = loads(db.session(), current_user.office.path, today())
        heads = (("帮扶责任人", "person"), ("所在机构", "text"), ("负责户数", "num"), ("在岗", "bool"))
        columns = [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]
        rows = [
            Row(load.officer_id, [
                Cell(load.name, "person", "", url_for(".handover_form_view", officer_id=load.officer_id)),
                Cell(load.office), Cell(load.families, "num"),
                Cell(_("已停用或调离"), "bool", tone="no") if load.gone else Cell(_("在岗"), "bool", tone="yes"),
            ])
            for load in found
        ]
        return view.render("admin/handover.html", columns=columns, rows=rows, return_url=view.home)

    @expose("/handover/<int:officer_id>", methods=("GET", "POST"))
    def handover_form_view(self, officer_id: int) -> ResponseReturnValue:
        """All families of one officer to another; 404 for whoever has none in the area."""
        allowed()
        families = families_of(db.session(), officer_id, today()) if officer_id < 2**31 else []
        if not families:
            abort(404)
        officer = db.session.get_one(User, officer_id)
        heading = _("移交%(name)s负责的%(n)d户", name=officer.name, n=len(families))
        return form_page(self, families, heading, url_for(".handover_view"))

    @expose("/assign/<int:row_id>", methods=("GET", "POST"))
    def assign_view(self, row_id: int) -> ResponseReturnValue:
        """One family to another officer."""
        allowed()
        household = household_or_404(str(row_id))
        return form_page(self, [household], _("更换帮扶责任人"), household_url(household.id))


def allowed() -> None:
    if not may(current_user, P.HOUSEHOLD_ASSIGN):
        abort(403)


def form_page(
    view: Any, families: Sequence[Household], heading: str, back: str
) -> ResponseReturnValue:
    """The families and the form; 422 with what was typed if they cannot be moved so."""
    user: User = current_user._get_current_object()
    posted = request.method == "POST"
    form = HandOverForm(request.form if posted else None)
    form.prepare(Context(db.session(), user, today()), {})
    if posted and form.validate():
        try:
            to = db.session.get(User, form.to_id.data)
            moved = hand_over(db.session(), families, to, form.reason.data, user)
            flash(_("已移交%(n)d户", n=moved), "success")
            return redirect(back)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
    heads = (("家庭", "person"), ("状态", "status"), ("社区", "text"))
    columns = [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]
    rows = [
        Row(h.id, [
            Cell(shown(user, "name", h.head_name), "person", h.family_no, household_url(h.id)),
            Cell(_(h.status.label), "status", "", None, h.status.value, h.status.value),
            Cell(h.community.name),
        ])
        for h in families[:LISTED]
    ]
    more = len(families) - len(rows)
    return view.render(
        "admin/handover.html", form=form, heading=heading, columns=columns, rows=rows,
        sections=[Section("", "", ("to_id", "reason"))], version=None, household=None,
        more=_("另有%(n)d户未列出，一并移交", n=more) if more else "",
        save_label=_("移交"), return_url=back,
    ), (422 if posted else 200)
