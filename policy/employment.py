"""When a job is proven (实现就业的凭证), by its form; and a wage that is asked about.

One registered member at work ends the zero, in any form, so each form has its paper: a post with
an employer its contract, its filing (用工备案) or its insurance, a business its licence, flexible
work the member's own statement and a visit at home, a public-welfare post its agreement.
Source: docs/notice.md 三（一）; the readings in docs/decisions/0029.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from policy.parameters import MINIMUM_WAGE
from policy.rulebook import NOTICE, Rules
from policy.terms import EmploymentForm
from policy.verdict import MET, Reason, Verdict, objection, rule

F = EmploymentForm
CLAUSE: Final = "102-3-1"
EMPLOYED_BY: Final = frozenset({F.UNIT, F.PUBLIC_POST})
"""Forms of work for an employer, whose wage is held against the minimum wage."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What is on file of a job. `licence`: the credit code of the member's own licence is given;
    `visited`: somebody was met at home since the first day of work.
    """

    form: EmploymentForm
    has_contract: bool | None = None
    filed_on: date | None = None
    insured: bool = False
    licence: bool = False
    stated_on: date | None = None
    visited: bool = False


@rule("102-3-1")
def job_is_proven(papers: Papers) -> Verdict:
    """Whether the papers of that form of work are there; says each one that is missing."""
    match papers.form:
        case F.UNIT:
            if papers.has_contract or papers.filed_on or papers.insured:
                return MET
            return objection(CLAUSE, "单位就业须有劳动合同、用工备案或参保记录之一，请先补登")
        case F.PUBLIC_POST:
            if papers.has_contract:
                return MET
            return objection(CLAUSE, "公益性岗位须有岗位协议：请登记已签订合同（协议）及起止日期")
        case F.SELF | F.STARTUP:
            if papers.licence:
                return MET
            return objection(CLAUSE, "个体经营、自主创业须登记营业执照上的统一社会信用代码")
        case _:
            return _flexible(papers)


def _flexible(papers: Papers) -> Verdict:
    verdict = MET
    if papers.stated_on is None:
        verdict &= objection(CLAUSE, "灵活就业须有本人签字的就业说明，请登记说明日期")
    if not papers.visited:
        verdict &= objection(CLAUSE, "灵活就业须入户走访一次：请先登记就业之日起的入户走访")
    return verdict


@rule("102-4-1")
def low_wage(
    form: EmploymentForm, wage: Decimal | None, on: date, rules: Rules = NOTICE
) -> Reason | None:
    """A sentence for the officer where an employer pays less than the minimum wage of place and day.

    It refuses nothing: part-time work is paid by the hour, and a wrong figure is asked about.
    """
    if form not in EMPLOYED_BY or wage is None:
        return None
    least = rules.since_issue(MINIMUM_WAGE, on)
    if wage >= least:
        return None
    text = "月薪%(wage)s元低于当地最低工资标准%(least)d元，请向用人单位核实"
    return Reason("102-4-1", text, {"wage": wage, "least": least})
