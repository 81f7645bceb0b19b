"""Special cases of the localities (一（三）): decided by document, chosen from the catalogue, ended by a day."""

from __future__ import annotations

from datetime import date

import pytest

from models import SpecialCase
from policy.terms import HouseholdKind, MemberState
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_member, make_household, order, special_case
from workflow.acts import Ticket, perform_on_each
from workflow.records import save
from workflow.refusals import Refused
from workflow.special_cases import cases_for, special_case_is_whole

ON = date(2026, 3, 9)
HERE = "220104001001"


@pytest.mark.parametrize(
    ("where", "since", "until", "on", "found"),
    [
        pytest.param("220104", "2025-01-06", None, "2026-03-09", True, id="of the county"),
        pytest.param("220000", "2025-01-06", None, "2026-03-09", True, id="of the province"),
        pytest.param("222401", "2025-01-06", None, "2026-03-09", False, id="of another county"),
        pytest.param("220104", "2026-03-09", None, "2026-03-09", True, id="from today"),
        pytest.param("220104", "2026-03-10", None, "2026-03-09", False, id="from tomorrow"),
        pytest.param("220104", "2025-01-06", "2026-03-09", "2026-03-09", True, id="until today"),
        pytest.param("220104", "2025-01-06", "2026-03-08", "2026-03-09", False, id="until yesterday"),
    ],
)
def test_a_case_holds_in_its_region_and_its_days(session, where, since, until, on, found):
    case = special_case(office=office(session, where), valid_from=date.fromisoformat(since),
                        valid_until=until and date.fromisoformat(until))
    session.commit()
    path = office(session, HERE).path
    assert case.holds(path, date.fromisoformat(on)) is found
    assert (cases_for(session, path, date.fromisoformat(on)) == [case]) is found


def test_the_nearest_region_comes_first(session):
    far = special_case(office=office(session, "220000"), name="甲")
    near = special_case(name="乙")
    session.commit()
    assert cases_for(session, office(session, HERE).path, ON) == [near, far]


def drafted(session, calendar, **values):
    household = make_household()
    for name, value in values.items():
        setattr(household, name, value)
    save(session, household, officer(session, "wang"), ON, calendar)
    return household


def test_a_household_of_the_local_kind_names_its_case(session, calendar):
    with pytest.raises(Refused) as refused:
        drafted(session, calendar, kind=HouseholdKind.LOCAL)
    assert refused.value.field == "special_case_id"
    case = special_case()
    session.commit()
    assert drafted(session, calendar, kind=HouseholdKind.LOCAL, special_case_id=case.id).special_case is case


def test_no_other_kind_keeps_one(session, calendar):
    case = special_case()
    session.commit()
    assert drafted(session, calendar, kind=HouseholdKind.ORDINARY, special_case_id=case.id).special_case_id is None


def test_a_case_of_elsewhere_or_of_later_is_refused(session, calendar):
    for values in ({"office": office(session, "222401")}, {"valid_from": date(2026, 3, 1)}):
        case = special_case(**values)
        session.commit()
        with pytest.raises(Refused, match="不适用"):
            drafted(session, calendar, kind=HouseholdKind.LOCAL, special_case_id=case.id)
        session.rollback()


@pytest.mark.parametrize(
    ("values", "by", "field"),
    [
        ({"office_id": None}, "zhao", "office_id"),
        ({"office": "222401"}, "zhao", "office_id"),
        ({"office": "220104001"}, "zhao", "office_id"),
        ({"office": "220000"}, "mei", "office_id"),
        ({"basis_on": date(2026, 3, 10)}, "zhao", "basis_on"),
        ({"valid_from": date(2025, 1, 5)}, "zhao", "valid_from"),
        ({"valid_until": date(2025, 1, 5)}, "zhao", "valid_until"),
        ({}, "chen", None),
        ({}, "song", None),
    ],
)
def test_a_case_is_whole_or_refused(session, values, by, field):
    usual = {"office": "220104", "name": "农垦转制家庭（试）", "conditions": "原农垦职工", "basis": "试文件",
             "basis_on": date(2025, 1, 6), "approver": "朝阳区人社局", "valid_from": date(2025, 1, 6)} | values
    where = usual.pop("office")
    if "office_id" not in usual:
        usual["office_id"] = office(session, where).id
    with pytest.raises(Refused) as refused:
        special_case_is_whole(session, SpecialCase(**usual), officer(session, by), ON)
    assert refused.value.field == field


@pytest.mark.parametrize("by", ["zhao", "mei", "gao"])
def test_county_city_and_province_decide_for_what_lies_beneath(session, by):
    case = SpecialCase(office_id=office(session, "220104").id, name="试", conditions="试", basis="试", approver="试",
                       basis_on=date(2025, 1, 6), valid_from=date(2025, 1, 6))
    special_case_is_whole(session, case, officer(session, by), ON)


@pytest.mark.parametrize(
    ("case", "words"),
    [({"valid_until": date(2026, 3, 8)}, "已经终止"), (None, "须从目录中选择")],
)
def test_a_case_that_has_ended_or_is_missing_carries_nothing(session, calendar, case, words):
    household = make_household(status=S.SUBMITTED, kind=HouseholdKind.LOCAL,
                               special_case=special_case(**case) if case is not None else None)
    add_member(household, no=2, relation="20", name="张例丑", state=MemberState.EMPLOYED)
    session.commit()
    [outcome] = perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "chen"),
                                order(ON, calendar, override="长人社规〔2025〕3号"))
    assert not outcome.done
    assert words in " ".join(map(str, outcome.reasons))
