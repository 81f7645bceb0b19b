"""From a household's records to the facts the warnings are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models import Household
from policy.assistance import ServiceFacts
from policy.warnings import CaseFacts, Hit, Job
from workflow.facts import Records, exit_facts, household_facts, vacancy_of

DAYS = (
    "applied_on", "submitted_on", "verified_on", "publicized_until", "reported_on",
    "recognised_on", "promise_due_on", "promise_provisional", "assisted_on", "placed_on",
    "exited_on", "exit_ground",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for an answer: an open objection, and since when an exit proposal.

    `refused`: what the county has answered with no, by the events each proposal rested on.
    """

    objected: bool = False
    proposed_on: date | None = None
    refused: frozenset[frozenset[str]] = frozenset()


NOTHING = Waiting()


def case_facts(household: Household, records: Records, waiting: Waiting = NOTHING) -> CaseFacts:
    number = {member.id: member.no for member in records.members}
    return CaseFacts(
        status=household.status,
        **{name: getattr(household, name) for name in DAYS},
        objected=waiting.objected,
        proposed_on=waiting.proposed_on,
        refused=waiting.refused,
        household=household_facts(records.members, household),
        exit=exit_facts(household, records),
        services=tuple(
            ServiceFacts(number.get(s.member_id, 0), s.kind, s.served_on, vacancy_of(s), s.feedback)
            for s in records.services
        ),
        jobs=tuple(
            Job(number.get(j.member_id, 0), j.contract_until, j.insured_until, j.ended_on)
            for j in records.jobs if j.verified
        ),
        hits=tuple(
            Hit(number.get(c.member_id) if c.member_id else None, c.compared_on, c.result, c.decision)
            for c in records.comparisons
        ),
    )
