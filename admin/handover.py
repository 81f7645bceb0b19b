"""The pages of handing over: who is in charge of how many families, and the form that moves them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.masking import shown
from access.permissions import Permission as P
from access.permissions import may
from admin.acts import Result, chosen, named, numbers
from admin.clock import today
from admin.fields import Choice, Length, Paragraph, Required
from admin.forms import BureauForm, Context, Section
from admin.loads import load_table, may_look
from admin.lookups import household_or_404, officers
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, back_to, household_url, reason_line, said
from models import Household, User, db
from workflow.handover import assign_each, families_of, hand_over
from workflow.refusals import Refused

LISTED = 200
ASSIGN = "assign"


class HandOverForm(BureauForm):
    """To whom, and why."""

    to_id = Choice(
        _l("接手人员"), [Required()], options=lambda c: officers(c.session, c.user), coerce=int, blank="请选择"
    )
    reason = Paragraph(_l("移交原因"), [Required(), Length(200)])


class HandingOver:
    """For the household view: families of an officer who leaves, of one family, of those chosen."""

    def init_actions(self) -> None:
        super().init_actions()  # type: ignore[misc]
        self._actions.append((ASSIGN, "指定责任人"))  # type: ignore[attr-defined]
        self._actions_data[ASSIGN] = (partial(assign_page, self), "指定责任人", None)  # type: ignore[attr-defined]

    def is_action_allowed(self, name: str) -> bool:
        if name == ASSIGN:
            return may(current_user, P.HOUSEHOLD_ASSIGN)
        return bool(super().is_action_allowed(name))  # type: ignore[misc]

    @expose("/handover/")
    def handover_view(self) -> ResponseReturnValue:
        """The officers of the area with what they have in hand; those no longer at work on top."""
        if not may_look(current_user._get_current_object()):
            abort(403)
        view: Any = self
        return view.render("admin/handover.html", **load_table(), return_url=view.home)

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
        """One family to an officer, its first or another."""
        allowed()
        household = household_or_404(str(row_id))
        first = household.assigned_to_id is None
        heading = _("确定帮扶责任人") if first else _("更换帮扶责任人")
        return form_page(self, [household], heading, household_url(household.id), first=first)


def allowed() -> None:
    if not may(current_user, P.HOUSEHOLD_ASSIGN):
        abort(403)


def form_page(
    view: Any, families: Sequence[Household], heading: str, back: str, *, first: bool = False
) -> ResponseReturnValue:
    """The families and the form; 422 with what was typed if they cannot be moved so.

    The `first` officer of a family takes over from nobody: the reason is plain.
    """
    user: User = current_user._get_current_object()
    posted = request.method == "POST"
    form = HandOverForm(
        request.form if posted else None, data={"reason": _("首次确定责任人")} if first else None
    )
    if first:
        form.to_id.label.text = _("帮扶责任人")
    form.prepare(Context(db.session(), user, today()), {})
    if posted and form.validate():
        try:
            to = db.session.get(User, form.to_id.data)
            moved = hand_over(db.session(), families, to, form.reason.data, user, today())
            flash(_("已确定帮扶责任人") if first else _("已移交%(n)d户", n=moved), "success")
            return redirect(back)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
    columns, rows = families_shown(families, user)
    more = len(families) - len(rows)
    return view.render(
        "admin/handover.html", form=form, heading=heading, columns=columns, rows=rows,
        sections=[Section("", "", ("to_id", "reason"))], version=None, household=None,
        more=_("另有%(n)d户未列出，一并移交", n=more) if more else "",
        save_label=_("确定") if first else _("移交"), return_url=back,
    ), (422 if posted else 200)


def families_shown(families: Sequence[Household], user: User) -> tuple[list[Column], list[Row]]:
    """The families to be moved, as far as a page can hold them, and whose they are now."""
    heads = (("家庭", "person"), ("状态", "status"), ("社区", "text"), ("现责任人", "text"))
    columns = [Column(str(n), _(head), kind) for n, (head, kind) in enumerate(heads)]
    return columns, [
        Row(h.id, [
            Cell(shown(user, "name", h.head_name), "person", h.family_no, household_url(h.id)),
            Cell(_(h.status.label), "status", "", None, h.status.value, h.status.value),
            Cell(h.community.name), Cell(h.assigned_to.name if h.assigned_to else _("无")),
        ])
        for h in families[:LISTED]
    ]


def assign_page(view: Any, ids: Sequence[str]) -> ResponseReturnValue:
    """The chosen families to one officer: first the form, then what became of each (409 if of none)."""
    user: User = current_user._get_current_object()
    back = back_to(view.home)
    wanted = numbers(ids)
    if not wanted or len(wanted) > LISTED:
        words = _("请先选择要办理的家庭") if not wanted else _("一次最多办理%(n)d户，请分批选择", n=LISTED)
        flash(words, "error")
        return redirect(back)
    families = chosen(wanted)
    confirmed = request.form.get("confirm") == "1"
    form = HandOverForm(request.form if confirmed else None)
    form.prepare(Context(db.session(), user, today()), {})
    if confirmed and form.validate():
        try:
            to = db.session.get(User, form.to_id.data)
            return outcome_page(view, wanted, to, form.reason.data, user, back)
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.field, [said(reason) for reason in refusal.reasons])
    columns, rows = families_shown(families, user)
    return view.render(
        "admin/handover.html", form=form, heading=_("为所选%(n)d户指定责任人", n=len(families)),
        columns=columns, rows=rows, sections=[Section("", "", ("to_id", "reason"))], version=None,
        household=None, save_label=_("指定"), return_url=back, action_url=url_for("household.action_view"),
        kept=[("action", ASSIGN), ("confirm", "1"), *(("rowid", str(i)) for i in wanted)],
    ), (422 if confirmed else 200)


def outcome_page(
    view: Any, wanted: Sequence[int], to: User | None, reason: str, user: User, back: str
) -> ResponseReturnValue:
    labels = {h.id: named(h, user) for h in chosen(wanted)}
    outcomes = assign_each(db.session(), wanted, to, reason, user, today())
    done = sum(outcome.done for outcome in outcomes)
    summary = _("已指定%(done)d户", done=done)
    if done < len(outcomes):
        summary += _("，未指定%(refused)d户", refused=len(outcomes) - done)
    rows = [
        Result(labels[o.id], household_url(o.id, tab="plans"), o.done, [reason_line(r) for r in o.reasons], o.status)
        for o in outcomes
    ]
    title = _("指定责任人 · 办理结果")
    return view.render("admin/act_done.html", title=title, rows=rows, summary=summary, back_url=back), (200 if done else 409)
