"""Every sentence about the assistance, word for word, as the officer reads it (aid_sentences.txt)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from policy.aid_facts import CheckFacts, Job, PlanFacts, TicketFacts
from policy.aid_plan import PlanAnswers, plan_is_in_time, unanswered
from policy.aid_terms import PolicyKind as K
from policy.aid_warnings import aid_warnings
from policy.benefit_limits import Paid, grant_is_within, payment_is_within
from policy.benefit_warnings import benefit_warnings
from policy.benefits import Circumstances, entitlement
from policy.credit_code import check_credit_code
from policy.employment import Papers, job_is_proven, low_wage
from policy.exit import ExitFacts
from policy.promise import Given, promise_account
from policy.supervision import (
    duty_is_whole,
    outreach_is_whole,
    publicizes_nothing,
    recognises_nobody,
)
from policy.terms import EmploymentForm as F
from policy.warnings import Days
from tests.policy.calendars import CALENDAR, day
from tests.policy.test_aid_warnings import KEPT, LEFT, SEALED
from tests.policy.test_benefit_limits import GRANT, MAN, OLD, months
from tests.policy.test_benefits import AT_WORK, job
from tests.policy.test_promise import KEPT as PROMISED
from tests.policy.test_sentences import HOLDS, paragraphs

ON = date(2026, 6, 1)


def lines(reasons) -> list[str]:
    return [f"{reason.clause} {reason}" for reason in reasons]


def plan(**answers) -> list[str]:
    """Field by field what a plan of 6 March leaves open."""
    whole = PlanAnswers(date(2026, 3, 6), "会电焊", "做保安", "母病", "就业", date(2026, 6, 6))
    return [f"{name}: {reason.clause} {reason}" for name, reason in unanswered(replace(whole, **answers))]


def late(on, **facts) -> list[str]:
    running = PlanFacts(1, date(2026, 3, 6), None, date(2026, 6, 6), (date(2026, 4, 2), date(2026, 3, 20)))
    return lines(plan_is_in_time(replace(running, **facts), day(on)).objections)


def warned(raised) -> list[str]:
    """Code, first day, red from, last day, member, provisional or not, clause and sentence."""
    return [
        f"{r.code} {r.raised_on} {r.red_on or '-'} {r.due_on or '-'} {r.member or '-'}"
        f" {'暂定' if r.provisional else '确定'} {r.reason.clause} {r.reason}"
        for r in raised
    ]


def aid(case, on) -> list[str]:
    return warned(aid_warnings(case, day(on), Days(CALENDAR)))


def benefit(case, on="2026-06-01") -> list[str]:
    return warned(benefit_warnings(case, day(on), Days(CALENDAR)))


def entitled(form, asked=(), **facts) -> list[str]:
    """What each of the nine policies says of a job of that form."""
    known = {key: facts.pop(key) for key in ("licence", "trained") if key in facts}
    case = Circumstances(job(form, **facts), asked=frozenset(asked), **known)
    found = (entitlement(policy, case, ON) for policy in K)
    return [f"{e.policy} {HOLDS[e.holds]} {e.reason.clause} {e.reason}" for e in found]


def grant(policy=K.INSURANCE, holder=MAN, others=(), paid=(), **values) -> list[str]:
    asked = replace(GRANT, policy=policy, **values)
    return lines(grant_is_within(asked, holder, others, paid, ON).objections)


def pay(month, given=GRANT, holder=MAN, paid=(), amount="600") -> list[str]:
    payment = Paid(given.policy, day(month), Decimal(amount))
    return lines(payment_is_within(payment, given, holder, paid, ON).objections)


def code(text) -> list[str]:
    found = check_credit_code(text)
    return [f"{HOLDS[found.valid]} {found.normalised or '-'} {found.reason or '-'}"]


def proven(form) -> list[str]:
    return lines(job_is_proven(Papers(form)).objections)


def promise(**changed) -> list[str]:
    return lines(promise_account(replace(PROMISED, **changed), date(2026, 5, 4)).objections)


def nobody(on, people=None) -> list[str]:
    return warned([recognises_nobody(date(2026, 1, 15), day(on), urban_population=people)])


def running(*jobs, **facts):
    return replace(LEFT, jobs=jobs, checks=(), **facts)


SUM = {"months": None, "until_on": None}
WORKING, ENDED = Job(1, ref="employment:1", started_on=date(2026, 3, 30)), date(2026, 8, 20)
TICKET = TicketFacts(date(2026, 3, 31), date(2026, 4, 14), member=1)
TOLD = {
    "plan: nothing answered": lambda: plan(traits="", will=" 无 ", difficulties="没有", goal=""),
    "plan: answered in four characters each": lambda: plan(
        traits="会焊电机", will="想做保安", difficulties="母亲有病", goal="本月就业", measures=1),
    "plan: the next review too late": lambda: plan(
        traits="会焊电机", will="想做保安", difficulties="母亲有病", goal="本月就业", measures=1, review_on=date(2026, 6, 7)),
    "plan: in time to the day": lambda: late("2026-03-20"),
    "plan: one measure late": lambda: late("2026-03-21"),
    "plan: two measures late, the review today": lambda: late("2026-06-06"),
    "plan: two measures and the review late": lambda: late("2026-06-07"),
    "plan: no review asked for": lambda: late("2026-06-07", review_on=None, open_measures=()),
    "warned: nobody in charge": lambda: aid(replace(KEPT, assigned=False), "2026-03-20"),
    "warned: nobody in charge, into a year not entered": lambda: aid(
        replace(KEPT, assigned=False, recognised_on=date(2026, 12, 30), exit=ExitFacts()), "2027-02-20"),
    "warned: no plan": lambda: aid(replace(KEPT, plans=()), "2026-03-20"),
    "warned: no plan, into a year not entered": lambda: aid(
        replace(KEPT, plans=(), recognised_on=date(2026, 12, 30)), "2027-02-20"),
    "warned: a measure late": lambda: aid(
        replace(KEPT, plans=(PlanFacts(1, SEALED, None, date(2026, 6, 5), (date(2026, 3, 20),)),)), "2026-03-21"),
    "warned: of two members one has no plan, one is late": lambda: aid(
        replace(KEPT, exit=ExitFacts(frozenset({1, 2}), recognised_on=SEALED),
                plans=(PlanFacts(2, SEALED, None, date(2026, 3, 10)),)), "2026-03-20"),
    "warned: a difficulty unsettled": lambda: aid(replace(KEPT, tickets=(TICKET,)), "2026-04-13"),
    "warned: a difficulty due before two working days are over": lambda: aid(
        replace(KEPT, tickets=(replace(TICKET, due_on=date(2026, 4, 1)),)), "2026-03-31"),
    "warned: one settled, the next not": lambda: aid(
        replace(KEPT, tickets=(replace(TICKET, closed_on=date(2026, 4, 1)), TICKET)), "2026-04-13"),
    "warned: three months at work": lambda: aid(running(WORKING), "2026-06-30"),
    "warned: six months at work, never checked": lambda: aid(running(WORKING), "2026-09-30"),
    "warned: two jobs, one over": lambda: aid(
        running(replace(WORKING, ended_on=date(2026, 5, 1)), replace(WORKING, member=2, ref="employment:2")), "2026-06-30"),
    "warned: two jobs, one with no first day": lambda: aid(
        running(replace(WORKING, started_on=None), replace(WORKING, member=2, ref="employment:2")), "2026-06-30"),
    "warned: two jobs, one checked": lambda: aid(
        replace(running(WORKING, replace(WORKING, member=2, ref="employment:2")),
                checks=(CheckFacts("employment:1", 3, date(2026, 6, 30), True),)), "2026-06-30"),
    "warned: into a year not entered, checked": lambda: aid(
        running(replace(WORKING, started_on=date(2026, 9, 28)), exited_on=date(2026, 9, 30)), "2027-01-20"),
    "warned: the job ended": lambda: aid(running(replace(WORKING, ended_on=ENDED)), "2026-08-20"),
    "warned: the last of two jobs ended": lambda: aid(
        running(replace(WORKING, ended_on=ENDED), replace(WORKING, member=2, ended_on=date(2026, 7, 1))), "2026-08-20"),
    "warned: the first of two ended, the other ends tomorrow": lambda: aid(
        running(replace(WORKING, ended_on=ENDED), replace(WORKING, member=2, ended_on=date(2026, 8, 22))), "2026-08-21"),
    "warned: the job had ended before the exit": lambda: aid(
        running(replace(WORKING, ended_on=date(2026, 3, 31))), "2026-04-01"),
    "warned: a year after the exit": lambda: aid(running(replace(WORKING, ended_on=ENDED)), "2027-04-01"),
    "warned: a year and a day after the exit": lambda: aid(running(replace(WORKING, ended_on=ENDED)), "2027-04-02"),
    "warned: two policies owed": lambda: benefit(AT_WORK),
    "warned: one policy owed": lambda: benefit(
        replace(AT_WORK, jobs=(job(F.FLEXIBLE),))),
    "warned: two jobs, one not verified": lambda: benefit(
        replace(AT_WORK, jobs=(job(verified_on=None), job(F.FLEXIBLE)))),
    **{f"entitled: {form}, nothing known": (lambda form=form: entitled(form, insured=None, has_contract=None))
       for form in F},
    **{f"entitled: {form}, all there": (
        lambda form=form: entitled(form, asked=(K.LOAN, K.CERTIFICATE, K.TRAINING), licence=True)) for form in F},
    "entitled: odd jobs, insured, no licence": lambda: entitled(F.FLEXIBLE),
    "entitled: insured, nobody asked about a contract": lambda: entitled(F.UNIT, has_contract=None),
    "entitled: no contract": lambda: entitled(F.UNIT, has_contract=False, trained=True),
    "entitled: the job is over": lambda: entitled(F.UNIT, ended_on=date(2026, 5, 31)),
    "entitled: the job ends today": lambda: entitled(F.UNIT, ended_on=ON),
    "grant: no months": lambda: grant(months=None),
    "grant: a month too long": lambda: grant(months=37),
    "grant: paid in one sum": lambda: grant(K.TRAINING, **SUM),
    "grant: one sum in months": lambda: grant(K.TRAINING),
    "grant: one sum twice": lambda: grant(K.TRAINING, paid=months(K.TRAINING, 1), **SUM),
    "grant: too young to extend": lambda: grant(months=60, extended=True),
    "grant: tax relief extended near retirement": lambda: grant(K.TAX, OLD, months=60, extended=True),
    "grant: extended, the day of retirement not known": lambda: grant(
        holder=replace(OLD, groups=()), months=60, extended=True),
    "grant: extended a second time, near retirement only now": lambda: grant(
        holder=OLD, months=60, extended=True, others=(
            replace(GRANT, from_on=date(2020, 3, 9), until_on=date(2023, 3, 8)),
            replace(GRANT, policy=K.POST, from_on=date(2019, 3, 9), until_on=date(2020, 3, 8)))),
    "grant: dead before it begins": lambda: grant(holder=replace(MAN, died_on=date(2026, 3, 8))),
    "grant: dead on the day it begins": lambda: grant(holder=replace(MAN, died_on=date(2026, 3, 9))),
    "grant: twice at once": lambda: grant(others=(GRANT,)),
    "grant: post subsidy beside a public post": lambda: grant(K.POST, others=(replace(GRANT, policy=K.PUBLIC_POST),)),
    "grant: one over, the next at once": lambda: grant(
        others=(replace(GRANT, stopped_on=date(2026, 2, 27)), GRANT)),
    "grant: begins in the month the other one ends": lambda: grant(
        others=(replace(GRANT, from_on=date(2025, 3, 9), until_on=date(2026, 3, 1)),)),
    "grant: ends in the month the other one begins": lambda: grant(
        until_on=date(2026, 5, 1), others=(replace(GRANT, from_on=date(2026, 5, 31)),)),
    "grant: ends the month before the other one begins": lambda: grant(
        until_on=date(2026, 5, 1), others=(replace(GRANT, from_on=date(2026, 6, 1)),)),
    "grant: the other one runs until it is stopped": lambda: grant(
        others=(replace(GRANT, from_on=date(2020, 3, 9), until_on=None),)),
    "grant: too long, and twice at once": lambda: grant(months=37, others=(GRANT,)),
    "grant: everything at once": lambda: grant(
        K.POST, replace(MAN, job_ended_on=date(2026, 3, 1)), (replace(GRANT, policy=K.PUBLIC_POST),), months=37),
    "pay: ahead": lambda: pay("2026-07-01"),
    "pay: before it begins": lambda: pay("2026-02-01"),
    "pay: after the death": lambda: pay("2026-06-01", holder=replace(MAN, died_on=date(2026, 5, 31))),
    "pay: after the county stopped it and before the term": lambda: pay(
        "2026-06-01", replace(GRANT, until_on=date(2026, 5, 20), stopped_on=date(2026, 4, 30))),
    "pay: after the term": lambda: pay("2026-06-01", replace(GRANT, until_on=date(2026, 5, 20))),
    "pay: a cent too much": lambda: pay("2026-05-01", amount="600.01"),
    "pay: twice": lambda: pay("2026-05-01", paid=[Paid(K.INSURANCE, date(2026, 5, 1))]),
    "pay: one sum twice": lambda: pay(
        "2026-05-01", replace(GRANT, policy=K.TRAINING, **SUM), paid=[Paid(K.TRAINING, date(2026, 4, 1))]),
    "pay: beside what excludes it": lambda: pay(
        "2026-05-01", replace(GRANT, policy=K.POST), paid=[Paid(K.TAX, date(2026, 5, 1)), Paid(K.PUBLIC_POST, date(2026, 5, 1))]),
    "pay: the months granted are used up": lambda: pay(
        "2026-05-01", replace(GRANT, months=2), paid=months(K.INSURANCE, 2, date(2026, 3, 1))),
    "pay: months paid under an earlier grant do not count to this one": lambda: pay(
        "2026-05-01", replace(GRANT, months=2), paid=months(K.INSURANCE, 2, date(2026, 2, 1))),
    "pay: all months used up": lambda: pay("2026-05-01", paid=months(K.INSURANCE, 36)),
    "pay: a month is left": lambda: pay("2026-05-01", paid=months(K.INSURANCE, 35)),
    "code: nothing": lambda: code(" - "),
    "code: none": lambda: code(None),
    "code: too short": lambda: code("91350100M000100Y4"),
    "code: too long": lambda: code("91350100M000100Y433"),
    "code: a letter that is not used": lambda: code("91350100M0001O0Y43"),
    "code: a letter among the place": lambda: code("9135010AM000100Y43"),
    "code: the last character wrong": lambda: code("91350100m000100y42"),
    "code: as people type it": lambda: code(" ９1 350100-m000100y43 "),
    **{f"papers: none of {form}": (lambda form=form: proven(form)) for form in F},
    "wage: a cent short": lambda: lines([low_wage(F.UNIT, Decimal("1539.99"), ON)]),
    "promise: kept": promise,
    "promise: never recognised": lambda: promise(sealed_on=None),
    "promise: no last day": lambda: promise(due_on=None),
    "promise: revoked": lambda: promise(revoked=True),
    "promise: left on the last day, nobody at work": lambda: promise(placed_on=None, left_on=date(2026, 4, 2), members=()),
    "promise: left the day after, nobody at work": lambda: promise(placed_on=None, left_on=date(2026, 4, 3), members=()),
    "promise: nobody at work": lambda: promise(placed_on=None, members=()),
    "promise: a day late, nothing given": lambda: promise(
        placed_on=date(2026, 4, 3), members=(Given("张例乙", {}), Given("张样丙", {}, date(2026, 4, 2)))),
    "promise: left on the last day, nothing is owed": lambda: promise(
        left_on=date(2026, 4, 2), members=(Given("张例乙", {}),)),
    "nobody recognised": lambda: nobody("2026-04-15"),
    "nobody recognised where 200,000 live": lambda: nobody("2026-02-15", 200_000),
    "nobody recognised where 40,000 live": lambda: nobody("2026-04-15", 40_000),
    "duty: nothing": lambda: lines(duty_is_whole("", "", "").objections),
    "duty: one and the same": lambda: lines(duty_is_whole("郑试辛", "就业科", "郑试辛").objections),
    "outreach: nothing": lambda: lines(outreach_is_whole(date(2026, 6, 2), "", "宣 讲", 0, ON).objections),
    "outreach: none in a year": lambda: lines([publicizes_nothing(date(2025, 6, 1), ON)]),
}  # fmt: skip
EXPECTED = paragraphs(Path(__file__).with_name("aid_sentences.txt"))


@pytest.mark.parametrize("name", TOLD)
def test_every_sentence_stands_as_it_was_read(name):
    assert TOLD[name]() == EXPECTED[name]


def test_no_paragraph_is_left_over():
    assert list(EXPECTED) == list(TOLD)
