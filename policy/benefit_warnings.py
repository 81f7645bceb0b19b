"""W14: a policy that is due to a member at work and has not begun (应享政策未落实, 四（二）).

Yellow 30 days after the job was verified, red after 60. It stands until the policy is enjoyed or
it is said why not, while the family is followed. Source: docs/decisions/0024, 0029.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from policy.aid_facts import Job
from policy.benefits import Circumstances, owed
from policy.care_warnings import is_followed
from policy.exit import within
from policy.parameters import BENEFIT_RED, BENEFIT_YELLOW
from policy.rulebook import NOTICE, Rules
from policy.terms import ServiceKind, WarningCode
from policy.verdict import Reason, rule
from policy.warnings import CaseFacts, Days, Raised


@rule("102-4-2")
def benefit_warnings(
    case: CaseFacts, on: date, days: Days, rules: Rules = NOTICE
) -> tuple[Raised, ...]:
    """One a job that has lasted long enough without what it entitles to."""
    if not is_followed(case, on, rules):
        return ()
    return tuple(raised for raised in _unserved(case, on, rules) if raised.raised_on <= on)


def _unserved(case: CaseFacts, on: date, rules: Rules) -> Iterator[Raised]:
    gone = {change.member for change in within(case.exit.changes, case.exit, on)}
    for job in case.jobs:
        registered = job.member in case.exit.registered and job.member not in gone
        if job.verified_on is None or job.ended_on is not None or not registered:
            continue
        missing = owed(circumstances(case, job), case.benefits, on, rules)
        if missing:
            yield _raised(job, job.verified_on, [found.policy.label for found in missing], rules)


def circumstances(case: CaseFacts, job: Job) -> Circumstances:
    """The job with what else is on file of its member."""
    trained = any(
        service.member == job.member and service.kind is ServiceKind.TRAINING
        for service in case.services
    )
    asked = frozenset(b.policy for b in case.benefits if b.member == job.member)
    return Circumstances(job, job.licence, trained, asked)


def _raised(job: Job, verified: date, policies: list[str], rules: Rules) -> Raised:
    yellow = rules.since_issue(BENEFIT_YELLOW, verified)
    red = max(yellow, rules.since_issue(BENEFIT_RED, verified))
    text = "就业核验后满%(days)d日，应享的%(policy)s尚未落实"
    if len(policies) > 1:
        text = "就业核验后满%(days)d日，应享的%(policy)s等%(count)d项政策尚未落实"
    reason = Reason("102-4-2", text, {"days": yellow, "policy": policies[0], "count": len(policies)})
    return Raised(
        WarningCode.BENEFIT, reason, verified + timedelta(days=yellow),
        verified + timedelta(days=red), verified + timedelta(days=red), job.member,
    )
