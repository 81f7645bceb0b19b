"""Employers and vacancies as officers write them down, in the own area alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models import Employer, Vacancy
from policy.aid_terms import Strain
from policy.terms import EmploymentForm
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_employer, add_referral, add_vacancy, first_member, make_household
from workflow.matching import jobs_for, members_for
from workflow.records import save, void
from workflow.refusals import Refused
from workflow.rule_book import rule_book

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


@pytest.fixture
def vacancy(session):
    made = add_vacancy()
    session.commit()
    return made


def store(session, row, calendar, who="zhao"):
    save(session, row, officer(session, who), ON, calendar)
    return row


def test_a_vacancy_closed_stays_closed_and_may_still_be_voided(session, calendar, vacancy):
    zhao = officer(session, "zhao")
    vacancy.closed_on, vacancy.closed_reason = ON, "已招满"
    save(session, vacancy, zhao, ON, calendar)
    for values in ({"head_count": 9}, {"closed_on": None, "closed_reason": None}):
        with session.no_autoflush:
            for name, value in values.items():
                setattr(vacancy, name, value)
            with pytest.raises(Refused, match="另行登记"):
                save(session, vacancy, zhao, ON, calendar)
        session.refresh(vacancy)

    void(session, vacancy, "岗位是虚假的", zhao, ON, AT)
    assert vacancy.voided_at is not None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"wage_from": Decimal(1500)}, "wage_from", id="full-time below the minimum wage"),
        pytest.param({"wage_from": Decimal(0)}, "wage_from", id="nothing"),
        pytest.param({"wage_to": Decimal(1900)}, "wage_to", id="to below from"),
        pytest.param({"age_from": 15}, "age_from", id="a child"),
        pytest.param({"age_from": 50, "age_to": 40}, "age_to", id="ages the wrong way round"),
        pytest.param({"open_from": date(2026, 3, 10)}, "open_from", id="begins tomorrow"),
        pytest.param({"open_until": date(2026, 2, 1)}, "open_until", id="ends before it begins"),
        pytest.param({"closed_on": ON}, "closed_reason", id="closed without a reason"),
        pytest.param({"head_count": 0}, "head_count", id="nobody wanted"),
    ],
)
def test_a_vacancy_is_whole_or_refused(session, calendar, values, field):
    employer = add_employer()
    session.commit()
    home = office(session, "220104")
    usual = {"employer_id": employer.id, "office_id": home.id, "place_id": home.id, "title": "保洁员",
             "form": EmploymentForm.UNIT, "head_count": 1, "wage_from": Decimal(2000),
             "open_from": date(2026, 3, 1), "open_until": date(2026, 3, 31), "strain": Strain.LIGHT}
    with pytest.raises(Refused) as refusal:
        store(session, Vacancy(**usual | values), calendar, "zhao")

    assert refusal.value.field == field
    assert session.query(Vacancy).count() == 0


def test_vacancies_of_another_county_are_seen_and_not_written(session, calendar, vacancy):
    lin = officer(session, "lin")
    with pytest.raises(Refused) as refusal:
        save(session, vacancy, lin, ON, calendar)
    assert refusal.value.field == "office_id"
    with pytest.raises(Refused, match="本辖区"):
        void(session, vacancy, "不是我们的", lin, ON, AT)


def test_one_employer_is_on_file_once(session, calendar, vacancy):
    first = vacancy.employer
    twin = Employer(name="同一家", credit_code=first.credit_code, office_id=first.office_id)

    with pytest.raises(Refused) as refusal:
        store(session, twin, calendar, "zhao")
    assert refusal.value.field == "credit_code"
    assert first.name in str(refusal.value)


def test_the_jobs_for_a_member_are_open_untold_and_the_best_paid_of_equals_first(session):
    member = first_member(make_household(status=S.RECOGNISED))
    told, good, better = (add_vacancy(title=f"工{n}", wage_from=Decimal(2000 + n)) for n in range(3))
    add_vacancy(title="已停", closed_on=ON, closed_reason="已招满")
    add_vacancy(title="已满", head_count=1, hired=1)
    far = add_vacancy(title="远", place=office(session, "222401001"), wage_from=Decimal(9000))
    add_referral(member, told)
    session.commit()

    found = jobs_for(session, member, ON, rule_book(session))
    assert [job.vacancy.title for job in found] == [better.title, good.title, far.title]
    assert [job.match.barred for job in found] == [False, False, True]


def test_the_members_for_a_job_are_those_without_work_to_whom_it_was_not_told(session, vacancy):
    waiting, told = (first_member(make_household(status=S.RECOGNISED, name=n)) for n in ("赵例甲", "钱例乙"))
    make_household(status=S.RECOGNISED, name="孙例丙", placed_on=ON)
    make_household(status=S.REPORTED, name="李例丁")
    add_referral(told, vacancy)
    session.commit()

    assert [one.member.id for one in members_for(session, vacancy, ON, rule_book(session))] == [waiting.id]
