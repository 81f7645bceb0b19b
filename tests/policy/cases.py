"""Households as the warnings look at them: recognised on 5 March 2026, nothing owing, unless told otherwise."""

from __future__ import annotations

from datetime import date, timedelta

from policy.assistance import ServiceFacts
from policy.care_warnings import care_warnings
from policy.exit import ExitFacts
from policy.terms import ServiceKind, Status
from policy.warnings import CaseFacts, Days, procedure_warnings
from tests.policy.calendars import CALENDAR, day
from tests.policy.families import family

DAYS = Days(CALENDAR)
S = Status
SEALED = date(2026, 3, 5)
DUE = date(2026, 4, 2)


def case(status=S.RECOGNISED, **facts) -> CaseFacts:
    usual = {"applied_on": date(2026, 2, 9)}
    if status in (S.RECOGNISED, S.EXITED):
        usual |= {
            "recognised_on": SEALED, "promise_due_on": DUE, "assisted_on": SEALED,
            "household": family(), "exit": ExitFacts(registered=frozenset({1}), recognised_on=SEALED),
            "services": given_services(1),
        }
    return CaseFacts(status, **{**usual, **facts})


def given_services(*members):
    """The 1-1-3 of each of these members, on the day after the seal."""
    on = SEALED + timedelta(days=1)
    kinds = [(ServiceKind.GUIDANCE, None), (ServiceKind.TRAINING_INFO, None),
             *((ServiceKind.REFERRAL, f"单位/岗位{n}") for n in range(3))]
    return tuple(ServiceFacts(m, kind, on, job) for m in members for kind, job in kinds)


def said(raised):
    return [
        (r.code.value, str(r.raised_on), str(r.red_on) if r.red_on else None, r.member, str(r.reason))
        for r in raised
    ]


def procedure(of, on):
    return said(procedure_warnings(of, day(on), Days(CALENDAR)))


def care(of, on, rules=None):
    return said(care_warnings(of, day(on), Days(CALENDAR), **({"rules": rules} if rules else {})))
