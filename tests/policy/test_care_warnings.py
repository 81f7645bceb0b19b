"""Recognised households and those followed after: what stands from which day, in which words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policy.aid_facts import Job
from policy.care_warnings import care_warnings, is_followed
from policy.exit import Contact, ExitFacts, LifeChange, Refusal
from policy.follow_up import VisitMade
from policy.terms import ComparisonDecision as D
from policy.terms import ComparisonResult as R
from policy.terms import ExitGround, LifeEvent, MemberState
from policy.warnings import Hit
from tests.policy.calendars import day
from tests.policy.cases import DAYS, DUE, SEALED, S, care, case, given_services
from tests.policy.families import applicant, family, other

# ---- the promise -----------------------------------------------------------------------------------


def test_the_promise_is_yellow_with_five_working_days_left_and_red_once_over():
    words = "承诺期限2026-04-02，尚无成员实现就业"
    assert care(case(), "2026-03-25") == []
    assert care(case(), "2026-03-26") == [("W05", "2026-03-26", "2026-04-03", None, words)]


def test_work_found_ends_the_warning_about_the_promise():
    assert care(case(placed_on=date(2026, 3, 20)), "2026-04-10") == []


def test_a_provisional_promise_says_so():
    [raised] = care_warnings(case(promise_provisional=True), day("2026-04-01"), DAYS)
    assert raised.provisional
    assert raised.due_on == DUE


def test_each_member_without_the_1_1_3_is_named():
    of = case(exit=ExitFacts(registered=frozenset({1, 2}), recognised_on=SEALED), services=given_services(1)[:3])
    assert care(of, "2026-03-18") == []
    assert care(of, "2026-03-19") == [
        ("W06", "2026-03-19", "2026-03-26", 1, "1-1-3还差岗位推荐2次"),
        ("W06", "2026-03-19", "2026-03-26", 2, "1-1-3还差职业指导1次、技能培训信息1次、岗位推荐3次"),
    ]


@pytest.mark.parametrize(("given", "words"), [
    ("", "职业指导1次、技能培训信息1次、岗位推荐3次"), ("guidance", "技能培训信息1次、岗位推荐3次"),
    ("training_info", "职业指导1次、岗位推荐3次"), ("guidance training_info", "岗位推荐3次"),
    ("referral", "职业指导1次、技能培训信息1次"), ("guidance referral", "技能培训信息1次"),
    ("training_info referral", "职业指导1次"),
])
def test_only_what_is_still_owed_of_the_1_1_3_is_named(given, words):
    of = case(services=tuple(service for service in given_services(1) if service.kind.value in given.split()))
    assert [text for code, *_, text in care(of, "2026-03-19") if code == "W06"] == [f"1-1-3还差{words}"]


def test_nothing_is_owed_to_who_is_at_work_until_the_job_ends():
    job = Job(1, started_on=date(2026, 3, 20))
    at_work = case(services=(), placed_on=date(2026, 3, 20), jobs=(job,))
    again = replace(at_work, jobs=(replace(job, ended_on=date(2026, 3, 30)),))

    assert care(at_work, "2026-03-31") == []
    assert care(again, "2026-03-29") == []
    assert [code for code, *_ in care(again, "2026-03-30")] == ["W06"]


def test_no_service_in_the_first_days_is_named():
    words = "认定后5个工作日以内应有首次援助服务，尚无服务记录"
    of = case(assisted_on=None)
    assert care(of, "2026-03-09") == []
    assert care(of, "2026-03-10") == [("W07", "2026-03-10", "2026-03-12", None, words)]


# ---- visits ----------------------------------------------------------------------------------------


def seen(*days):
    return tuple(VisitMade(day(on)) for on in days)


def unmet(*days):
    contacts = tuple(Contact(day(on), False) for on in days)
    return ExitFacts(registered=frozenset({1}), recognised_on=SEALED, contacts=contacts)


def visits(of, on):
    return [line[1:3] + line[4:] for line in care(of, on) if line[0] == "W08"]


APRIL = [("2026-04-20", "2026-05-01", "2026年4月尚未回访")]


@pytest.mark.parametrize(
    ("made", "on", "found"),
    [
        pytest.param(seen(), "2026-04-19", [], id="before the 20th nobody is blamed"),
        pytest.param(seen(), "2026-04-20", APRIL, id="month after the seal"),
        pytest.param(seen("2026-04-02"), "2026-05-19", [], id="visited in April"),
        pytest.param(seen("2026-04-02"), "2026-05-20", [("2026-05-20", "2026-06-01", "2026年5月尚未回访")], id="May is next"),
        pytest.param(seen("2026-03-20"), "2026-04-20", APRIL, id="the month of the seal owes none"),
        pytest.param(seen("2026-04-02", "2026-04-09"), "2026-05-20",
                     [("2026-05-20", "2026-06-01", "2026年5月尚未回访")], id="none is made in advance"),
        pytest.param(seen("2026-05-04"), "2026-05-20",
                     [("2026-05-20", "2026-06-01", "2026年5月尚未回访")], id="a late one makes good the month missed"),
    ],
)
def test_a_month_without_a_visit(made, on, found):
    assert visits(case(placed_on=SEALED, visits=made), on) == found


def test_an_attempt_that_met_nobody_is_no_visit():
    assert visits(case(placed_on=SEALED, exit=unmet("2026-04-02")), "2026-04-20") == APRIL


def test_a_family_taken_over_from_an_old_ledger_owes_nothing_for_the_time_before():
    of = case(placed_on=SEALED, taken_over_on=date(2026, 6, 9))
    assert visits(of, "2026-07-19") == []
    assert visits(of, "2026-07-20") == [("2026-07-20", "2026-08-01", "2026年7月尚未回访")]


def gone(on="2026-05-11", ground=ExitGround.EMPLOYED, **facts):
    return case(S.EXITED, exited_on=day(on), exit_ground=ground, **facts)


@pytest.mark.parametrize(
    ("of", "on", "followed"),
    [
        pytest.param(case(), "2026-03-05", True, id="in the register"),
        pytest.param(gone(), "2026-11-11", True, id="six months after the exit to work"),
        pytest.param(gone(), "2026-11-12", False, id="a day more"),
        pytest.param(gone(ground=ExitGround.REFUSED), "2026-05-20", False, id="gone for refusals"),
        pytest.param(case(S.REPORTED), "2026-05-20", False, id="not recognised yet"),
    ],
)
def test_who_is_visited_each_month(of, on, followed):
    assert is_followed(of, day(on)) is followed


def test_a_household_gone_to_work_is_visited_too():
    assert visits(gone(), "2026-06-20") == APRIL
    made = seen(*(f"2026-{month:02}-05" for month in range(4, 11)))
    november = [("2026-11-20", "2026-12-01", "2026年11月尚未回访")]
    assert visits(gone(visits=made), "2026-11-20") == november
    assert visits(gone(visits=made), "2026-12-31") == november
    assert visits(gone(visits=made), "2027-01-01") == []


def test_who_left_otherwise_than_to_work_is_not_visited():
    assert visits(gone(ground=ExitGround.REFUSED), "2026-05-20") == []


# ---- counters --------------------------------------------------------------------------------------


def refused(*days):
    events = tuple(Refusal(1, day(on), f"岗位{n}", True, False) for n, on in enumerate(days))
    return case(placed_on=SEALED, exit=ExitFacts(registered=frozenset({1}), recognised_on=SEALED, refusals=events,
                                                 contacts=(Contact(SEALED, True),)))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        pytest.param(["2026-03-09"], [], id="one is not named"),
        pytest.param(["2026-03-09", "2026-03-12"],
                     [("W09", "2026-03-12", None, 1, "1个月内无正当理由拒绝推荐就业已2次，满3次应提出退出")], id="two: yellow"),
        pytest.param(["2026-03-09", "2026-03-12", "2026-03-16"],
                     [("W09", "2026-03-12", "2026-03-16", 1, "1个月内无正当理由拒绝推荐就业已3次，满3次应提出退出")],
                     id="three: red"),
    ],
)
def test_refusals_in_the_month(days, found):
    assert care(refused(*days), "2026-03-18") == found


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2026-03-09"], []),
        (["2026-03-09", "2026-03-11"],
         [("W10", "2026-03-11", None, None, "1个月内连续无法联系已2次，满3次应提出退出")]),
        (["2026-03-09", "2026-03-11", "2026-03-17"],
         [("W10", "2026-03-11", "2026-03-17", None, "1个月内连续无法联系已3次，满3次应提出退出")]),
    ],
)
def test_failed_contacts_in_a_row(days, found):
    assert care(case(placed_on=SEALED, exit=unmet(*days)), "2026-03-18") == found


REFS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("on", "refused", "found"),
    [
        pytest.param("2026-03-16", [], ["2026-03-16"], id="complete"),
        pytest.param("2026-04-10", [], ["2026-03-16"], id="the first is a month old"),
        pytest.param("2026-09-01", [], ["2026-03-16"], id="half a year later, nobody has decided"),
        pytest.param("2026-04-10", [{"a", "b"}], ["2026-03-16"], id="something else was refused"),
        pytest.param("2026-03-18", [set(REFS)], [], id="refused within the month"),
        pytest.param("2026-04-10", [set(REFS)], [], id="refused and a month old"),
    ],
)
@pytest.mark.parametrize("code", ["W09", "W10"])
def test_a_complete_ground_stands_until_the_county_has_answered(on, refused, found, code):
    days = tuple(map(day, ("2026-03-09", "2026-03-12", "2026-03-16")))
    if code == "W09":
        events = {"refusals": tuple(Refusal(1, d, f"岗位{r}", True, False, ref=r) for d, r in zip(days, REFS, strict=True))}
    else:
        events = {"contacts": tuple(Contact(d, False, ref=r) for d, r in zip(days, REFS, strict=True))}
    household = case(placed_on=SEALED, refused=frozenset(map(frozenset, refused)),
                     exit=ExitFacts(registered=frozenset({1}), recognised_on=SEALED, **events))

    lines = [line for line in care(household, on) if line[0] == code]
    assert [line[2] for line in lines] == found
    assert all("已3次，满3次" in line[4] for line in lines)


def test_a_complete_ground_that_is_reset_no_longer_stands():
    calls = tuple(Contact(day(on), False, ref=on) for on in ("2026-03-09", "2026-03-12", "2026-03-16"))
    household = case(placed_on=SEALED, exit=ExitFacts(registered=frozenset({1}), recognised_on=SEALED,
                                                      contacts=(*calls, Contact(day("2026-04-01"), True))))

    assert [line[0] for line in care(household, "2026-04-10")] == []


# ---- members, jobs, comparisons --------------------------------------------------------------------


def aged(**facts):
    return case(placed_on=SEALED, household=family(applicant(), other("20", **facts)),
                visits=seen("2026-04-02", "2026-05-02"))


@pytest.mark.parametrize(
    ("facts", "reached", "words"),
    [
        ({"state": MemberState.MINOR, "birth_on": date(2010, 5, 20), "registered_on": None}, "2026-05-20",
         "2026-05-20年满16周岁，请核实是否在校、是否登记失业"),
        ({"birth_on": date(1965, 4, 20), "sex": 1, "retirement_group": None}, "2025-05-20", None),
        ({"birth_on": date(1966, 1, 20), "sex": 1, "retirement_group": None}, "2026-05-20",
         "2026-05-20达到法定退休年龄，请核实是否领取养老金"),
    ],
)
def test_a_member_about_to_reach_an_age(facts, reached, words):
    of = aged(**facts)
    if words is None:  # long ago
        assert care(of, "2026-05-10") == []
        return
    day_before = str(day(reached) - timedelta(days=61))
    assert care(of, day_before) == []
    expected = [("W11", str(day(reached) - timedelta(days=60)), reached, 2, words)]
    assert care(of, str(day(reached) - timedelta(days=60))) == expected
    assert [line for line in care(of, str(day(reached) + timedelta(days=60))) if line[0] == "W11"] == expected
    assert "W11" not in str(care(of, str(day(reached) + timedelta(days=61))))


def test_a_change_on_record_answers_the_age():
    of = aged(state=MemberState.MINOR, birth_on=date(2010, 5, 20))
    changed = replace(of.exit, changes=(LifeChange(2, date(2026, 4, 20), LifeEvent.AWAY),))
    assert care(replace(of, exit=changed), "2026-05-10") == []


def test_a_woman_of_unknown_group_is_not_warned_about_by_a_guess():
    assert care(aged(birth_on=date(1971, 6, 1), retirement_group=None), "2026-05-10") == []


@pytest.mark.parametrize(
    ("job", "found"),
    [
        pytest.param(Job(1, contract_until=date(2026, 7, 10)),
                     [("W12", "2026-05-11", "2026-06-10", 1, "劳动合同或岗位2026-07-10到期，请核实续签或转岗")], id="contract"),
        pytest.param(Job(1, insured_until=date(2026, 4, 30)),
                     [("W13", "2026-05-30", "2026-06-30", 1, "社会保险缴至2026-04-30后中断，请核实是否仍在岗")], id="insurance"),
        pytest.param(Job(1, date(2026, 7, 10), date(2026, 4, 30), ended_on=date(2026, 5, 1)), [], id="job over anyway"),
        pytest.param(Job(1), [], id="open-ended"),
    ],
)
def test_a_job_about_to_end(job, found):
    made = seen("2026-04-02", "2026-05-06", "2026-06-02")
    assert care(gone(jobs=(job,), visits=made), "2026-06-10") == found


@pytest.mark.parametrize(
    ("hit", "found"),
    [
        (Hit(1, date(2026, 3, 20), R.HIT, D.OPEN), [("W17", "2026-03-20", None, 1, "2026-03-20的比对结果命中，待判定")]),
        (Hit(None, date(2026, 3, 20), R.SUSPECT, D.CHECK), [("W17", "2026-03-20", None, None, "2026-03-20的比对结果疑似，待判定")]),
        (Hit(1, date(2026, 3, 20), R.HIT, D.EFFECT),
         [("W17", "2026-03-20", "2026-03-20", 1, "2026-03-20的比对结果已判定影响认定，请提出退出或撤销认定")]),
        (Hit(1, date(2026, 3, 20), R.HIT, D.NO_EFFECT), []),
        (Hit(1, date(2026, 3, 20), R.NO_HIT, D.OPEN), []),
        (Hit(1, SEALED, R.HIT, D.EFFECT), []),
    ],
)
def test_a_comparison_after_the_recognition(hit, found):
    assert care(case(placed_on=SEALED, hits=(hit,)), "2026-03-25") == found
