"""The second half of the application form: wishes, plan, work, policies and exit of one household."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, inspect, select
from sqlalchemy.orm import Session

from access.scope import column_rows
from documents.application_words import Words, iso, label, sum_words, yes
from models import (
    AidPlan,
    Benefit,
    Employment,
    Exit,
    Household,
    Member,
    Office,
    Payment,
    PlanMeasure,
)
from policy.terms import MemberState

Texts = dict[str, Any]


def aid_sections(
    session: Session, household: Household, members: Sequence[Member], words: Words
) -> Texts:
    """Sections D and J to M."""
    names = {m.id: words.name(m.name) for m in members}
    plans = all_of(session, AidPlan, household)
    measures = sorted(all_of(session, PlanMeasure, household) if plans else (), key=lambda one: one.due_on)
    wishes = [wish(session, m, plans, words) for m in members if m.state is MemberState.UNEMPLOYED]
    return {
        "wishes": wishes,
        "aid": aid(household, plans, measures, names, words),
        "jobs": [job(e, names, words) for e in all_of(session, Employment, household)],
        "benefits": benefits(session, household, names, words),
        "exit": leaving(session, household, names, words),
    }


@cache
def kept(model: Any) -> Select[Any]:
    """What asks for the rows of one household: put together once, as it takes longer than its answer."""
    columns = (getattr(model, column.key) for column in inspect(model).column_attrs)
    statement = select(*columns).where(model.household_id == bindparam("household")).order_by(model.id)
    statement = statement.where(model.voided_at.is_(None)) if hasattr(model, "voided_at") else statement
    return statement.execution_options(lasting=True)


def all_of(session: Session, model: Any, household: Household) -> Sequence[Any]:
    """The rows of the household, oldest first; nothing voided. Plain rows: to make objects takes longer than to read."""
    return column_rows(session, kept(model), {"household": household.id})


def wish(session: Session, member: Member, plans: Sequence[Any], words: Words) -> Texts:
    """What a member looks for: by the latest plan, or as it was said at the application."""
    plan = next((p for p in reversed(plans) if p.member_id == member.id), None)
    if plan is None:
        return {
            "name": words.name(member.name), "jobs": words.sentence(member.wished_job),
            "training": words.sentence(member.wished_training),
        }
    strain = label(plan.strain)
    place = session.get(Office, plan.place_id) if plan.place_id else None
    return {
        "name": words.name(member.name),
        "form": label(plan.wished_form),
        "jobs": words.sentence(plan.wished_jobs or member.wished_job),
        "place": place.short_name if place else "",
        "wage": sum_words(plan.least_wage),
        "shift": "" if plan.nights is None else "可上夜班" if plan.nights else "不上夜班",
        "limits": "；".join(filter(None, (strain, words.told(plan.limits)))),
        "training": words.sentence(plan.training_wish or member.wished_training),
        "startup": words.sentence(plan.startup_wish),
    }


def aid(
    household: Household, plans: Sequence[Any], measures: Sequence[Any], names: dict[int, str], words: Words
) -> Texts:
    """Section J: who is in charge, by when somebody is to have work, and each plan with its measures."""
    who = household.assigned_to_id
    provisional = "（暂定）" if household.promise_provisional else ""
    return {
        "officer": words.officer(who), "office": words.office_of(who), "phone": words.phone_of(who),
        "due": iso(household.promise_due_on) + provisional if household.promise_due_on else "",
        "rows": [
            {
                "name": names.get(plan.member_id, ""), "goal": words.sentence(plan.goal),
                "kind": label(measure.kind), "content": words.sentence(measure.content),
                "owner": words.officer(measure.owner_id), "due": iso(measure.due_on),
                "done": "；".join(filter(None, (iso(measure.done_on), words.sentence(measure.outcome)))),
            }
            for plan in plans
            for measure in measures
            if measure.plan_id == plan.id
        ],
    }


def job(found: Any, names: dict[int, str], words: Words) -> Texts:
    term = "至".join(filter(None, (iso(found.contract_from), iso(found.contract_until))))
    return {
        "name": names.get(found.member_id, ""), "on": iso(found.started_on), "form": label(found.form),
        "employer": words.sentence(" ".join(filter(None, (found.employer, found.job)))),
        "term": term or yes(found.has_contract),
        "wage": sum_words(found.wage), "insured": words.sentence(found.insured),
        "verified": f"{iso(found.verified_on)} {words.officer(found.verified_by_id)}".strip(),
    }


def benefits(
    session: Session, household: Household, names: dict[int, str], words: Words
) -> list[Texts]:
    paid: dict[int, Any] = {}
    for payment in all_of(session, Payment, household):
        paid[payment.benefit_id] = paid.get(payment.benefit_id, 0) + payment.amount
    return [
        {
            "name": names.get(b.member_id, ""), "policy": label(b.policy), "approved": iso(b.approved_on),
            "term": "至".join(filter(None, (iso(b.from_on), iso(b.until_on)))),
            "standard": sum_words(b.standard) + ("/月" if b.standard and b.months else ""),
            "paid": sum_words(paid.get(b.id)), "payer": words.sentence(b.payer),
            "state": label(b.state),
        }
        for b in all_of(session, Benefit, household)
    ]


def leaving(
    session: Session, household: Household, names: dict[int, str], words: Words
) -> Texts:
    """Section M; nothing before the county has agreed."""
    if household.exited_on is None:
        return {}
    found = next((e for e in reversed(all_of(session, Exit, household)) if e.approved), None)
    told = f"{iso(found.told_on)} {label(found.told_way)}".strip() if found else ""
    return {
        "ground": label(household.exit_ground), "on": iso(household.exited_on),
        "detail": words.code("exit_detail", found.ground_code) if found else "",
        "member": names.get(found.member_id or 0, "") if found else "",
        "evidence": words.sentence(found.evidence) if found else "", "told": told,
    }
