"""For which office and which period: what the leaders' page and the ledgers both ask."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from wtforms import Form
from wtforms.validators import ValidationError

from admin.fields import Choice, Day, Required
from admin.filters import office_within, whole_number
from models import Office, User
from policy.terms import Level

LONGEST_YEARS: Final = 10
DEPTH: Final = {Level.PROVINCE: 0, Level.UNIT: 1, Level.COUNTY: 2, Level.STREET: 3,
                Level.COMMUNITY: 4}


def office_asked(session: Session, user: User, text: str | None) -> Office:
    """The office a parameter names, the officer's own for none; 404 outside the officer's area."""
    if not text:
        return user.office
    number = whole_number(text)
    if number is None:
        abort(404)
    return office_within(session, number, user.office.area)


def offices_to_choose(session: Session, user: User, chosen: Office) -> list[tuple[str, str]]:
    """The officer's area down to the counties, and what lies directly beneath the chosen office."""
    own = user.office
    rows = session.scalars(
        select(Office)
        .where(
            Office.path.startswith(own.path, autoescape=True),
            or_(
                Office.level.in_((Level.PROVINCE, Level.UNIT, Level.COUNTY)),
                Office.id.in_([*numbers(chosen.path), own.id]),
                Office.parent_id.in_([chosen.id, own.id]),
            ),
        )
        .order_by(Office.sort, Office.id)
    ).all()
    beneath: dict[int | None, list[Office]] = {}
    for office in rows:
        beneath.setdefault(None if office.id == own.id else office.parent_id, []).append(office)
    found: list[tuple[str, str]] = []

    def walk(office: Office) -> None:
        indent = "　" * (DEPTH[office.level] - DEPTH[own.level])
        found.append((str(office.id), f"{indent}{office.name}"))
        for child in beneath.get(office.id, ()):
            walk(child)

    for office in beneath.get(None, ()):
        walk(office)
    return found


def numbers(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


class NotBefore:
    """The end of a period on or after its beginning, and not too far from it."""

    def __call__(self, form: Form, field: Any) -> None:
        first = form["from"].data
        if first is None or field.data is None:
            return
        if field.data < first:
            raise ValidationError(_("止日早于起日，请改正"))
        if field.data.year - first.year > LONGEST_YEARS:
            raise ValidationError(_("期间最长%(years)d年，请分段查询", years=LONGEST_YEARS))


def period_fields() -> dict[str, Any]:
    """Office, from, to. New fields each time: a form class of its own for each page."""
    return {
        "office": Choice(_l("机构"), coerce=str),
        "from": Day(_l("起始日期"), [Required()], past=False),
        "to": Day(_l("截止日期（含当日）"), [Required(), NotBefore()], past=False),
    }


def fill(form: Any, session: Session, user: User, chosen: Office, on: date) -> None:
    """Put in the offices to choose from and, where nothing was typed, this year until today."""
    form["office"].offer(None)
    options = offices_to_choose(session, user, chosen)
    form["office"].choices = options
    form["office"].known = {code: code for code, _name in options}
    form["office"].data = str(chosen.id)
    for name, day in (("from", date(on.year, 1, 1)), ("to", on)):
        if not form[name].raw_data:
            form[name].data = day
