"""Two at once in the assistance: each policy, month, visit, report and file once; no count rests on what is gone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from access.audit import verify
from models import (
    AuditEntry,
    Benefit,
    Household,
    ImportBatch,
    Pairing,
    Payment,
    ReportPeriod,
    Service,
    Ticket,
    Vacancy,
    Visit,
)
from policy.aid_terms import BenefitState, PolicyKind, TicketKind
from policy.import_terms import ImportState
from policy.report_terms import ReportState
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_employment, add_vacancy, first_member, make_household
from tests.factories_aid import add_benefit
from tests.security.test_races import at_once
from tests.security.world import Probe
from tests.workflow.reports import WORDS, settle_street
from tests.workflow.test_imports import CLEAN, taken

pytestmark = pytest.mark.database
AT = datetime(2026, 8, 3, 2, tzinfo=UTC)
MARCH = datetime(2026, 3, 9, 2, tzinfo=UTC)
REFUSED = {409, 422}
ROUNDS = pytest.mark.parametrize("round_", range(2))
KIND = next(iter(TicketKind)).value
SEEN = re.compile(r'name="seen" value="(\w+)"')
REPORT = {"office": "4", "kind": "month", "period": "2026-02"}


@pytest.fixture
def job(session, clock):
    clock.at = AT
    household = make_household(status=S.RECOGNISED)
    made = add_employment(
        first_member(household), verified=True, verified_on=date(2026, 3, 10), verified_way="社保查询",
        insured="养老", created_by_id=officer(session, "wang").id,
    )
    session.commit()
    return made


@pytest.fixture
def vacancy(session, clock):
    clock.at = MARCH
    made = add_vacancy()
    session.commit()
    return made


def number_of(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def one_of(codes) -> bool:
    """One went through, whoever came second was told."""
    return codes.count(302) == 1 and set(codes) - {302} <= REFUSED


def granting(session, job):
    row = add_benefit(job, created_by_id=officer(session, "wang").id)
    session.commit()
    return f"/admin/household/decide/benefit/{row.id}", {
        "version": str(row.version), "from_on": "2026-03-09", "months": "12", "standard": "600",
    }


def recommending(member, vacancy, **values):
    return f"/admin/service/new/?household={member.household_id}", {
        "member_id": str(member.id), "kind": "referral", "served_on": "2026-03-06", "content": "推荐",
        "way": "office", "served_by": "王试甲", "feedback": "pending", "vacancy_id": str(vacancy.id),
        "delivered_on": "2026-03-06", "delivered_way": "person", "receipt": "签收",
    } | values


@ROUNDS
def test_of_two_officers_who_grant_one_policy_one_does(app, session, job, round_):
    sent = granting(session, job)

    assert one_of(at_once(app, session, [(Probe(app, "k"), *sent), (Probe(app, "k", "zhou"), *sent)]))
    assert session.scalars(select(Benefit.state)).all() == [BenefitState.ENJOYED]
    assert verify(session)[1] is None


@ROUNDS
def test_a_policy_applied_for_twice_is_granted_once(app, session, job, round_):
    sends = [(Probe(app, "k", who), *granting(session, job)) for who in ("zhao", "zhou")]

    assert one_of(at_once(app, session, sends))
    assert sorted(session.scalars(select(Benefit.state))) == [BenefitState.APPLIED, BenefitState.ENJOYED]


@ROUNDS
def test_of_two_applications_for_one_policy_one_is_stored(app, session, job, round_):
    url = f"/admin/benefit/new/?household={job.household_id}"
    fields = {"employment_id": str(job.id), "policy": PolicyKind.INSURANCE.value, "state": "applied",
              "applied_on": "2026-03-12"}

    assert one_of(at_once(app, session, [(Probe(app, "c", who), url, fields) for who in ("wang", "wu")]))
    assert number_of(session, Benefit) == 1


@ROUNDS
def test_a_month_is_paid_once_and_of_several_months_all_or_none(app, session, job, round_):
    row = add_benefit(job, from_on=date(2026, 3, 9))
    session.commit()
    url, fields = f"/admin/household/decide/pay/{row.id}", {
        "version": str(row.version), "amount": "600", "paid_on": "2026-08-01"}
    sends = [
        (Probe(app, "k"), url, fields | {"month_from": "2026-03", "month_to": "2026-06"}),
        (Probe(app, "k", "zhou"), url, fields | {"month_from": "2026-05", "month_to": "2026-07"}),
    ]

    assert one_of(at_once(app, session, sends))
    assert number_of(session, Payment) in (3, 4)


@ROUNDS
def test_of_two_pairings_with_one_partner_one_stands(app, session, job, round_):
    url = f"/admin/pairing/new/?household={job.household_id}"
    fields = {"partner": "郑样癸", "partner_unit": "某试样单位", "pledge": "每月联系", "since": "2026-03-12"}

    assert one_of(at_once(app, session, [(Probe(app, "s", who), url, fields) for who in ("chen", "cheng")]))
    assert number_of(session, Pairing) == 1


@ROUNDS
def test_a_visit_a_telephone_sends_twice_at_once_is_one_with_one_difficulty(app, session, job, round_):
    key = f"0a0b0c0d-0000-4000-8000-00000000000{round_}"
    fields = {
        "household": str(job.household_id), "client_key": key, "visited_on": "2026-08-03", "way": "home",
        "reached": "y", "work_seen": "在岗", "findings": "稳定", "difficulties": "想学手艺", "ticket_kind": KIND,
    }
    sends = [(Probe(app, "c"), "/admin/visit/field/", fields) for _n in range(3)]

    assert at_once(app, session, sends) == [200, 200, 200]
    assert session.scalar(select(func.count()).where(Visit.client_key == key)) == 1
    assert number_of(session, Ticket) == 1


@ROUNDS
def test_what_is_recommended_while_the_vacancy_is_altered_says_what_the_vacancy_says(app, session, vacancy, round_):
    member = first_member(make_household(status=S.RECOGNISED))
    form = {
        "version": str(vacancy.version), "employer_id": str(vacancy.employer_id), "title": vacancy.title,
        "place_id": str(vacancy.place_id), "form": vacancy.form.value, "head_count": "3", "wage_from": "9000",
        "has_contract": "y", "insures": "y", "strain": vacancy.strain.value, "open_from": "2026-03-01",
        "open_until": "2026-03-31", "office_id": str(vacancy.office_id),
    }
    edit = Probe(app, "k"), f"/admin/vacancy/edit/?id={vacancy.id}", form
    codes = at_once(app, session, [edit, (Probe(app, "c"), *recommending(member, vacancy))])

    assert codes[1] == 302
    assert codes[0] in {302, *REFUSED}
    assert session.scalars(select(Service.wage)).one() == session.get(Vacancy, vacancy.id).wage_from


@pytest.mark.parametrize("what", ["vacancy", "employer"])
@ROUNDS
def test_what_is_recommended_while_the_job_is_voided_does_not_count(app, session, vacancy, what, round_):
    member = first_member(make_household(status=S.RECOGNISED))
    row = vacancy if what == "vacancy" else vacancy.employer
    void = Probe(app, "k"), f"/admin/{what}/void/?id={row.id}", {"version": str(row.version), "reason": "虚假岗位"}
    codes = at_once(app, session, [void, (Probe(app, "c"), *recommending(member, vacancy))])

    assert codes[0] == 302
    assert codes[1] in {302, *REFUSED}
    assert not any(session.scalars(select(Service.counts)))


@ROUNDS
def test_heads_taken_at_once_are_all_counted(app, session, vacancy, round_):
    members = [first_member(make_household(status=S.RECOGNISED, name=name)) for name in ("赵例甲", "钱例乙")]
    hired = {"feedback": "hired", "answered_on": "2026-03-06"}
    sends = [(Probe(app, "c", who), *recommending(member, vacancy, **hired))
             for who, member in zip(("wang", "wu"), members, strict=True)]

    assert at_once(app, session, sends) == [302, 302]
    assert session.get(Vacancy, vacancy.id).hired == 2


@ROUNDS
def test_a_difficulty_settled_beside_a_hand_over_is_settled_or_told(app, session, job, round_):
    household, wang, wu = job.household, officer(session, "wang"), officer(session, "wu")
    household.assigned_to_id = wang.id
    ticket = Ticket(
        household=household, kind=KIND, content="想学一门手艺", raised_on=date(2026, 7, 20),
        owner_id=wang.id, due_on=date(2026, 8, 10),
    )
    session.add(ticket)
    session.commit()
    key = ticket.id
    codes = at_once(app, session, [
        (Probe(app, "s"), f"/admin/household/handover/{wang.id}", {"to_id": str(wu.id), "reason": "工作调整"}),
        (Probe(app, "c"), f"/admin/ticket/settle/?id={key}",
         {"version": str(ticket.version), "handling": "已办妥当", "ending": "solved"}),
    ])

    assert 302 in codes
    assert set(codes) <= {302, *REFUSED}
    ticket = session.get(Ticket, key)
    assert (ticket.closed_on is not None) is (codes[1] == 302)
    assert (session.get(Household, household.id).assigned_to_id == wu.id) is (codes[0] == 302)


# ---- reports and files ------------------------------------------------------------------------------


def asking(app, letter, who, do, **fields):
    """The form of a report as the officer has it open."""
    probe = Probe(app, letter, who)
    page = probe.desk.client.get("/admin/report/", query_string=REPORT).get_data(as_text=True)
    return probe, "/admin/report/", REPORT | {"do": do, "seen": SEEN.search(page)[1]} | fields


@ROUNDS
def test_a_report_is_handed_up_once_and_accepted_or_returned_once(app, session, clock, round_):
    clock.at = datetime(2026, 4, 2, 2, tzinfo=UTC)
    street = settle_street(session)
    words = {f"explain_{key}": text for key, text in WORDS.items()}
    assert one_of(at_once(app, session, [asking(app, "s", who, "submit", **words) for who in ("chen", "cheng")]))
    filed = session.scalars(select(ReportPeriod)).one()
    assert (filed.office_id, filed.state) == (street.id, ReportState.SUBMITTED)

    sends = [asking(app, "k", "zhao", "accept"), asking(app, "k", "zhou", "return", reason="请核对户数")]
    codes = at_once(app, session, sends)
    assert one_of(codes)
    session.refresh(filed)
    assert filed.state is (ReportState.ACCEPTED if codes[0] == 302 else ReportState.RETURNED)
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.act.like("report_%")).order_by(AuditEntry.id)).all()
    assert len(acts) == 2
    assert all(one != other for one, other in pairwise(acts))


@ROUNDS
def test_a_file_confirmed_and_taken_back_by_two_is_so_once(app, session, clock, round_):
    clock.at = datetime(2026, 6, 30, 2, tzinfo=UTC)
    batch = taken(session, CLEAN, to="220104001001")
    url, key = f"/admin/import/{batch.id}", batch.id
    codes = at_once(app, session, [(Probe(app, "k", who), url, {"do": "store"}) for who in ("zhao", "zhou")])
    assert codes.count(302) >= 1
    assert set(codes) <= {302, *REFUSED}
    batch = session.get(ImportBatch, key)
    assert (batch.state, batch.stored, number_of(session, Household)) == (ImportState.STORED, 8, 8)

    back = {"do": "undo", "reason": "导错了社区"}
    assert one_of(at_once(app, session, [(Probe(app, "k", who), url, back) for who in ("zhao", "zhou")]))
    assert set(session.scalars(select(Household.status))) == {S.WITHDRAWN}
    assert verify(session)[1] is None
