"""What may be done, and by which role. One table, read top to bottom."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from policy.terms import Level, Role


class Permission(StrEnum):
    """Named <subject>:<act>. A role is never asked for by name outside this file."""

    HOUSEHOLD_READ = "household:read"
    HOUSEHOLD_WRITE = "household:write"
    HOUSEHOLD_SUBMIT = "household:submit"
    HOUSEHOLD_VERIFY = "household:verify"
    HOUSEHOLD_PUBLICIZE = "household:publicize"
    HOUSEHOLD_REPORT = "household:report"
    HOUSEHOLD_RECOGNISE = "household:recognise"
    HOUSEHOLD_EXIT = "household:exit"
    HOUSEHOLD_RETURN = "household:return"
    HOUSEHOLD_REJECT = "household:reject"
    HOUSEHOLD_WITHDRAW = "household:withdraw"
    HOUSEHOLD_REVOKE = "household:revoke"
    HOUSEHOLD_ASSIGN = "household:assign"
    NAME_READ = "name:read"
    PERSONAL_READ = "personal:read"
    UNMASK = "personal:unmask"
    CHECK_WRITE = "check:write"
    COMPARISON_DECIDE = "comparison:decide"
    OBJECTION_DECIDE = "objection:decide"
    SERVICE_WRITE = "service:write"
    REFUSAL_JUDGE = "refusal:judge"
    CONTINGENCY_WRITE = "contingency:write"
    VACANCY_WRITE = "vacancy:write"
    BENEFIT_DECIDE = "benefit:decide"
    EMPLOYMENT_VERIFY = "employment:verify"
    EXIT_PROPOSE = "exit:propose"
    DESK_READ = "desk:read"
    CHART_READ = "chart:read"
    LEDGER_EXPORT = "ledger:export"
    LEDGER_COMPOSE = "ledger:compose"
    LEDGER_EXPORT_FULL = "ledger:export_full"
    SUPERVISION_READ = "supervision:read"
    OUTREACH_WRITE = "outreach:write"
    DUTY_WRITE = "duty:write"
    SWEEP_ORDER = "sweep:order"
    INSPECTION_WRITE = "inspection:write"
    INSPECTION_ANSWER = "inspection:answer"
    REPORT_SUBMIT = "report:submit"
    REPORT_ACCEPT = "report:accept"
    TARGET_READ = "target:read"
    TARGET_WRITE = "target:write"
    TARGET_SPLIT = "target:split"
    WALL_WRITE = "wall:write"
    OFFICE_READ = "office:read"
    OFFICE_WRITE = "office:write"
    USER_WRITE = "user:write"
    PARAMETER_WRITE = "parameter:write"
    SPECIAL_CASE_WRITE = "special_case:write"
    REFERENCE_READ = "reference:read"
    REFERENCE_WRITE = "reference:write"
    AUDIT_READ = "audit:read"
    PAPER_SEAL = "paper:seal"


P = Permission

_LOOK = frozenset({
    P.HOUSEHOLD_READ, P.CHART_READ, P.LEDGER_EXPORT, P.LEDGER_COMPOSE, P.DESK_READ,
    P.REFERENCE_READ,
})
_PERSONAL = frozenset({P.NAME_READ, P.PERSONAL_READ, P.UNMASK})
_OFFICE = frozenset({P.SUPERVISION_READ, P.OUTREACH_WRITE, P.DUTY_WRITE, P.SWEEP_ORDER})
_COMMUNITY = (
    _LOOK
    | _PERSONAL
    | {
        P.HOUSEHOLD_WRITE,
        P.HOUSEHOLD_SUBMIT,
        P.HOUSEHOLD_WITHDRAW,
        P.CHECK_WRITE,
        P.SERVICE_WRITE,
        P.CONTINGENCY_WRITE,
        P.EXIT_PROPOSE,
    }
)

ROLES: dict[Role, frozenset[Permission]] = {
    Role.COMMUNITY: _COMMUNITY,
    Role.STREET: _COMMUNITY
    | _OFFICE
    | {
        P.HOUSEHOLD_VERIFY,
        P.HOUSEHOLD_PUBLICIZE,
        P.HOUSEHOLD_REPORT,
        P.HOUSEHOLD_RETURN,
        P.HOUSEHOLD_REJECT,
        P.HOUSEHOLD_ASSIGN,
        P.COMPARISON_DECIDE,
        P.OBJECTION_DECIDE,
        P.EMPLOYMENT_VERIFY,
        P.REFUSAL_JUDGE,
        P.VACANCY_WRITE,
        P.REPORT_SUBMIT,
        P.INSPECTION_ANSWER,
    },
    Role.COUNTY: _LOOK
    | _PERSONAL
    | _OFFICE
    | {
        P.HOUSEHOLD_RECOGNISE,
        P.HOUSEHOLD_EXIT,
        P.HOUSEHOLD_RETURN,
        P.HOUSEHOLD_REJECT,
        P.HOUSEHOLD_REVOKE,
        P.HOUSEHOLD_ASSIGN,
        P.EXIT_PROPOSE,
        P.EMPLOYMENT_VERIFY,
        P.SERVICE_WRITE,
        P.CONTINGENCY_WRITE,
        P.VACANCY_WRITE,
        P.BENEFIT_DECIDE,
        P.LEDGER_EXPORT_FULL,
        P.REPORT_SUBMIT,
        P.REPORT_ACCEPT,
        P.TARGET_READ,
        P.TARGET_SPLIT,
        P.WALL_WRITE,
        P.SPECIAL_CASE_WRITE,
        P.INSPECTION_ANSWER,
        P.PAPER_SEAL,
    },
    Role.CITY: _LOOK
    | _PERSONAL
    | _OFFICE
    | {
        P.CONTINGENCY_WRITE,
        P.LEDGER_EXPORT_FULL,
        P.REPORT_SUBMIT,
        P.REPORT_ACCEPT,
        P.TARGET_READ,
        P.TARGET_WRITE,
        P.TARGET_SPLIT,
        P.WALL_WRITE,
        P.SPECIAL_CASE_WRITE,
        P.INSPECTION_WRITE,
        P.INSPECTION_ANSWER,
    },
    Role.PROVINCE: _LOOK
    | _PERSONAL
    | _OFFICE
    | {
        P.CONTINGENCY_WRITE,
        P.LEDGER_EXPORT_FULL,
        P.REPORT_SUBMIT,
        P.REPORT_ACCEPT,
        P.TARGET_READ,
        P.TARGET_WRITE,
        P.TARGET_SPLIT,
        P.WALL_WRITE,
        P.OFFICE_READ,
        P.PARAMETER_WRITE,
        P.SPECIAL_CASE_WRITE,
        P.INSPECTION_WRITE,
    },
    Role.LEADER: frozenset(
        {P.HOUSEHOLD_READ, P.CHART_READ, P.LEDGER_EXPORT, P.TARGET_READ, P.REFERENCE_READ,
         P.SUPERVISION_READ}
    ),
    Role.AUDITOR: frozenset(
        {P.HOUSEHOLD_READ, P.UNMASK, P.AUDIT_READ, P.CHART_READ, P.REFERENCE_READ,
         P.SUPERVISION_READ}
    ),
    Role.SYSADMIN: frozenset(
        {P.OFFICE_READ, P.OFFICE_WRITE, P.USER_WRITE, P.REFERENCE_READ, P.REFERENCE_WRITE}
    ),
}

LEVELS: dict[Role, frozenset[Level]] = {
    Role.COMMUNITY: frozenset({Level.COMMUNITY}),
    Role.STREET: frozenset({Level.STREET}),
    Role.COUNTY: frozenset({Level.COUNTY, Level.UNIT}),
    Role.CITY: frozenset({Level.UNIT}),
    Role.PROVINCE: frozenset({Level.PROVINCE}),
    Role.LEADER: frozenset(Level),
    Role.AUDITOR: frozenset(Level),
    Role.SYSADMIN: frozenset({Level.PROVINCE}),
}
"""At which offices a role may be held; `county` only where the office seals (Office.seals)."""


class HasRole(Protocol):
    """Whoever has a role: an officer, or nobody."""

    @property
    def role(self) -> Role: ...


def may(user: HasRole | None, permission: Permission) -> bool:
    """False for a stranger, an unknown role and every permission a role does not name."""
    return permission in ROLES.get(getattr(user, "role", None), frozenset())  # type: ignore[arg-type]
