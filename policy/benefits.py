"""Policies enjoyed (政策享受, 四（二）): what a verified job entitles its member to, and why.

Three answers: it holds, it does not, or a fact is missing, which is then asked for. Who pays and
how long is policy.benefit_limits'. Source: docs/notice.md 四（二）; readings in docs/decisions/0029.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.aid_facts import BenefitFacts, Job
from policy.aid_terms import BenefitState, PolicyKind
from policy.parameters import POST_BESIDE_PUBLIC_POST
from policy.rulebook import NOTICE, Rules
from policy.terms import EmploymentForm
from policy.verdict import Reason, rule

CLAUSE: Final = "102-4-2"
F, K = EmploymentForm, PolicyKind
LICENSED: Final = frozenset({F.SELF, F.STARTUP})
HIRED: Final = frozenset({F.UNIT, F.PUBLIC_POST})
ON_REQUEST: Final = frozenset({K.CERTIFICATE, K.LOAN})
"""What nobody knows of unless the member asks: a certificate, a loan."""
JUDGED: Final = tuple(kind for kind in K if kind is not K.OTHER)
ANSWERED: Final = frozenset(
    {BenefitState.ENJOYED, BenefitState.STOPPED, BenefitState.NOT_ENTITLED, BenefitState.WAIVED}
)
"""States in which a policy is not owed any more: it is enjoyed, it ended, or it was said why not."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A verified job and what else a policy hangs on.

    `trained`: the member had a training since the recognition; `asked`: the policies applied for.
    """

    job: Job
    licence: bool = False
    trained: bool = False
    asked: frozenset[PolicyKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What a policy says of one job. `holds` is None where `reason` asks for the missing fact."""

    policy: PolicyKind
    holds: bool | None
    reason: Reason


@rule("102-4-2")
def entitlements(case: Circumstances, on: date, rules: Rules = NOTICE) -> tuple[Entitlement, ...]:
    """An answer for each of the eight policies, in their order."""
    return tuple(entitlement(policy, case, on, rules) for policy in JUDGED)


def entitlement(
    policy: PolicyKind, case: Circumstances, on: date, rules: Rules = NOTICE
) -> Entitlement:
    """Of one policy. Other policies (P9) are the county's own: it holds as the county decides."""
    job = case.job
    if job.ended_on is not None and job.ended_on < on:
        return _no(policy, "该就业已于%(on)s终止", on=job.ended_on)
    if job.form is F.OTHER:
        return _ask(policy, "就业形式为“其他”，请先核实就业形式")
    if policy is K.OTHER:
        return _yes(policy, "其他政策由县级按当地文件核定")
    return ASKED_OF[policy](case, on, rules)


def _insurance(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    job = case.job
    if job.form in LICENSED or (job.form is F.FLEXIBLE and case.licence):
        return _no(K.INSURANCE, "领有营业执照的，不按灵活就业人员享受社会保险补贴")
    if not job.insured:
        return _ask(K.INSURANCE, "请登记参保险种和参保起始日期")
    if job.form is F.FLEXIBLE:
        return _yes(K.INSURANCE, "灵活就业并缴纳社会保险")
    return _by_contract(K.INSURANCE, job, "签订合同（协议）并由单位缴纳社会保险")


def _post(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    job = case.job
    if job.form is F.PUBLIC_POST and not rules.since_issue(POST_BESIDE_PUBLIC_POST, on):
        return _no(K.POST, "公益性岗位享受公益性岗位安置补贴，不重复享受岗位补贴")
    if job.form not in HIRED:
        return _no(K.POST, "岗位补贴限于单位招用")
    if not job.insured:
        return _ask(K.POST, "请登记参保险种和参保起始日期")
    return _by_contract(K.POST, job, "单位招用，签订合同并缴纳社会保险")


def _by_contract(policy: PolicyKind, job: Job, words: str) -> Entitlement:
    if job.has_contract is None:
        return _ask(policy, "请登记是否签订劳动合同")
    if not job.has_contract:
        return _no(policy, "未签订劳动合同")
    return _yes(policy, words)


def _training(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    if case.trained:
        return _yes(K.TRAINING, "认定后参加过技能培训")
    if K.TRAINING in case.asked:
        return _yes(K.TRAINING, "本人已申报，由县级审核培训合格材料")
    return _ask(K.TRAINING, "没有技能培训记录；参加过培训的，请登记培训或由本人申报")


def _certificate(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    if K.CERTIFICATE in case.asked:
        return _yes(K.CERTIFICATE, "本人已申报，由县级审核职业技能证书")
    return _ask(K.CERTIFICATE, "取得职业技能证书的，由本人申报")


def _startup(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    return _by_licence(K.FIRST_STARTUP, case, "初次创业并领有营业执照", "初次创业补贴限于个体经营和自主创业")


def _tax(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    return _by_licence(K.TAX, case, "从事个体经营或创业，领有营业执照", "单位招用的税收减免由单位申报，不计入本人应享政策")


def _by_licence(policy: PolicyKind, case: Circumstances, words: str, why_not: str) -> Entitlement:
    if case.job.form not in LICENSED:
        return _no(policy, why_not)
    if not case.licence:
        return _ask(policy, "请登记营业执照上的统一社会信用代码")
    return _yes(policy, words)


def _loan(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    if case.job.form not in LICENSED:
        return _no(K.LOAN, "创业担保贷款贴息限于个体经营和自主创业")
    if K.LOAN in case.asked:
        return _yes(K.LOAN, "本人已申报，由县级审核贷款合同")
    return _ask(K.LOAN, "取得创业担保贷款的，由本人申报")


def _public_post(case: Circumstances, on: date, rules: Rules) -> Entitlement:
    if case.job.form is not F.PUBLIC_POST:
        return _no(K.PUBLIC_POST, "公益性岗位安置补贴限于公益性岗位")
    return _yes(K.PUBLIC_POST, "在公益性岗位就业")


ASKED_OF: Final[dict[PolicyKind, Callable[[Circumstances, date, Rules], Entitlement]]] = {
    K.INSURANCE: _insurance, K.POST: _post, K.TRAINING: _training, K.CERTIFICATE: _certificate,
    K.FIRST_STARTUP: _startup, K.TAX: _tax, K.LOAN: _loan, K.PUBLIC_POST: _public_post,
}


def _yes(policy: PolicyKind, text: str) -> Entitlement:
    return Entitlement(policy, True, Reason(CLAUSE, text))


def _no(policy: PolicyKind, text: str, **values: object) -> Entitlement:
    return Entitlement(policy, False, Reason(CLAUSE, text, values))


def _ask(policy: PolicyKind, text: str) -> Entitlement:
    return Entitlement(policy, None, Reason(CLAUSE, text))


def owed(
    case: Circumstances, benefits: tuple[BenefitFacts, ...], on: date, rules: Rules = NOTICE
) -> tuple[Entitlement, ...]:
    """The policies the job entitles to and that nobody has answered for this member."""
    answered = {
        benefit.policy for benefit in benefits
        if benefit.member == case.job.member and benefit.state in ANSWERED
        and (not benefit.job or benefit.job == case.job.ref)
    }
    return tuple(
        found for found in entitlements(case, on, rules)
        if found.holds and found.policy not in answered
    )
