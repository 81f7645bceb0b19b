"""The pages on which a difficulty is settled, or handed on to another officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access.permissions import Permission, may
from admin.clock import today
from admin.details import ActLink, household_link
from admin.fields import Choice, Length, Paragraph, Required
from admin.forms import BureauForm, Context, Section
from admin.lookups import owners
from admin.translation import gettext as _
from admin.words import back_to, household_url
from models import Ticket, User, db
from policy.aid_terms import TicketEnd
from workflow.refusals import Refused
from workflow.tickets import hand_on, settle

ENDINGS = tuple((end.value, end.label) for end in TicketEnd)


class SettleForm(BureauForm):
    """What was done, and how it ended."""

    handling = Paragraph(_l("办理情况"), [Required(), Length(300)])
    ending = Choice(_l("办结方式"), [Required()], options=ENDINGS, coerce=TicketEnd, blank="请选择")


class HandOnForm(BureauForm):
    """To whom, and why."""

    owner_id = Choice(_l("转给"), [Required()], options=lambda c: owners(c.session, c.household),
                      coerce=int, blank="请选择")
    reason = Paragraph(_l("转办原因"), [Required(), Length(200)])


class TicketPages:
    """For the view of difficulties: settling and handing on."""

    @expose("/settle/", methods=("GET", "POST"))
    def settle_view(self) -> ResponseReturnValue:
        def done(ticket: Ticket, form: BureauForm, user: User) -> None:
            settle(db.session(), ticket, form["handling"].data, form["ending"].data, user, today())

        return page(self, SettleForm, _("办结困难诉求"), _("办结"), done)

    @expose("/hand/", methods=("GET", "POST"))
    def hand_view(self) -> ResponseReturnValue:
        def done(ticket: Ticket, form: BureauForm, user: User) -> None:
            to = db.session.get(User, form["owner_id"].data)
            hand_on(db.session(), ticket, to, form["reason"].data, user)

        return page(self, HandOnForm, _("转办困难诉求"), _("转办"), done)

    def ticket_acts(self, row: Ticket, user: User) -> list[ActLink]:
        view: Any = self
        if not view.may_edit(row, user):
            return []
        here = f"{view.url}/details/?id={row.id}"
        return [
            ActLink("settle", _("办结"), True, "", f"{view.url}/settle/?id={row.id}&url={here}"),
            ActLink("hand", _("转办"), True, "", f"{view.url}/hand/?id={row.id}&url={here}"),
        ]


def page(
    view: Any, form_type: type[BureauForm], heading: str, verb: str,
    done: Callable[[Ticket, BureauForm, User], None],
) -> ResponseReturnValue:
    """404 outside the area; 409 for a page grown old, 422 with what was typed if it cannot be so."""
    if not view.can_edit:
        abort(403)
    row: Ticket = view.get_one(request.args.get("id", ""))
    user: User = current_user._get_current_object()
    back = back_to(household_url(row.household_id, tab="followup"))
    if not view.may_edit(row, user):
        flash(_("这件困难诉求已经办结或作废，或本户已不在援助中"), "warning")
        return redirect(back)
    posted, status = request.method == "POST", 200
    form = form_type(request.form if posted else None)
    form.prepare(Context(db.session(), user, today(), row.household, row), {})
    if posted:
        status = 409 if request.form.get("version") != str(row.version) else 422
        if status == 409:
            form.refuse(None, [_("他人刚刚修改过这件诉求，请核对后再办理")])
        elif form.validate():
            try:
                done(row, form, user)
                flash(_("已办理：%(act)s", act=heading), "success")
                return redirect(back)
            except Refused as refusal:
                view.refused(form, refusal)
    return view.render(
        "admin/model/edit.html", form=form, version=row.version, save_label=verb, heading=heading,
        sections=[Section("", verb, tuple(form._fields), told(row, user))], return_url=back,
        household=household_link(row.household, user),
    ), status


def told(row: Ticket, user: User) -> str:
    """What the page says of the difficulty before it asks."""
    content = row.content if may(user, Permission.PERSONAL_READ) else "＊＊＊"
    return _(
        "%(kind)s：%(content)s（%(on)s受理，%(owner)s承办，应于%(due)s前办结）",
        kind=_(row.kind.label), content=content, on=row.raised_on.isoformat(), owner=row.owner.name,
        due=row.due_on.isoformat(),
    )
