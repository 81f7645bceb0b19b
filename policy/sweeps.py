"""Sweeps (入户摸底排查): how far a family found has come, who has waited too long, who does not sweep.

Source: docs/notice.md 四（一）; readings in docs/decisions/0035.
"""

from __future__ import annotations

from datetime import date, timedelta

from policy.ages import add_months
from policy.parameters import SUSPECT_PERIOD, SWEEP_INTERVAL
from policy.rulebook import NOTICE, Rules
from policy.sweep_terms import SuspectState
from policy.terms import Status
from policy.verdict import Reason, rule

RECOGNISED = (Status.RECOGNISED, Status.EXITED)
REFUSED = (Status.REJECTED, Status.REVOKED)


@rule("102-4-1")
def suspect_state(guided: bool, unfit: bool, status: Status | None) -> SuspectState:
    """疑似 → 已引导申报 → 已认定, or 不符合; `status` is of the application it led to, if it led to one.

    An application refused, or a recognition revoked, says that the family is unfit; one withdrawn
    leaves it guided.
    """
    if unfit or status in REFUSED:
        return SuspectState.UNFIT
    if status in RECOGNISED:
        return SuspectState.RECOGNISED
    return SuspectState.GUIDED if guided or status is not None else SuspectState.SUSPECTED


@rule("102-4-1")
def guide_by(found_on: date, on: date, rules: Rules = NOTICE) -> date:
    """The last day on which a family found is to have been guided to apply, or found unfit."""
    return found_on + timedelta(days=rules.since_issue(SUSPECT_PERIOD, on))


@rule("102-4-1")
def sweeps_nothing(last: date | None, on: date, rules: Rules = NOTICE) -> Reason | None:
    """Why a county is named: no door was knocked at for so many months (定期组织)."""
    months = rules.since_issue(SWEEP_INTERVAL, on)
    if last is not None and on < add_months(last, months):
        return None
    return Reason("102-4-1", "近%(months)d个月没有入户摸底排查", {"months": months})
