"""The page of one record: its columns in the sections of its form, and what may be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from flask_login import current_user
from sqlalchemy import select

from access.masking import shown, tail
from access.permissions import Permission, may
from admin.cells import TAILS, Page
from admin.clock import today
from admin.translation import gettext as _
from admin.words import Cell, back_to, household_url, moment
from models import Household, User, Voidable, db
from models.base import Recorded
from workflow.record_rules import may_write

if TYPE_CHECKING:
    from admin.base import TableView


class ActLink(NamedTuple):
    """Something that may be done with the record; if not now, why not."""

    name: str
    label: str
    enabled: bool
    why_not: str
    url: str
    tone: str = "primary"


def details_context(view: TableView, row: Any) -> dict[str, Any]:
    """What templates/admin/model/details.html draws."""
    user: User = current_user._get_current_object()
    household = getattr(row, "household", None)
    writes = view.can_edit and view.may_edit(row, user)
    here = f"{view.url}/details/?id={row_key(view, row)}"
    return {
        "title": view.heading(row),
        "household": household_link(household, user) if household is not None else None,
        "sections": list(sections_of(view, row, user)),
        "edit_url": f"{view.url}/edit/?id={row_key(view, row)}&url={here}" if writes else None,
        "acts": sorted([*view.decisions(row, user), *(view.acts(row, user) if writes else ())],
                       key=lambda act: act.name == "void"),
        "return_url": back_to(f"{view.url}/"),
        "findings": view.findings(row, user),
        "extras": view.extras(row, user),
    }


def row_key(view: TableView, row: Any) -> Any:
    return getattr(row, view.key.key)


def household_link(household: Household, user: User) -> tuple[str, str]:
    """Number, name as the officer may see it, and status; leads to the household page."""
    name = shown(user, "name", household.head_name)
    label = f"{household.family_no} {name} · {_(household.status.label)}"
    return (label, household_url(household.id))


def sections_of(view: TableView, row: Any, user: User) -> Iterator[tuple[str, list[tuple[str, Cell]]]]:
    page = Page(db.session(), user, today())
    statement = view.details_statement.where(view.key == row_key(view, row))
    values = db.session.execute(statement).one()
    pairs = [
        (_(column.label), column.cell(page, [values[i] for i in places]))
        for column, places in view.details_places
    ]
    pairs += [(_(label), cell) for label, cell in sealed_of(row)]
    yield (_(view.title), pairs)
    kept = list(record_of(row, user))
    if kept:
        yield (_("录入与状态"), kept)


def sealed_of(row: Any) -> Iterator[tuple[str, Cell]]:
    """Sealed columns by their last four characters; the value itself is not opened."""
    for key, kind in TAILS.items():
        if key in row.__mapper__.columns and getattr(row, key):
            label = row.__mapper__.columns[key.removesuffix("_last4")].info["label"]
            yield label, Cell(tail(kind, getattr(row, key)), "masked")


def record_of(row: Any, user: User) -> Iterator[tuple[str, Cell]]:
    if isinstance(row, Recorded):
        name = db.session.scalar(select(User.name).where(User.id == row.created_by_id))
        yield _("录入人"), Cell(name or "")
        yield _("录入时间"), Cell(moment(row.created_at), "date")
    if isinstance(row, Voidable) and row.voided_at is not None:
        yield _("作废时间"), Cell(moment(row.voided_at), "date")
        reads = may(user, Permission.PERSONAL_READ)
        yield _("作废原因"), Cell(row.void_reason or "" if reads else "＊＊＊")


def acts_of(view: TableView, row: Any, user: User) -> list[ActLink]:
    if not isinstance(row, Voidable) or not may_write(row, user):
        return []
    url = f"{view.url}/void/?id={row_key(view, row)}"
    return [ActLink("void", _("作废"), True, "", url, "quiet")]
