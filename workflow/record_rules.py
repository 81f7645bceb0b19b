"""Who may write which kind of record, while its household stands where, and what it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from sqlalchemy.orm import Session

from access.permissions import Permission as P
from access.permissions import may
from models import (
    Activation,
    AidPlan,
    Attachment,
    Base,
    Benefit,
    Censure,
    Comparison,
    ContingencyPlan,
    Duty,
    Employer,
    Employment,
    Exit,
    Household,
    JobCheck,
    LifeChange,
    Member,
    Objection,
    Outreach,
    Pairing,
    Payment,
    PlanMeasure,
    Service,
    SupervisionFinding,
    SuspectedFamily,
    SweepCampaign,
    SweepVisit,
    Ticket,
    User,
    Vacancy,
    Visit,
    Watch,
)
from policy.terms import Status as S
from workflow.attachment_records import attachment_is_whole
from workflow.benefit_records import benefit_is_whole, payment_is_whole
from workflow.campaign_records import campaign_is_whole, suspect_is_whole, sweep_visit_is_whole
from workflow.employment_records import employment_is_whole, job_check_is_whole
from workflow.file_records import household_is_whole, member_is_whole
from workflow.inspection_records import censure_is_whole, finding_is_whole
from workflow.job_records import employer_is_whole, vacancy_is_whole
from workflow.plan_records import (
    activation_is_whole,
    aid_plan_is_whole,
    contingency_plan_is_whole,
    measure_is_whole,
    pairing_is_whole,
)
from workflow.service_records import (
    exit_is_whole,
    life_change_is_whole,
    objection_is_whole,
    service_is_whole,
    visit_is_whole,
)
from workflow.supervision import duty_is_whole, outreach_is_whole
from workflow.ticket_records import ticket_is_whole
from workflow.watches import watch_is_whole

EDITABLE: Final = frozenset({S.DRAFT, S.RETURNED})
IN_REVIEW: Final = EDITABLE | {S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED}
ASSISTED: Final = frozenset({S.RECOGNISED, S.EXITED})
REGISTERED: Final = frozenset({S.RECOGNISED})
ANYWHERE: Final[frozenset[S]] = frozenset()
"""For rows that belong to no household."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may write a kind of row, while its household stands where, and what it must be.

    `statuses` is empty for rows that belong to no household. Rows of an office are written by its
    own officers alone where they are `own`, by those of the offices above too where `at_home`. What
    one office writes about another (`by_office`) is the writing office's, and of those above it.
    """

    permission: P
    statuses: frozenset[S]
    whole: Callable[[Session, Any, date], None] | None = None
    own: bool = False
    at_home: bool = False
    about: bool = False

    def fits(self, row: Base) -> bool:
        return not self.statuses or household_of(row).status in self.statuses

    def is_open_to(self, row: Any, by: User) -> bool:
        """Whether the row is the officer's to write, as far as offices go."""
        if self.own:
            return bool(row.office_id == by.office_id)
        if self.about:
            return row.by_office is None or bool(row.by_office.is_under(by.office.path))
        return not self.at_home or row.office is None or bool(row.office.is_under(by.office.path))


RULES: Final[dict[type[Base], Rule]] = {
    Household: Rule(P.HOUSEHOLD_WRITE, EDITABLE, household_is_whole),
    Member: Rule(P.HOUSEHOLD_WRITE, EDITABLE, member_is_whole),
    Visit: Rule(P.CHECK_WRITE, IN_REVIEW | ASSISTED, visit_is_whole),
    Attachment: Rule(P.CHECK_WRITE, IN_REVIEW | ASSISTED, attachment_is_whole),
    Comparison: Rule(P.CHECK_WRITE, IN_REVIEW | REGISTERED),
    Objection: Rule(P.CHECK_WRITE, frozenset({S.PUBLICIZED, S.REPORTED}), objection_is_whole),
    Service: Rule(P.SERVICE_WRITE, ASSISTED, service_is_whole),
    Employment: Rule(P.SERVICE_WRITE, ASSISTED, employment_is_whole),
    Exit: Rule(P.EXIT_PROPOSE, REGISTERED, exit_is_whole),
    LifeChange: Rule(P.EXIT_PROPOSE, REGISTERED, life_change_is_whole),
    Watch: Rule(P.CHECK_WRITE, ANYWHERE, watch_is_whole),
    Pairing: Rule(P.HOUSEHOLD_ASSIGN, ASSISTED, pairing_is_whole),
    AidPlan: Rule(P.SERVICE_WRITE, ASSISTED, aid_plan_is_whole),
    PlanMeasure: Rule(P.SERVICE_WRITE, ASSISTED, measure_is_whole),
    ContingencyPlan: Rule(P.CONTINGENCY_WRITE, ANYWHERE, contingency_plan_is_whole, own=True),
    Activation: Rule(P.SERVICE_WRITE, ASSISTED, activation_is_whole),
    Employer: Rule(P.VACANCY_WRITE, ANYWHERE, employer_is_whole, at_home=True),
    Vacancy: Rule(P.VACANCY_WRITE, ANYWHERE, vacancy_is_whole, at_home=True),
    Benefit: Rule(P.SERVICE_WRITE, ASSISTED, benefit_is_whole),
    Payment: Rule(P.BENEFIT_DECIDE, ASSISTED, payment_is_whole),
    JobCheck: Rule(P.SERVICE_WRITE, ASSISTED, job_check_is_whole),
    Ticket: Rule(P.SERVICE_WRITE, ASSISTED, ticket_is_whole),
    Outreach: Rule(P.OUTREACH_WRITE, ANYWHERE, outreach_is_whole),
    Duty: Rule(P.DUTY_WRITE, ANYWHERE, duty_is_whole),
    SweepCampaign: Rule(P.SWEEP_ORDER, ANYWHERE, campaign_is_whole, at_home=True),
    SweepVisit: Rule(P.CHECK_WRITE, ANYWHERE, sweep_visit_is_whole),
    SuspectedFamily: Rule(P.CHECK_WRITE, ANYWHERE, suspect_is_whole),
    SupervisionFinding: Rule(P.INSPECTION_WRITE, ANYWHERE, finding_is_whole, about=True),
    Censure: Rule(P.INSPECTION_WRITE, ANYWHERE, censure_is_whole, about=True),
}


def decided_with(row: Base) -> P | None:
    """The permission by which another officer has decided on the row, if that has been done."""
    match row:
        case Employment(verified=True):
            return P.EMPLOYMENT_VERIFY
        case Service() if row.refusal_justified is not None:
            return P.REFUSAL_JUDGE
    return None


def may_write(row: Base, by: User) -> bool:
    """Whether this officer may write rows of this kind while the household stands where it does."""
    rule = RULES.get(type(row))
    if rule is None:
        return True
    return may(by, rule.permission) and rule.fits(row) and rule.is_open_to(row, by)


def household_of(row: Base) -> Household:
    return row if isinstance(row, Household) else cast(Household, row.household)  # type: ignore[attr-defined]
