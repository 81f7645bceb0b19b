"""The lists that forms and filters of sweeps and supervision offer: campaigns, clauses, grounds."""

from __future__ import annotations

from typing import Any, Final

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.arguments import whole_number
from admin.translation import gettext as _
from models import SuspectedFamily, SweepCampaign, db
from policy.clauses import CLAUSES
from workflow.inspections import possible_grounds

MOST: Final = 60
CITED: Final = tuple((clause, words) for clause, words in CLAUSES.items() if clause.startswith("102"))


def campaigns_here(session: Session) -> list[tuple[str, str]]:
    """The campaigns the officer sees, the latest first."""
    rows = session.execute(
        select(SweepCampaign.id, SweepCampaign.name)
        .where(SweepCampaign.voided_at.is_(None))
        .order_by(SweepCampaign.since.desc(), SweepCampaign.id.desc()).limit(MOST)
    )
    return [(str(pk), name) for pk, name in rows]


def campaigns_to_choose(context: Any) -> list[tuple[str, str]]:
    """Those, and the one the row already belongs to."""
    found = campaigns_here(context.session)
    now = context.row.campaign if context.row is not None else None
    if now is not None and str(now.id) not in dict(found):
        found.append((str(now.id), now.name))
    return found


def campaign_asked(session: Session) -> int | None:
    """The campaign a new row begins with: that of the address, or the latest."""
    known = [int(pk) for pk, _name in campaigns_here(session)]
    asked = whole_number(request.args.get("campaign", ""))
    return asked if asked in known else known[0] if known else None


def suspect_asked() -> SuspectedFamily | None:
    """The suspected family an application begins with (`suspect=ID`); 404 for one the officer does not see."""
    if not request.args.get("suspect"):
        return None
    number = whole_number(request.args["suspect"])
    family = db.session.scalars(
        select(SuspectedFamily).where(SuspectedFamily.id == number)
    ).one_or_none()
    if family is None:
        abort(404)
    return family


def grounds_to_choose(context: Any) -> list[tuple[str, str]]:
    """Open findings and counties at zero beneath the officer; from the page of a finding, of its office alone."""
    findings, alerts = possible_grounds(context.session)
    asked = request.args.get("finding", "")
    about = next((f.path for f in findings if str(f.id) == asked), context.user.office.path)
    found = [
        (f"finding:{f.id}", f.path, f"{f.office.name} · {_(f.fault.label)} · {f.inspected_on.isoformat()} · {f.problem[:30]}")
        for f in findings
    ]
    found += [
        (f"alert:{a.id}", a.lies_under, f"{a.community.name} · {_(a.code.label)} · {a.raised_on.isoformat()}")
        for a in alerts
    ]
    return [
        (code, label) for code, path, label in found
        if path.startswith(about) and path != context.user.office.path
    ]
