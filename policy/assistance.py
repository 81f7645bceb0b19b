"""Assistance (援助): what is owed to a member of a newly recognised household, and by when.

The promise (承诺制): one job guidance (职业指导), one training information (技能培训信息), three
recommended jobs (岗位推荐), and work within 20 working days of the seal.
Source: docs/notice.md, 四（三）.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.parameters import GUIDANCE_OWED, PROMISE_PERIOD, REFERRALS_OWED, TRAINING_OWED
from policy.rulebook import NOTICE, Rules
from policy.terms import Feedback, ServiceKind
from policy.verdict import Reason, Verdict, rule
from policy.workdays import WorkCalendar

COUNTS_AS: Final = {
    ServiceKind.GUIDANCE: ServiceKind.GUIDANCE,
    ServiceKind.TRAINING_INFO: ServiceKind.TRAINING_INFO,
    ServiceKind.TRAINING: ServiceKind.TRAINING_INFO,
    ServiceKind.REFERRAL: ServiceKind.REFERRAL,
}
"""Which services count to the 1-1-3, and as what. Our reading: who is trained is informed."""

OWED: Final = {
    ServiceKind.GUIDANCE: GUIDANCE_OWED,
    ServiceKind.TRAINING_INFO: TRAINING_OWED,
    ServiceKind.REFERRAL: REFERRALS_OWED,
}


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """One service given to a member; a recommended job names its vacancy if it passed the gate
    (policy.recommendation), and none if it did not.
    """

    member: int
    kind: ServiceKind
    on: date
    vacancy: str | None = None
    feedback: Feedback = Feedback.PENDING


def promise_due(sealed_on: date, calendar: WorkCalendar) -> date:
    """The last of the 20 working days after the seal, whose own day is not counted.

    Fit to be stored; raises CalendarMissing for a year that has not been entered.
    """
    return calendar.after(sealed_on, PROMISE_PERIOD.at(sealed_on))


def promise_is_kept(placed_on: date | None, due: date) -> bool:
    """Whether the first day of work came in time; on the due day is in time."""
    return placed_on is not None and placed_on <= due


def counted(
    services: Iterable[ServiceFacts], member: int, sealed_on: date, due: date
) -> dict[ServiceKind, int]:
    """How many services given to that member from the seal to the due day count, by kind.

    A recommended job counts only with its vacancy, and a vacancy once. What did not reach the
    member was not given.
    """
    counts: Counter[ServiceKind] = Counter()
    recommended: set[str] = set()
    for service in services:
        kind = COUNTS_AS.get(service.kind)
        if service.member != member or kind is None or service.feedback is Feedback.UNREACHED:
            continue
        if not sealed_on <= service.on <= due:
            continue
        if kind is ServiceKind.REFERRAL:
            if not service.vacancy or service.vacancy in recommended:
                continue
            recommended.add(service.vacancy)
        counts[kind] += 1
    return {kind: counts[kind] for kind in OWED}


def owed(
    given: Mapping[ServiceKind, int], sealed_on: date, rules: Rules = NOTICE
) -> dict[ServiceKind, int]:
    """How many of each kind are still to be given; what is not owed any more is left out."""
    missing = {
        kind: rules.at(number, sealed_on) - given.get(kind, 0) for kind, number in OWED.items()
    }
    return {kind: count for kind, count in missing.items() if count > 0}


@rule("102-4-3")
def services_are_given(name: str, given: Mapping[ServiceKind, int], sealed_on: date) -> Verdict:
    """Whether a member has had the 1-1-3; objects once for each kind still owed."""
    return Verdict(
        tuple(
            Reason(
                "102-4-3",
                "还应为成员%(name)s提供%(kind)s%(count)d次",
                {"name": name, "kind": kind.label, "count": count},
            )
            for kind, count in owed(given, sealed_on).items()
        )
    )
