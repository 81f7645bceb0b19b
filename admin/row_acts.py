"""The page of one act on one record: what it is about, a small form, the reasons at their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from admin.clock import today
from admin.details import household_link
from admin.forms import BureauForm, Context, Section
from admin.translation import gettext as _
from admin.words import back_to
from models import User, db
from workflow.refusals import Refused


@dataclass(frozen=True, slots=True)
class RowAct:
    """One act: its form and words, who may at all, whether the row stands open to it, and what it does.

    `shut` is said where it does not; `told` is what the page says of the row before it asks;
    `begins` is what the form already says.
    """

    form: type[BureauForm]
    heading: str
    verb: str
    may: Callable[[User], bool]
    is_open: Callable[[Any, User], bool]
    shut: str
    told: Callable[[Any, User], str]
    done: Callable[[Any, BureauForm, User], None]
    begins: Callable[[Any], dict[str, Any]] = field(default=lambda row: {})


def act_page(view: Any, act: RowAct, back: Callable[[Any], str]) -> ResponseReturnValue:
    """404 outside the area; 409 for a page grown old, 422 with what was typed if it cannot be so."""
    user: User = current_user._get_current_object()
    if not act.may(user):
        abort(403)
    row = view.get_one(request.args.get("id", ""))
    leads = back_to(back(row))
    if not act.is_open(row, user):
        flash(act.shut, "warning")
        return redirect(leads)
    household = getattr(row, "household", None)
    posted, status = request.method == "POST", 200
    form = act.form(request.form if posted else None, data=act.begins(row))
    form.prepare(Context(db.session(), user, today(), household, row), {})
    if posted:
        status = 409 if request.form.get("version") != str(row.version) else 422
        if status == 409:
            form.refuse(None, [_("他人刚刚修改过这件记录，请核对后再办理")])
        elif form.validate():
            try:
                act.done(row, form, user)
                flash(_("已办理：%(act)s", act=act.heading), "success")
                return redirect(leads)
            except Refused as refusal:
                view.refused(form, refusal)
    return view.render(
        "admin/model/edit.html", form=form, version=row.version, save_label=act.verb,
        heading=act.heading, return_url=leads,
        sections=[Section("", act.verb, tuple(form._fields), act.told(row, user))],
        household=household_link(household, user) if household is not None else None,
    ), status
