"""The assistance of a household as the rules look at it: plans, jobs, policies, difficulties, checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.aid_terms import BenefitState, PolicyKind
from policy.terms import EmploymentForm


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One member's plan (一人一策); runs until it is closed."""

    member: int
    made_on: date
    closed_on: date | None = None
    review_on: date | None = None
    open_measures: tuple[date, ...] = ()
    """By when each of its measures not yet done is due."""


@dataclass(frozen=True, slots=True)
class Job:
    """A verified job as far as it may end, and what it entitles to. `ref` is "employment:7".

    `licence`: the credit code of the member's own licence is on file.
    """

    member: int
    contract_until: date | None = None
    insured_until: date | None = None
    ended_on: date | None = None
    ref: str = ""
    form: EmploymentForm = EmploymentForm.UNIT
    started_on: date | None = None
    verified_on: date | None = None
    insured: bool | None = None
    has_contract: bool | None = None
    invited_on: date | None = None
    licence: bool = False


@dataclass(frozen=True, slots=True)
class BenefitFacts:
    """One policy of one member: asked for, enjoyed from and until, stopped, or not owed."""

    member: int
    policy: PolicyKind
    state: BenefitState
    applied_on: date
    from_on: date | None = None
    until_on: date | None = None
    stopped_on: date | None = None
    job: str = ""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """One difficulty told: by when it is to be settled, and when it was."""

    raised_on: date
    due_on: date
    closed_on: date | None = None
    member: int | None = None


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """Whether a member was still at work so many months after the job of that `ref` began."""

    job: str
    after_months: int
    on: date
    working: bool
