"""Seeing one person's or household's data in full (查看完整信息): with a reason, once, and on the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import BaseView, expose
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, inspect, select
from wtforms import Form

from access.audit import note
from access.masking import shown
from access.permissions import Permission as P
from admin.act_forms import ActForm, long_enough, text
from admin.base import page
from admin.cells import CODE_LISTS
from admin.clock import now
from admin.codes import codes_of
from admin.guarded import Guarded
from admin.words import BEIJING, Cell, back_to, household_url, moment
from models import (
    AuditEntry,
    Base,
    Household,
    Member,
    Objection,
    Pairing,
    SuspectedFamily,
    User,
    Visit,
    db,
)

A_DAY: Final = 50
"""How many an officer may see in full a day; beyond it the supervisor is asked."""
SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be seen in full of one kind of record."""

    model: type[Any]
    name: str
    columns: tuple[str, ...]


KINDS: Final = {
    "pairing": Kind(Pairing, "partner", ("partner", "partner_unit", "phone")),
    "member": Kind(
        Member, "name",
        ("name", "id_no", "birth_on", "phone", "registration_no", "workplace", "health", "remarks"),
    ),
    "household": Kind(
        Household, "head_name",
        ("head_name", "phone", "register_no", "register_address", "home_address", "bank_name",
         "bank_account", "low_income_no", "hardship"),
    ),
    "suspectedfamily": Kind(SuspectedFamily, "head_name", ("head_name", "phone", "home_address", "grounds")),
    "objection": Kind(Objection, "raised_by", ("raised_by", "reply_to", "content")),
    "visit": Kind(Visit, "interviewee", ("interviewee", "called", "findings", "difficulties")),
}


class ReasonForm(ActForm):
    """Why the full data are needed."""


@page
class Unmask(Guarded, BaseView):
    """One page for each look: it asks why, then shows, and is gone after a minute."""

    to_read = P.UNMASK

    def __init__(self) -> None:
        super().__init__(name="查看完整信息", endpoint="unmask", url="/admin/unmask")

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """There is no list of persons to be seen."""
        abort(404)

    @expose("/<kind>/<int:row_id>", methods=("GET", "POST"))
    def reveal(self, kind: str, row_id: int) -> ResponseReturnValue:
        if kind not in KINDS or row_id >= 2**31:
            abort(404)
        return reveal_page(self, KINDS[kind], row_id)


def reveal_page(view: BaseView, kind: Kind, row_id: int) -> ResponseReturnValue:
    """GET asks why; POST notes the look, commits it, and only then shows. 429 beyond the day's number."""
    row = db.session.scalars(
        select(kind.model).where(kind.model.id == row_id)
    ).one_or_none()
    if row is None:
        abort(404)
    user: User = current_user._get_current_object()
    back = back_to(page_of(row))
    subject = shown(user, "name", getattr(row, kind.name))
    form = reason_form(request.form if request.method == "POST" else None)
    content: dict[str, Any] = {"subject": subject, "back_url": back, "form": form, "values": None}
    if request.method == "GET":
        return view.render("pages/unmask.html", **content)
    if not form.validate():
        return view.render("pages/unmask.html", **content), 422
    values = values_of(kind, row)
    at = now()
    if not entered(form, f"{row.__tablename__}:{row.id}", row.lies_under, seen_of(kind, row)):
        return view.render("pages/unmask.html", **content), 429
    watermark = f"{user.name} · {user.office.name} · {moment(at)}"
    return view.render(
        "pages/unmask.html",
        **{**content, "values": values, "form": None},
        note=_("本次查看已留痕：%(who)s。%(n)d秒后自动隐藏。", who=watermark, n=SECONDS),
        watermark=watermark,
        hide_after=SECONDS,
    )


def page_of(row: Any) -> str:
    """Where the record stands: its household's page, or its own."""
    if isinstance(row, SuspectedFamily):
        return url_for("suspectedfamily.details_view", id=row.id)
    return household_url(row.id if isinstance(row, Household) else row.household_id)


def reason_form(typed: Any) -> Form:
    fields = {
        "reason": text(
            _("事由"), _("请填写查看事由（至少4个字）"), 200, area=True, also=[long_enough],
            description=_("例如：入户核实，须与户口簿核对证件号码"),
        )
    }
    form: Form = type("FormOfReason", (ReasonForm,), fields)(typed)
    return form


def values_of(kind: Kind, row: Base) -> list[tuple[str, Cell]]:
    columns = inspect(type(row)).columns
    return [
        (_(columns[key].info["label"]), Cell(told(key, value)))
        for key in kind.columns
        if (value := getattr(row, key)) not in (None, "")
    ]


def told(key: str, value: Any) -> str:
    """The value in full; the name of what is kept as a code."""
    return codes_of(db.session(), CODE_LISTS[key]).get(value, value) if key in CODE_LISTS else str(value)


def seen_of(kind: Kind, row: Any) -> list[str]:
    columns = inspect(type(row)).columns
    return [columns[key].info["label"] for key in kind.columns if getattr(row, key)]


def entered(form: Any, record: str, path: str, fields: list[str]) -> bool:
    """Enter the look with its reason and commit it, before it happens; False, said in the form, beyond the day's number.

    The chain's head makes officers queue for it.
    """
    note(db.session, "unmask", record, path=path, fields=fields, reason=form["reason"].data)
    if looks_today(current_user, now()) > A_DAY:
        db.session.rollback()
        form.form_errors = [_("今天已查看%(n)d次，已达上限；确需继续的，请由上级人员办理", n=A_DAY)]
        return False
    db.session.commit()
    return True


def looks_today(user: User, at: datetime) -> int:
    """How often this officer has looked since midnight in Beijing, the present look included."""
    midnight = datetime.combine(at.astimezone(BEIJING).date(), time(), BEIJING)
    latest = (
        select(AuditEntry.at)
        .where(AuditEntry.actor == user.username, AuditEntry.act == "unmask")
        .order_by(AuditEntry.id.desc())
        .limit(A_DAY + 1)
        .subquery()
    )
    found = db.session.scalar(
        select(func.count()).select_from(latest).where(latest.c.at >= midnight)
    )
    return found or 0
