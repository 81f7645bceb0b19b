"""The pages on which a difficulty is settled, or handed on to another officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import lazy_gettext as _l

from access.permissions import Permission, may
from admin.clock import today
from admin.details import ActLink
from admin.fields import Choice, Length, Paragraph, Required
from admin.forms import BureauForm
from admin.lookups import owners
from admin.row_acts import RowAct, act_page
from admin.translation import gettext as _
from admin.words import household_url
from models import Ticket, User, db
from policy.aid_terms import TicketEnd
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
    """The page of one act on a difficulty that is not settled yet."""
    shut = _("这件困难诉求已经办结或作废，或本户已不在援助中")
    act = RowAct(form_type, heading, verb, lambda user: view.can_edit, view.may_edit, shut, told, done)
    return act_page(view, act, lambda row: household_url(row.household_id, tab="followup"))


def told(row: Ticket, user: User) -> str:
    """What the page says of the difficulty before it asks."""
    content = row.content if may(user, Permission.PERSONAL_READ) else "＊＊＊"
    return _(
        "%(kind)s：%(content)s（%(on)s受理，%(owner)s承办，应于%(due)s前办结）",
        kind=_(row.kind.label), content=content, on=row.raised_on.isoformat(), owner=row.owner.name,
        due=row.due_on.isoformat(),
    )
