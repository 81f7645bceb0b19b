"""From a household's records to the facts the warnings are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import Employment, Household
from policy.aid_facts import BenefitFacts, CheckFacts, Job, TicketFacts
from policy.warnings import CaseFacts, Hit
from workflow.facts import (
    Records,
    contract_of,
    exit_facts,
    has_licence,
    household_facts,
    is_insured,
)
from workflow.follow_ups import taken_over_on, visits_made
from workflow.plan_facts import plan_facts
from workflow.promise import service_facts

DAYS = (
    "applied_on", "submitted_on", "verified_on", "publicized_until", "reported_on",
    "recognised_on", "promise_due_on", "promise_provisional", "assisted_on", "placed_on",
    "exited_on", "exit_ground",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an answer: an open objection, since when an exit proposal; a later episode.

    `refused`: what the county has answered with no, by the events each proposal rested on.
    """

    objected: bool = False
    proposed_on: date | None = None
    returned: bool = False
    refused: frozenset[frozenset[str]] = frozenset()


NOTHING = Waiting()


def case_facts(household: Household, records: Records, waiting: Waiting = NOTHING) -> CaseFacts:
    """All that the warnings of one household are asked about; unverified jobs are none."""
    number = {member.id: member.no for member in records.members}
    return CaseFacts(
        status=household.status,
        **{name: getattr(household, name) for name in DAYS},
        objected=waiting.objected,
        proposed_on=waiting.proposed_on,
        returned=waiting.returned,
        assigned=household.assigned_to_id is not None,
        refused=waiting.refused,
        household=household_facts(records.members, household),
        exit=exit_facts(household, records),
        services=tuple(
            service_facts(s, number.get(s.member_id, 0)) for s in records.services
        ),
        jobs=tuple(
            job_facts(j, number.get(j.member_id, 0))
            for j in records.jobs if j.verified
        ),
        hits=tuple(
            Hit(number.get(c.member_id) if c.member_id else None, c.compared_on, c.result, c.decision)
            for c in records.comparisons
        ),
        plans=tuple(
            plan_facts(p, [m for m in records.measures if m.plan_id == p.id],
                       number.get(p.member_id, 0))
            for p in records.plans
        ),
        benefits=tuple(
            BenefitFacts(
                number.get(b.member_id, 0), b.policy, b.state, b.applied_on, b.from_on, b.until_on,
                b.stopped_on, f"employment:{b.employment_id}" if b.employment_id else "",
            )
            for b in records.benefits
        ),
        tickets=tuple(
            TicketFacts(
                t.raised_on, t.due_on, t.closed_on,
                number.get(t.member_id) if t.member_id else None,
            )
            for t in records.tickets
        ),
        checks=tuple(
            CheckFacts(f"employment:{c.employment_id}", c.after_months, c.checked_on, c.working)
            for c in records.checks
        ),
        visits=visits_made(records.contacts),
        taken_over_on=taken_over_on(household),
    )


def job_facts(job: Employment, member: int) -> Job:
    """One job of the member of that number."""
    return Job(
        member, job.contract_until, job.insured_until, job.ended_on, f"employment:{job.id}",
        job.form, job.started_on, job.verified_on, is_insured(job), contract_of(job),
        job.invited_on, has_licence(job),
    )
