"""Households with a row for every ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import Paper, Publicity, Watch
from policy.seal_terms import SealKind, SealState
from policy.terms import EmploymentForm, Feedback, ServiceKind, VisitPurpose, VisitWay
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import (
    add_employment,
    add_exit,
    add_service,
    add_visit,
    first_member,
    make_household,
)
from tests.factories_aid import add_benefit, add_payment
from tests.factories_sweeps import add_campaign, add_censure, add_finding, add_suspect, add_sweep

LATER = datetime(2026, 3, 6, 2, tzinfo=UTC)


@pytest.fixture
def filled(scene, session):
    """A row for every ledger, full of numbers that nobody else need see."""
    scene("filled", lambda: fill(session))


def fill(session):
    wang, zhao = officer(session, "wang").id, officer(session, "zhao").id
    for status in (S.RECOGNISED, S.EXITED, S.REPORTED):
        household = make_household(
            status=status, members=2, submitted_by_id=wang, assigned_to_id=wang,
            home_address="长春市朝阳区前进大街（试）1号3单元502室", phone="15400000001",
            remarks="改拨15400000002，身份证229901198503020011；=HYPERLINK(\"http://x\")",
            exited_by_id=zhao if status is S.EXITED else None,
        )
        member = first_member(household)
        member.phone, member.registration_no = "15400000003", "2201042026012345678"
        member.education, member.health, member.unemployment_cause = "61", "10", "12"
        member.skills = "会烹饪，电话154 0000 0004"
        add_visit(household, purpose=VisitPurpose.FOLLOW_UP, visited_on=date(2026, 3, 20),
                  interviewee="张试子", findings="已就业，手机１５４００００００05",
                  difficulties="无", handling="已协调", handled_on=date(2026, 3, 21))
        add_visit(household, purpose=VisitPurpose.CONTACT, visited_on=date(2026, 3, 21),
                  way=VisitWay.PHONE, reached=False, findings="15400000006无人接听")
        if status is S.REPORTED:
            continue
        session.add(Publicity(
            household=household, posted_on=household.publicized_on,
            until=household.publicized_until, place="社区公告栏", text="略", posted_by_id=zhao,
            complaint_phone="0431-12345678",
        ))
        session.add(Paper(
            household=household, kind=SealKind.RECOGNITION, state=SealState.SEALED, prepared_by_id=zhao,
            prepared_on=date(2026, 3, 6), seal_no=f"试-{status}", code=f"code-{status}", digest="0" * 64, pdf=b"%PDF",
            sealed_by_id=wang, sealed_on=date(2026, 3, 6), sealed_at=LATER, confirmed_at=LATER, reason="电话15400000041有误",
        ))
        for day, kind, counts in ((6, ServiceKind.GUIDANCE, None), (9, ServiceKind.REFERRAL, True),
                                  (9, ServiceKind.REFERRAL, False), (10, ServiceKind.TRAINING_INFO, None)):
            add_service(member, kind=kind, served_on=date(2026, 3, day), employer="某试样公司", counts=counts,
                        shortfall="没有送达回执" if counts is False else None, refusal_code="J3",
                        feedback=Feedback.REFUSED, refusal_reason="家中15400000007不通")
        job = add_employment(
            member, employer_code="912201017025866421", started_on=date(2026, 3, 12),
            contract_from=date(2026, 3, 12), contract_until=date(2027, 3, 11),
        )
        benefit = add_benefit(job, from_on=date(2026, 3, 12), payer="某试样人社局15400000008")
        add_payment(benefit, date(2026, 3, 1))
        if status is S.EXITED:
            add_exit(household, approved=True, decided_on=date(2026, 3, 9), proposed_by_id=wang,
                     told_on=date(2026, 3, 9), told_way=VisitWay.PHONE, ground_code="E11")
    campaign = add_campaign()
    add_sweep(campaign, findings="一户电话15400000009")
    add_suspect(campaign, head_name="张试子", grounds="本人15400000021打不通")
    watch = Watch(head_name="张试子", phone="15400000031", earner_name="张试子", size=2, form=EmploymentForm.FLEXIBLE,
                  job_losses=0, wage=1200, monthly_income=1200, listed_on=date(2026, 3, 2), measures="电话15400000032")
    watch.place_in(office(session, "220104001001"))
    session.add(watch)
    add_censure(finding=add_finding(answer=None))
    make_household(status=S.RECOGNISED, community="220102001001", name="外区人")
    session.commit()
