"""The verdict at its edges: nobody applies, a place is open, a region decrees an age."""

from datetime import date

from policy.assessment import assess
from policy.labour import could_work
from tests.policy.families import ON, S, applicant, family, other
from tests.policy.test_assessment import decreed


def test_the_verdict_names_its_applicant():
    assert assess(family(), ON).applicant == 1
    assert assess(family(other("12", 1)), ON).applicant is None


def test_a_parent_without_an_applicant_is_asked_about():
    [line] = [f for f in assess(family(other("51", 1)), ON).findings if f.reason.clause == "102-1-1" and f.holds is None]
    assert str(line.reason) == "请填写成员钱样甲和申请人所在的户口簿"


def test_while_a_members_place_is_open_nobody_is_said_to_be_missing():
    lines = assess(family(applicant(state=S.STUDENT), other("73", co_living=None)), ON).findings
    assert not any("没有法定劳动年龄内" in str(f.reason) for f in lines)


def test_what_would_change_it_is_said_of_each_member_and_once():
    both = (other("12", 2, capacity=None), other("20", 3, capacity=None))
    told = [str(r) for r in assess(family(applicant(), *both), ON).would_change]
    assert len(told) == len(set(told))
    assert [t for t in told if "钱样乙" in t]
    assert [t for t in told if "钱样丙" in t]


def test_a_region_may_ask_for_number_and_pension_at_once():
    rules = decreed(LEAST_MEMBERS=2, PENSIONER_BARS=1)
    lines = [str(f.reason) for f in assess(family(applicant(pension_from=ON)), ON, rules).findings]
    assert [t for t in lines if "少于当地规定的2人" in t]
    assert [t for t in lines if "领取养老金，当地规定不予认定" in t]


def test_a_decreed_working_age_counts_everywhere():
    rules = decreed(WORKING_AGE=18)
    youth = other("21", birth_on=date(2009, 1, 1))
    assert assess(family(applicant(), youth), ON).labour_members == (1, 2)
    assert assess(family(applicant(), youth), ON, rules).labour_members == (1,)


def test_up_to_the_pension_working_age_still_begins_on_the_birthday():
    youth = other("21", birth_on=date(2010, 6, 30))
    assert assess(family(applicant(), youth), ON, decreed(UNTIL_PENSION=1)).labour_members == (1, 2)
    assert could_work(applicant(birth_on=date(1950, 1, 1)), ON, decreed(UNTIL_PENSION=1))
    assert not could_work(applicant(birth_on=date(1950, 1, 1)), ON)
