"""Policies that end by rule, in the transaction of the fact that ends them (四（二）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from models import Benefit, Household
from policy.aid_terms import BenefitState as B
from policy.benefit_limits import ends_of
from policy.terms import Status as S
from workflow.benefit_facts import holder_of


def stop_by_rule(session: Session, household: Household, on: date) -> int:
    """End the policies whose holder has died, retired, lost the job, left otherwise or been revoked.

    In the transaction of the fact itself, and told in the trail. Does not commit.
    """
    if household.status not in (S.RECOGNISED, S.EXITED, S.REVOKED):
        return 0
    session.flush()
    stopped = 0
    for row in session.scalars(
        select(Benefit).where(
            Benefit.household_id == household.id, Benefit.state == B.ENJOYED,
            Benefit.voided_at.is_(None),
        )
    ).all():
        holder = holder_of(session, household, row.member, row.employment)
        end = next((end for end in ends_of(holder, on) if end.last <= on), None)
        if end is None or row.from_on is None:
            continue
        row.state, row.stopped_on = B.STOPPED, max(end.last, row.from_on)
        row.stop_reason = end.why
        session.flush()
        note(session, "stop_benefit", f"benefit:{row.id}", path=household.lies_under,
             why=end.why.value, on=end.last.isoformat())
        stopped += 1
    return stopped
