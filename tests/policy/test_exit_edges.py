"""Exit grounds at their edges: decreed counts, ties, jobs and days that hide nothing."""

from datetime import date

from policy.exit import contacts_complete_on, exit_ground_is_complete, refusals_complete_on
from policy.rulebook import Decree, Rules
from policy.terms import ExitGround
from tests.policy.families import S, applicant, family
from tests.policy.test_exit_grounds import ON, L, facts, failed, found, may, no, work

TWO = Rules(tuple(Decree(name, "1.", date(2026, 1, 1), 2, "试") for name in ("REFUSALS", "CONTACT_FAILURES")))


def test_decreed_counts_are_the_ones_that_complete_a_ground():
    refusals = (no(may(4)), no(may(12), vacancy="V2"))
    contacts = (failed(may(4)), failed(may(12)))
    assert found(refusals=refusals, contacts=contacts) == []
    assert [g[0] for g in found(refusals=refusals, rules=TWO)] == [ExitGround.REFUSED]
    assert [g[0] for g in found(contacts=contacts, rules=TWO)] == [ExitGround.UNREACHABLE]
    for ground, told in ((ExitGround.REFUSED, facts(refusals=refusals)), (ExitGround.UNREACHABLE, facts(contacts=contacts))):
        assert exit_ground_is_complete(ground, told, ON, TWO).met
        assert not exit_ground_is_complete(ground, told, ON).met
    assert refusals_complete_on(refusals, rules=TWO) == may(12)
    assert contacts_complete_on(contacts, rules=TWO) == may(12)
    reached = (*contacts, failed(may(13), reached=True))
    [reason] = exit_ground_is_complete(ExitGround.UNREACHABLE, facts(contacts=reached), ON, TWO).objections
    assert str(reason) == "之后已联系上该家庭：请重新计算，不能按此情形退出"


def test_of_two_members_with_three_refusals_the_first_to_reach_them_counts():
    told = tuple(no(may(d), member, f"V{d}") for member, days in ((2, (4, 5, 6)), (1, (4, 5, 9))) for d in days)
    assert [(g[3], g[4]) for g in found(refusals=told)] == [(2, may(6))]
    same = tuple(no(may(d), member, f"V{d}") for member in (2, 1) for d in (4, 5, 6))
    assert [(g[3], g[4]) for g in found(refusals=same)] == [(1, may(6))]


def test_the_first_of_two_jobs_closes_the_count():
    told = {"refusals": (no(may(4)), no(may(6), vacancy="V2"), no(may(8), vacancy="V3")),
            "employments": (work(may(20), 2), work(may(7), 2), work(may(30), 1))}
    assert [g[0] for g in found(**told)] == [ExitGround.EMPLOYED, ExitGround.REFUSED]
    assert [g[0] for g in found(**{**told, "employments": (work(may(30)), work(may(8)))})] == [ExitGround.EMPLOYED]


def test_retirement_is_read_by_the_law_of_the_day():
    man = family(applicant(birth_on=date(1964, 12, 20)))
    assert [g[4] for g in found(man, on=date(2024, 12, 20))] == [date(2024, 12, 20)]
    later = family(applicant(birth_on=date(1965, 1, 20)))
    assert found(later, on=date(2025, 1, 25)) == []
    assert [g[4] for g in found(later, on=date(2025, 2, 20))] == [date(2025, 2, 20)]


def test_a_member_without_a_birthday_is_not_retired_by_guess():
    assert found(family(applicant(birth_on=None, pension_from=ON))) == []


def test_a_later_job_takes_nothing_from_the_first():
    told = {"refusals": (no(may(4)), no(may(6), vacancy="V2"), no(may(8), vacancy="V3")),
            "employments": (work(may(7)), work(may(20)))}
    assert [g[0] for g in found(**told)] == [ExitGround.EMPLOYED]


def test_a_student_without_a_birthday_leaves_by_the_day_of_his_standing():
    student = applicant(birth_on=None, state=S.STUDENT, state_since=may(9))
    assert [(g[1], g[4]) for g in found(family(student))] == [(L.AWAY, may(9))]


def test_refusals_a_month_apart_are_two_in_the_month():
    told = facts(refusals=(no(may(9)), no(date(2026, 6, 9), vacancy="V2")))
    [reason] = exit_ground_is_complete(ExitGround.REFUSED, told, ON).objections
    assert reason.values == {"count": 2, "needed": 3}
