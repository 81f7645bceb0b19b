"""What 《吉林省零就业家庭认定及援助申请表》 says of one household, as plain words: read in one place.

Nothing here knows how the form looks. Without `full` every personal datum is masked as the ledgers
mask it, and free text about persons is hidden. Source: docs/notice.md, 二 and 三.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from documents.application_aid import aid_sections, all_of
from documents.application_words import Words, iso, label, offices_of, sum_words, yes
from models import (
    Assessment,
    Comparison,
    Household,
    Member,
    Objection,
    Opinion,
    Publicity,
    StatusChange,
    Visit,
)
from policy.ages import full_years, of_working_age
from policy.labour import groups_of
from policy.recognition import MemberFacts
from policy.rulebook import Rules
from policy.terms import ObjectionFinding, OpinionStage, VisitPurpose
from policy.terms import Status as S
from workflow.facts import member_facts, members_of
from workflow.rule_book import rule_book

Texts = dict[str, Any]
ELDER = {"1": 50, "2": 40}
"""From which age a man and a woman are counted among the elder unemployed (4050人员)."""
CONCLUSIONS = {
    True: "经线上比对和入户走访核实，符合零就业家庭认定条件",
    False: "经线上比对和入户走访核实，按规则判断不符合条件，另行认定",
    None: "",
}


def form_values(session: Session, household: Household, *, full: bool) -> Texts:
    """All that the form prints of the household, section by section; "" where nothing is on file."""
    words = Words(session, full=full)
    members = members_of(session, household)
    changes = all_of(session, StatusChange, household)
    offices = offices_of(session, household)
    rules = rule_book(session).for_region(offices[-1].path)
    return {
        "masked": not full,
        "head": head(household, offices),
        "applicant": applicant(household, members, words),
        "members": [member_row(m, words, rules, household.applied_on) for m in members],
        "family": family(household, words),
        "pledge": {"name": words.name(household.head_name), "on": iso(household.submitted_on)},
        "checks": checks(session, household, members, words),
        "boxes": boxes(session, household, changes, words),
        "publicity": publicity(session, household, words),
        "objections": objections(session, household, words),
        "recognition_no": household.recognition_no or "",
        **aid_sections(session, household, members, words),
    }


def head(household: Household, offices: Sequence[Any]) -> Texts:
    again = f"（第{household.episode}次申请）" if household.episode > 1 else ""
    return {
        "number": household.family_no + again,
        "applied_on": iso(household.applied_on),
        "origin": label(household.origin),
        "kind": label(household.kind) + (
            f"（{household.special_case.name}）" if household.special_case else ""
        ),
        "office": "".join(dict.fromkeys(office.short_name for office in offices)),
        "status": label(household.status),
    }


def applicant(household: Household, members: Sequence[Member], words: Words) -> Texts:
    """Section A; a household whose applicant is not on file yet has only what stands in its own row."""
    found = next((m for m in members if m.is_applicant), None)
    own = {
        "name": words.name(household.head_name),
        "register_no": words.number(household.register_no),
        "register_address": words.address(household.register_address),
        "home_address": words.address(household.home_address),
        "phone": words.phone(household.phone),
        "low_income_no": words.number(household.low_income_no),
        "bank": household.bank_name or "",
        "account": words.account(household.bank_account),
    }
    return own | (of_person(found, words, household.applied_on) if found else {})


def of_person(member: Member, words: Words, on: date) -> Texts:
    age = full_years(member.birth_on, on)
    return {
        "sex": words.sex(member.sex),
        "ethnic": words.code("ethnic", member.ethnic),
        "birth": words.birth(member.birth_on),
        "identity": words.identity(member.id_no),
        "political": words.code("political", member.political),
        "education": words.code("education", member.education),
        "marital": words.code("marital", member.marital),
        "health": words.told(words.code("health", member.health)),
        "residence": "城镇" if member.urban else "农村",
        "registered_on": iso(member.registered_on),
        "registration_no": words.number(member.registration_no),
        "unemployed_since": iso(member.unemployed_since),
        "cause": words.code("unemployment_cause", member.unemployment_cause),
        "workplace": words.told(member.workplace),
        "skills": words.sentence(member.skills),
        "elder": yes(age >= ELDER[member.sex]) if member.sex in ELDER else "",
    }


def member_row(member: Member, words: Words, rules: Rules, on: date) -> Texts:
    """One row of section B: who it is above, how it stands towards work beneath."""
    return {
        "no": str(member.no),
        "name": words.name(member.name),
        "relation": words.code("kinship", member.relation),
        "to_head": words.code("kinship", member.relation_to_head),
        "identity": words.identity(member.id_no),
        "sex": words.sex(member.sex),
        "birth": words.birth(member.birth_on),
        "book": member.book,
        "co_living": yes(member.co_living),
        "residence": "城镇" if member.urban else "农村",
        "education": words.code("education", member.education),
        "marital": words.code("marital", member.marital),
        "health": words.told(words.code("health", member.health)),
        "of_age": of_age(member_facts(member), rules, on),
        "capacity": yes(member.capacity),
        "wants_work": yes(member.wants_work),
        "state": label(member.state),
        "registered_on": iso(member.registered_on),
        "registration_no": words.number(member.registration_no),
        "workplace": words.told(member.workplace),
        "income": sum_words(member.monthly_income),
        "phone": words.phone(member.phone),
        "remarks": words.told(member.remarks),
    }


def of_age(member: MemberFacts, rules: Rules, on: date) -> str:
    """Whether of statutory working age; what hangs on a retirement group not entered is to be asked."""
    assert member.birth_on is not None
    answers = {
        of_working_age(member.birth_on, group, on, member.pension_from, rules)
        for group in groups_of(member)
    }
    return yes(answers.pop()) if len(answers) == 1 else "待确认"


def family(household: Household, words: Words) -> Texts:
    income = household.monthly_income
    each = income / household.size if income is not None and household.size else None
    return {
        "size": str(household.size or ""),
        "labour": str(household.labour_members) if household.size else "",
        "registered": str(household.registered_members) if household.size else "",
        "income": sum_words(income),
        "each": sum_words(each.quantize(Decimal("0.01"))) if each is not None else "",
        "source": words.sentence(household.income_source),
        "business": yes(household.business_income),
        "low_income": "是" if household.low_income_no else "",
        "housing": words.sentence(household.housing),
        "hardship": words.told(household.hardship),
    }


def checks(session: Session, household: Household, members: Sequence[Member], words: Words) -> Texts:
    """Section F: each source asked, each visit with both visitors, and what the rules made of it."""
    names = {m.id: m.name for m in members}
    visits = [
        v for v in all_of(session, Visit, household) if v.purpose is VisitPurpose.VERIFICATION
    ]
    return {
        "comparisons": [
            {
                "source": words.code("comparison_source", c.source),
                "member": words.name(names.get(c.member_id)) if c.member_id else "全户",
                "on": iso(c.compared_on),
                "result": label(c.result) + (f"：{words.told(c.details)}" if c.details else ""),
                "decision": label(c.decision),
                "note": words.sentence(c.decision_note),
                "by": words.officer(c.decided_by_id),
            }
            for c in all_of(session, Comparison, household)
        ],
        "visits": [
            {
                "on": iso(v.visited_on), "way": label(v.way),
                "visitors": "、".join(filter(None, (v.visitor_1, v.visitor_2))),
                "met": words.told(v.interviewee) if v.reached else "未联系上",
                "findings": words.told(v.findings),
            }
            for v in visits
        ],
        "conclusion": conclusion(session, household),
    }


RELIED_ON = (
    select(Assessment.eligible, Assessment.judged_on)
    .where(Assessment.household_id == bindparam("household"), Assessment.act == "verify")
    .order_by(Assessment.id.desc())
    .limit(1)
    .execution_options(lasting=True)
)


def conclusion(session: Session, household: Household) -> str:
    """What the verdict said on which the first review relied; "" before it."""
    kept = next(iter(column_rows(session, RELIED_ON, {"household": household.id})), None)
    if kept is None or not CONCLUSIONS[kept.eligible]:
        return ""
    return f"{CONCLUSIONS[kept.eligible]}（判断日期{iso(kept.judged_on)}）。"


Step = tuple[OpinionStage | None, str, str, str]
STEPS: dict[str, Step] = {
    "community": (OpinionStage.COMMUNITY, "submit", "submitted_on", "submitted_by_id"),
    "street": (OpinionStage.STREET, "verify", "verified_on", "verified_by_id"),
    "report": (None, "report", "reported_on", "reported_by_id"),
    "county": (OpinionStage.COUNTY, "recognise", "recognised_on", "recognised_by_id"),
    "exit": (OpinionStage.EXIT, "exit", "exited_on", "exited_by_id"),
}


def boxes(
    session: Session, household: Household, changes: Sequence[Any], words: Words
) -> dict[str, Texts]:
    """The boxes to be signed (G, H, I, M): the words, and who gave them, for which office, on which day."""
    spoken = {o.stage: o for o in all_of(session, Opinion, household)}
    acts = {c.act: c for c in changes}
    found = {}
    for name, (stage, act, day, signed) in STEPS.items():
        on, change, opinion = getattr(household, day), acts.get(act), spoken.get(stage)
        if on is None:
            found[name] = {}
            continue
        officer = getattr(household, signed)
        found[name] = {
            "words": words.sentence(opinion.words) if opinion else "",
            "officer": change.by_name if change else words.officer(officer),
            "office": change.by_office if change else words.office_of(officer),
            "on": iso(on),
        }
    return found


def publicity(session: Session, household: Household, words: Words) -> list[Texts]:
    return [
        {
            "round": f"第{p.round}次", "from": iso(p.posted_on),
            "until": iso(p.until) + ("（暂定）" if p.provisional else ""),
            "place": p.place, "phone": p.complaint_phone, "by": words.officer(p.posted_by_id),
            "down": iso(p.taken_down_on),
        }
        for p in all_of(session, Publicity, household)
    ]


def objections(session: Session, household: Household, words: Words) -> Texts:
    """Whether anybody objected, and what became of it; that nobody did is said after the report alone."""
    found = all_of(session, Objection, household)
    none = "无异议" if household.reported_on and household.status is not S.RETURNED else ""
    open_: Callable[[Any], bool] = lambda o: o.finding is ObjectionFinding.OPEN  # noqa: E731
    return {
        "said": f"有异议{len(found)}件" + ("，核查中" if any(map(open_, found)) else "") if found else none,
        "rows": [
            {
                "on": iso(o.raised_on), "by": words.name(o.raised_by) or "未具名",
                "content": words.told(o.content), "finding": label(o.finding),
                "decided_on": iso(o.decided_on), "officer": words.officer(o.decided_by_id),
                "note": words.sentence(o.decision_note),
            }
            for o in found
        ],
    }
