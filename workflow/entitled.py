"""What a verified job entitles to (policy.benefits), the same in SQL, for counts and lists of many.

Answers where the rule holds; a fact that is missing entitles to nothing yet. Not asked here: whether
a region has decreed a subsidy for the post beside a public-welfare post, and the check digit of a
licence's code, which is proved when the job is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true

from models import Benefit, Employment, Service
from policy.aid_terms import BenefitState, PolicyKind
from policy.benefits import JUDGED, LICENSED
from policy.terms import EmploymentForm, ServiceKind

Condition = ColumnElement[bool]
F, K, B = EmploymentForm, PolicyKind, BenefitState
GRANTED: Final = (B.ENJOYED, B.STOPPED)
EXPLAINED: Final = (B.NOT_ENTITLED, B.WAIVED)


def answered(policy: PolicyKind, *conditions: Condition) -> Condition:
    """There is a record of that policy for the job's member that meets the conditions."""
    return (
        select(Benefit.id)
        .where(
            Benefit.member_id == Employment.member_id, Benefit.policy == policy,
            Benefit.voided_at.is_(None), *conditions,
        )
        .correlate(Employment)
        .exists()
    )


def for_this_job() -> Condition:
    """A record that names no job answers for each."""
    return or_(Benefit.employment_id.is_(None), Benefit.employment_id == Employment.id)


def entitled(policy: PolicyKind) -> Condition:
    """Whether a verified job that lasts entitles its member to the policy (四(二))."""
    return ASKED_OF[policy]()


def insured() -> Condition:
    return or_(func.coalesce(Employment.insured, "") != "", Employment.insured_from.is_not(None))


def contract() -> Condition:
    return or_(
        Employment.has_contract.is_(True),
        and_(Employment.has_contract.is_(None), Employment.contract_from.is_not(None)),
    )


def licence() -> Condition:
    return func.length(func.coalesce(Employment.employer_code, "")) == 18


def for_insurance() -> Condition:
    by_contract = and_(Employment.form.in_((F.UNIT, F.PUBLIC_POST)), contract())
    flexible = and_(Employment.form == F.FLEXIBLE, ~licence())
    return and_(insured(), or_(by_contract, flexible))


def for_post() -> Condition:
    return and_(Employment.form == F.UNIT, insured(), contract())


def for_training() -> Condition:
    trained = (
        select(Service.id)
        .where(Service.member_id == Employment.member_id, Service.kind == ServiceKind.TRAINING,
               Service.voided_at.is_(None))
        .correlate(Employment)
        .exists()
    )
    return and_(Employment.form != F.OTHER, or_(trained, answered(K.TRAINING)))


def for_certificate() -> Condition:
    return and_(Employment.form != F.OTHER, answered(K.CERTIFICATE))


def for_business() -> Condition:
    return and_(Employment.form.in_(LICENSED), licence())


def for_loan() -> Condition:
    return and_(Employment.form.in_(LICENSED), answered(K.LOAN))


def for_public_post() -> Condition:
    return Employment.form == F.PUBLIC_POST


ASKED_OF: Final[dict[PolicyKind, Callable[[], Condition]]] = {
    K.INSURANCE: for_insurance, K.POST: for_post, K.TRAINING: for_training,
    K.CERTIFICATE: for_certificate, K.FIRST_STARTUP: for_business, K.TAX: for_business,
    K.LOAN: for_loan, K.PUBLIC_POST: for_public_post,
}


def granted_by(day: Condition | ColumnElement[object], policy: PolicyKind) -> Condition:
    """The county granted the policy for this job on that day or before."""
    return answered(policy, for_this_job(), Benefit.state.in_(GRANTED), Benefit.approved_on <= day)


def granted_ever(policy: PolicyKind) -> Condition:
    return answered(policy, for_this_job(), Benefit.state.in_(GRANTED))


def explained(policy: PolicyKind) -> Condition:
    """It was said why the member does not have it: no longer owed, unless it was granted."""
    said = answered(policy, for_this_job(), Benefit.state.in_(EXPLAINED))
    return and_(said, ~granted_ever(policy))


def owed(policy: PolicyKind) -> Condition:
    """Entitled, and not said why not."""
    return and_(entitled(policy), ~explained(policy))


def owed_any() -> Condition:
    return or_(false(), *(owed(policy) for policy in JUDGED))


def all_granted_by(day: ColumnElement[object]) -> Condition:
    """Whatever is owed for the job was granted by that day."""
    return and_(true(), *(or_(~owed(policy), granted_by(day, policy)) for policy in JUDGED))
