"""A facts file: what it says, what it leaves unknown, and where it is wrong."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from policy.exit import Contact, Employment, LifeChange, Refusal
from policy.facts_file import FactsWrong, read_facts
from policy.recognition import MemberFacts
from policy.terms import EmploymentForm, LifeEvent, MemberState, RetirementGroup, VisitWay

FILE = {
    "region": "220000", "applicant": 1, "special_case": None,
    "members": [
        {"no": 1, "name": "赵样甲", "sex": 1, "birth_on": "1985-03-02", "relation": "01", "book": "A",
         "urban": True, "co_living": True, "marital": "20", "capacity": True, "wants_work": True,
         "state": "unemployed", "registered_on": "2026-01-05", "retirement_group": "male",
         "pension_from": None}],
    "events": [
        {"kind": "refusal", "member": 1, "on": "2026-05-05", "vacancy": "V1", "confirmed": True,
         "justified": False},
        {"kind": "contact", "on": "2026-05-06", "reached": False, "way": "phone"},
        {"kind": "employment", "member": 1, "on": "2026-05-20", "form": "10", "verified": True},
        {"kind": "life", "member": 1, "on": "2026-05-21", "what": "E45"},
        {"kind": "life", "on": "2026-05-22", "what": "E46"}],
}


def changed(place, value):
    """The file with one value set; a key that is None is left out."""
    file = deepcopy(FILE)
    at = file
    *way, last = place
    for step in way:
        at = at[step]
    at[last] = value
    return file


def test_every_value_finds_its_fact():
    facts = read_facts(FILE)

    assert facts.region == "220000"
    assert facts.household.applicant == 1
    assert facts.household.special_case is None
    assert facts.household.members == (
        MemberFacts(
            no=1, name="赵样甲", relation="01", birth_on=date(1985, 3, 2), sex=1,
            state=MemberState.UNEMPLOYED, capacity=True, wants_work=True,
            registered_on=date(2026, 1, 5), retirement_group=RetirementGroup.MALE, urban=True,
            book="A", co_living=True, marital="20"),)
    assert facts.exit.refusals == (Refusal(1, date(2026, 5, 5), "V1", True, False, "0"),)
    assert facts.exit.contacts == (Contact(date(2026, 5, 6), False, VisitWay.PHONE, "1"),)
    assert facts.exit.employments == (
        Employment(1, date(2026, 5, 20), EmploymentForm.UNIT, True, "2"),)
    assert facts.exit.changes == (
        LifeChange(1, date(2026, 5, 21), LifeEvent.DEAD, "3"),
        LifeChange(None, date(2026, 5, 22), LifeEvent.OWN_WISH, "4"))
    assert facts.exit.registered == {1}
    assert facts.events == tuple(FILE["events"])


def test_work_of_which_nothing_is_said_is_not_verified():
    job = {"kind": "employment", "member": 1, "on": "2026-05-20", "form": "10"}
    assert not read_facts({**FILE, "events": [job]}).exit.employments[0].verified


def test_a_missing_key_is_unknown_and_no_event_is_none():
    facts = read_facts({"members": [{"no": 3, "relation": "01"}]})

    assert facts.household.members == (MemberFacts(no=3, name="3", relation="01"),)
    assert (facts.region, facts.household.applicant, facts.events) == (None, None, ())
    assert facts.exit.registered == frozenset()


def test_a_registration_said_to_be_none_is_known_to_be_none():
    missing = read_facts({"members": [{"no": 1, "relation": "01"}]}).household.members[0]
    none = read_facts({"members": [{"no": 1, "relation": "01", "registered_on": None}]}).household.members[0]

    assert (missing.registered, none.registered) == (None, False)


def test_the_rest_of_the_household():
    facts = read_facts({**FILE, "special_case": "C01", "business_income": False,
                        "monthly_income": 1200.5, "recognised_on": "2026-04-01"})

    assert (facts.household.special_case, facts.household.business_income) == ("C01", False)
    assert facts.household.monthly_income == Decimal("1200.5")
    assert facts.exit.recognised_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (["members", 0, "birth_on"], "1985-13-02", "members[0].birth_on不是日期（应写作2026-03-09）：1985-13-02"),
        (["members", 0, "birth_on"], 19850302, "members[0].birth_on不是日期（应写作2026-03-09）：19850302"),
        (["members", 0, "no"], None, "members[0].no必须填写"),
        (["members", 0, "no"], "1", "members[0].no应为整数：1"),
        (["members", 0, "no"], True, "members[0].no应为整数：True"),
        (["members", 0, "relation"], None, "members[0].relation必须填写"),
        (["members", 0, "relation"], 1, "members[0].relation应为文字：1"),
        (["members", 0, "urban"], "yes", "members[0].urban应为true、false或空：yes"),
        (["members", 0, "urban"], 1, "members[0].urban应为true、false或空：1"),
        (["members", 0, "retirement_group"], "x",
         "members[0].retirement_group不在代码male、female55、female50之内：x"),
        (["events", 1, "kind"], "call", "events[1].kind不在refusal、contact、employment、life之内：call"),
        (["events", 1, "kind"], None, "events[1].kind必须填写"),
        (["events", 1, "reached"], None, "events[1].reached必须填写"),
        (["events", 1, "on"], None, "events[1].on必须填写"),
        (["events", 0, "member"], 9, "events[0].member不是成员的序号：9"),
        (["events", 0, "member"], None, "events[0].member必须填写"),
        (["events", 2, "member"], 9, "events[2].member不是成员的序号：9"),
        (["events", 3, "what"], None, "events[3].what必须填写"),
        (["applicant"], 9, "applicant不是成员的序号：9"),
        (["members"], [], "members没有成员"),
        (["members"], {}, "members没有成员"),
        (["members"], [1], "members应为对象的列表"),
        (["members"], "x", "members应为对象的列表"),
        (["monthly_income"], True, "monthly_income应为金额：True"),
        (["monthly_income"], "x", "monthly_income应为金额：x"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named_with_its_place(place, value, words):
    with pytest.raises(FactsWrong) as fault:
        read_facts(changed(place, value))

    assert str(fault.value) == words


def test_two_members_of_one_number_and_no_object_are_refused():
    with pytest.raises(FactsWrong, match="members序号no有重复"):
        read_facts({"members": [{"no": 1, "relation": "01"}, {"no": 1, "relation": "12"}]})
    with pytest.raises(FactsWrong, match="文件应为一个对象"):
        read_facts([])


@pytest.mark.parametrize(
    ("key", "value", "fact"),
    [
        ("pension_from", "2026-01-05", date(2026, 1, 5)), ("state_since", "2026-02-06", date(2026, 2, 6)),
        ("sex", 2, 2), ("sex", 1, 1), ("sex", None, None), ("sex", 9, None), ("sex", 0, None),
    ],
)
def test_a_members_days_and_sex_are_read(key, value, fact):
    [member] = read_facts(changed(("members", 0, key), value)).household.members
    assert getattr(member, key) == fact
