"""The verdict on a household (认定判断): clause by clause, three-valued, and what would change it.

Each line holds, fails or is not known. One that fails makes the household not eligible; else one
that is not known leaves the verdict open, and asks; else the household is eligible. People decide:
where the notice leaves a case to the locality (一（三）), its special case carries the lines of
membership, register and income, never the one that all who could work are unemployed.
Source: docs/notice.md, 一 and 二（一）; readings in docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.clauses import CLAUSES
from policy.kinship import members_counted
from policy.labour import Standing, standing
from policy.parameters import ALL_REGISTERED, URBAN_ONLY
from policy.recognition import HouseholdFacts, MemberFacts, registered_unemployed
from policy.regional import regional_findings
from policy.rulebook import NOTICE, Rules
from policy.terms import MemberState
from policy.verdict import Finding, Reason, Verdict, rule

ORDER: Final = {clause: place for place, clause in enumerate(CLAUSES)}
LEFT_TO_THE_LOCALITY: Final = frozenset({"102-1-1", "102-1-2", "102-1-3"})


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules say of a household on a day; every line, in the order of the clauses."""

    findings: tuple[Finding, ...]
    labour_members: tuple[int, ...]
    counted: tuple[int, ...]
    applicant: int | None = None

    @property
    def eligible(self) -> bool | None:
        """False if a line fails, None if one is not known, True if all hold."""
        answers = {finding.holds for finding in self.findings}
        return False if False in answers else None if None in answers else True

    @property
    def would_change(self) -> tuple[Reason, ...]:
        """What would change what does not hold, or is not known, each said once."""
        remedies = [f.remedy or f.reason for f in self.findings if f.holds is not True]
        return tuple({(r.clause, str(r)): r for r in remedies}.values())


def assess(
    household: HouseholdFacts, on: date, rules: Rules = NOTICE, *, at_county: bool = False
) -> Assessment:
    """The whole verdict. `at_county`: the step at which every labour member must be registered."""
    counted, open_questions, findings = _membership(household)
    stands = {member.no: standing(member, on, rules) for member in counted}
    findings += _urban(household, counted, on, rules)
    findings += _unemployed(counted, stands, open_questions)
    findings += regional_findings(household, counted, on, rules)
    findings = [_left_to_the_locality(f, household) for f in findings]
    findings += _registered(household, counted, stands, on, rules, at_county)
    findings.sort(key=lambda f: (ORDER[f.reason.clause], f.member or 0))
    labour = tuple(no for no, stand in stands.items() if stand.labour)
    return Assessment(
        tuple(findings), tuple(sorted(labour)), tuple(sorted(m.no for m in counted)),
        household.applicant_facts.no if household.applicant_facts else None,
    )


@rule("102-1", "EPL-56", "LL-15", "RET-2024")
def zero_employment(household: HouseholdFacts, on: date, rules: Rules = NOTICE) -> Verdict:
    """Whether all who are of working age, able and willing are unemployed, and there is one.

    Objects once for each line of 一 that fails or is not known.
    """
    found = assess(household, on, rules).findings
    return Verdict(
        tuple(f.reason for f in found if f.holds is not True and f.reason.clause != "102-2-1")
    )


def _membership(
    household: HouseholdFacts,
) -> tuple[list[MemberFacts], bool, list[Finding]]:
    """Who counts, whether anybody's membership is open, and the lines about it.

    Who does not count stands in a line that holds: it is no ground against the household. Of
    whom it is not known nothing else is asked: the rest depends on it.
    """
    found = members_counted(household)
    counted = [m for m in household.members if m.no in found and found[m.no].holds]
    lines = [
        Finding(f.reason, None if f.holds is None else True, f.member, f.remedy)
        for f in found.values()
    ]
    return counted, any(f.holds is None for f in found.values()), lines


@rule("102-1-1")
def _urban(
    household: HouseholdFacts, counted: list[MemberFacts], on: date, rules: Rules
) -> list[Finding]:
    """Every member stands in an urban register, by the address on its first page."""
    if not rules.at(URBAN_ONLY, on):
        return []
    return [_register(member) for member in counted]


def _register(member: MemberFacts) -> Finding:
    values = {"name": member.name}
    if member.urban is None:
        reason = Reason("102-1-1", "请按户口簿首页住址填写成员%(name)s是否城镇户籍", values)
        return Finding(reason, None, member.no, reason)
    if member.urban:
        return Finding(Reason("102-1-1", "成员%(name)s为城镇户籍", values), True, member.no)
    remedy = "成员%(name)s的户籍转为城镇，或由县级按地方特殊情形认定（通知一（三））"
    return Finding(
        Reason("102-1-1", "成员%(name)s不是城镇户籍（按户口簿首页住址）", values),
        False, member.no, Reason("102-1-3", remedy, values),
    )


def _unemployed(
    counted: list[MemberFacts], stands: dict[int, Standing], open_questions: bool
) -> list[Finding]:
    """All who could work are unemployed, and somebody could."""
    lines = [_line(member, stands[member.no]) for member in counted]
    if not open_questions and not any(stand.labour is not False for stand in stands.values()):
        text = (
            "家庭中没有法定劳动年龄内、有劳动能力和就业愿望的成员，"
            "不属于零就业家庭：请引导申请其他救助"
        )
        remedy = "家庭中有法定劳动年龄内、有劳动能力和就业愿望的成员登记失业"
        lines.append(Finding(Reason("102-1", text), False, None, Reason("102-1", remedy)))
    return lines


def _line(member: MemberFacts, stand: Standing) -> Finding:
    values = {"name": member.name}
    if stand.labour is None:
        return Finding(stand.reason, None, member.no, stand.reason)
    if stand.labour is False:
        return Finding(stand.reason, True, member.no)
    if member.state is MemberState.UNEMPLOYED:
        text = "成员%(name)s在劳动年龄内，有劳动能力和就业愿望，处于失业状态"
        return Finding(Reason("102-1", text, values), True, member.no)
    state = member.state.label if member.state else ""
    return Finding(
        Reason("102-1", "成员%(name)s的人员状态为“%(state)s”，不是失业", {**values, "state": state}),
        False, member.no, Reason("102-1", "成员%(name)s失去工作并处于失业状态", values),
    )


def _left_to_the_locality(finding: Finding, household: HouseholdFacts) -> Finding:
    if household.special_case is None or finding.reason.clause not in LEFT_TO_THE_LOCALITY:
        return finding
    if finding.holds is True:
        return finding
    text = "%(line)s；按地方特殊情形认定（通知一（三））"
    return Finding(Reason("102-1-3", text, {"line": finding.reason}), True, finding.member)


@rule("102-2-1", "102-3-1")
def _registered(
    household: HouseholdFacts,
    counted: list[MemberFacts],
    stands: dict[int, Standing],
    on: date,
    rules: Rules,
    at_county: bool,
) -> Iterator[Finding]:
    """The applicant is registered unemployed; the others by the time the county recognises."""
    applicant = household.applicant_facts
    if applicant is None:
        reason = Reason("102-2-1", "没有申请人：请将申请人与本人关系选为“本人”")
        yield Finding(reason, None, None, reason)
    else:
        yield _registration(applicant, on, needed=True)
        if applicant.state not in (None, MemberState.UNEMPLOYED):
            text = "申请人%(name)s的人员状态不是失业：须由失业成员申请"
            reason = Reason("102-2-1", text, {"name": applicant.name})
            yield Finding(reason, False, applicant.no, reason)
    if not rules.at(ALL_REGISTERED, on):
        return
    for member in counted:
        unemployed = member.state is MemberState.UNEMPLOYED and stands[member.no].labour
        if unemployed and member is not applicant:
            yield _registration(member, on, needed=at_county)


def _registration(member: MemberFacts, on: date, needed: bool) -> Finding:
    values = {"name": member.name}
    registered = registered_unemployed(member, on)
    if registered:
        text = "成员%(name)s有有效的失业登记"
        return Finding(Reason("102-2-1", text, values), True, member.no)
    if not needed:
        text = "成员%(name)s尚无失业登记：县级复核认定前须办理"
        return Finding(Reason("102-2-1", text, values), True, member.no)
    remedy = Reason("102-2-1", "成员%(name)s办理失业登记", values)
    if registered is None:
        text = "请填写成员%(name)s的失业登记日期"
        return Finding(Reason("102-2-1", text, values), None, member.no, remedy)
    text = "成员%(name)s没有有效的失业登记，请先办理失业登记"
    return Finding(Reason("102-2-1", text, values), False, member.no, remedy)
