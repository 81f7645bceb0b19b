"""What officers write down: whole or refused at the field, and what follows from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import Household, Member, Service, Visit
from policy.terms import (
    Feedback,
    MemberState,
    Origin,
    ServiceKind,
    VisitPurpose,
    VisitWay,
)
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import (
    add_service,
    first_member,
    identity,
    make_household,
)
from workflow.calendar import work_calendar
from workflow.records import new_household, save, void
from workflow.refusals import Refused

TODAY = date(2026, 3, 9)


def store(session, row, who="wang"):
    save(session, row, officer(session, who), TODAY, work_calendar(session))


def draft_of(session, **values):
    household = Household(
        head_name="", register_address="长春市朝阳区前进大街（试）1号", phone="154 0000 0001",
        applied_on=TODAY, origin=Origin.DESK,
    )
    applicant = Member(
        **{"name": "朴 试•子", "id_no": identity(), "relation": "01", "sex": "1",
           "birth_on": TODAY, "state": MemberState.UNEMPLOYED}
        | values
    )
    return new_household(
        session, household, applicant, office(session, "220104001001"),
        officer(session, "wang"), TODAY, work_calendar(session),
    )


def test_a_new_file_has_its_number_its_applicant_and_its_spellings(session):
    household = draft_of(session)

    member = first_member(household)
    assert household.family_no == "220104-2026-00001"
    assert household.status is S.DRAFT
    assert (household.head_name, household.head_initials) == ("朴试·子", "psz")
    assert household.head_pinyin.startswith("piao")
    assert household.phone == "15400000001"
    assert member.birth_on == date(1985, 3, 2)
    assert (member.no, member.is_applicant, household.size) == (1, True, 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"id_no": "229901198503020011"}, "id_no", id="wrong check digit"),
        pytest.param({"id_no": "22990119850230001X"}, "id_no", id="30 February"),
        pytest.param({"id_no": ""}, "id_no", id="no number"),
        pytest.param({"name": "张\U0001f600"}, "name", id="emoji in the name"),
        pytest.param({"name": "张" * 51}, "name", id="51 characters"),
        pytest.param({"registered_on": date(2026, 3, 10)}, "registered_on", id="tomorrow"),
        pytest.param({"registered_on": date(1980, 1, 1)}, "registered_on", id="before birth"),
        pytest.param({"phone": "1234"}, "phone", id="a telephone nobody can dial"),
    ],
)
def test_a_bad_applicant_is_refused_at_the_field_and_nothing_is_kept(session, values, field):
    with pytest.raises(Refused) as refusal:
        draft_of(session, **values)

    assert refusal.value.field == field
    assert session.query(Household).count() == session.query(Member).count() == 0


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(str.lower, id="small x"),
        pytest.param(lambda n: f" {n[:6]} {n[6:]}\n", id="spaces"),
        pytest.param(lambda n: "".join(chr(ord(c) + 0xFEE0) for c in n), id="full width"),
    ],
)
def test_one_person_however_the_number_is_written(session, written):
    """Security case BI02."""
    number = identity()
    draft_of(session, id_no=number)

    with pytest.raises(Refused) as refusal:
        draft_of(session, id_no=written(number))

    assert refusal.value.field == "id_no"
    assert "一人只能在一户" in str(refusal.value)
    assert session.query(Member).count() == 1


@pytest.mark.parametrize("name", ["𠮷试㛃", "阿卜杜热西提·买买提", "欧阳试娜"])
def test_rare_names_stay_as_they_are(session, name):
    household = draft_of(session, name=name)
    session.expire_all()

    assert household.head_name == first_member(household).name == name


def test_a_family_that_comes_back_keeps_its_number(session):
    number = identity()
    first = draft_of(session, id_no=number)
    first.status, first.withdrawn_on = S.WITHDRAWN, TODAY
    session.commit()

    again = draft_of(session, id_no=number)

    assert (again.family_no, again.episode) == (first.family_no, 2)


@pytest.mark.parametrize("status", [s for s in S if s not in (S.DRAFT, S.RETURNED)])
def test_a_file_under_way_cannot_be_edited(session, status):
    """Security case WF14."""
    household = make_household(status=status)
    household.housing = "借住"

    with pytest.raises(Refused, match="不能登记或修改"):
        store(session, household)

    assert session.get(Household, household.id).housing is None


def service(member, **values):
    return Service(
        **{"household": member.household, "member": member, "kind": ServiceKind.GUIDANCE,
           "served_on": date(2026, 3, 6), "content": "求职面谈", "served_by": "王试甲",
           "way": VisitWay.OFFICE, "feedback": Feedback.ACCEPTED}
        | values
    )


def test_the_first_service_makes_a_household_assisted(session):
    household = make_household(status=S.RECOGNISED)
    member = first_member(household)

    store(session, service(member, served_on=date(2026, 3, 7)))
    store(session, service(member, served_on=date(2026, 3, 6)))

    assert household.assisted_on == date(2026, 3, 6)


def test_a_voided_service_no_longer_counts(session):
    household = make_household(status=S.RECOGNISED)
    store(session, service(first_member(household)))
    row = session.query(Service).one()

    void(session, row, "录错了户", officer(session, "wang"), TODAY, datetime(2026, 3, 9, tzinfo=UTC))

    assert household.assisted_on is None
    assert session.query(Service).one().void_reason == "录错了户"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        pytest.param({"served_on": date(2026, 3, 4)}, "served_on", id="before recognition"),
        pytest.param({"served_on": date(2026, 3, 10)}, "served_on", id="tomorrow"),
        pytest.param({"kind": ServiceKind.REFERRAL}, "employer", id="a job without employer"),
        pytest.param({"kind": ServiceKind.REFERRAL, "employer": "某试样公司"}, "job", id="no job"),
        pytest.param({"feedback": Feedback.REFUSED}, "refusal_reason", id="refused, no reason"),
        pytest.param({"refusal_justified": True}, "refusal_code", id="judged with the entry"),
    ],
)
def test_a_service_is_whole_or_refused(session, values, field):
    member = first_member(make_household(status=S.RECOGNISED))

    with pytest.raises(Refused) as refusal:
        store(session, service(member, **values))

    assert refusal.value.field == field
    assert session.query(Service).count() == 0


@pytest.mark.parametrize("status", [s for s in S if s not in (S.RECOGNISED, S.EXITED)])
def test_services_begin_with_recognition(session, status):
    member = first_member(make_household(status=status))

    with pytest.raises(Refused):
        store(session, service(member))


def test_a_service_cannot_go_to_another_households_member(session):
    mine = make_household(status=S.RECOGNISED)
    other = first_member(make_household(status=S.RECOGNISED))

    with pytest.raises(Refused, match="本户的成员"):
        store(session, service(other, household=mine))


def test_a_verification_visit_needs_two_visitors(session):
    household = make_household(ready=False)
    visit = Visit(household=household, visited_on=TODAY, purpose=VisitPurpose.VERIFICATION,
                  way=VisitWay.HOME, reached=True, visitor_1="王试甲", findings="在家")

    with pytest.raises(Refused) as refusal:
        store(session, visit)

    assert refusal.value.field == "visitor_2"


def test_a_second_proposal_waits_for_the_first(session):
    from models import Exit
    from tests.factories import add_exit

    household = make_household(status=S.RECOGNISED)
    add_exit(household)
    session.commit()
    second = Exit(household=household, ground="employed", evidence="合同", proposed_on=TODAY)

    with pytest.raises(Refused, match="已有一件"):
        store(session, second)


def test_a_service_of_a_leavers_household_is_still_recorded(session):
    household = make_household(status=S.EXITED)
    add_service(first_member(household))
    session.commit()

    assert session.query(Service).count() == 1
