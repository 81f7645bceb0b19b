"""The verdict is kept with the act that relied on it, as the officer saw it."""

from __future__ import annotations

from datetime import date

import pytest

from models import Assessment, AuditEntry, StatusChange
from policy.rulebook import NOTICE
from policy.terms import HouseholdKind, MemberState
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_member, first_member, make_household, order, special_case
from workflow import assessments
from workflow.acts import Ticket, perform_on_each
from workflow.assessments import altered, findings_of, judge, latest

ON = date(2026, 3, 9)


def approve(session, calendar, household, who="chen", **ticket):
    return perform_on_each(
        session, "approve", [Ticket(household.id, household.version, **ticket)],
        officer(session, who), order(ON, calendar),
    )[0]


def seen(session, calendar, household):
    return judge(session, household, ON, NOTICE, calendar).hash


@pytest.mark.parametrize(("status", "who", "act"), [(S.SUBMITTED, "chen", "verify"), (S.REPORTED, "zhao", "recognise")])
def test_the_acts_that_rely_on_a_verdict_keep_it(session, calendar, status, who, act):
    household = make_household(status=status)
    shown = seen(session, calendar, household)

    assert approve(session, calendar, household, who, seen=shown).done

    kept = latest(session, household)
    change = session.get(StatusChange, kept.status_change_id)
    assert (change.act, kept.act, kept.hash, kept.eligible) == (act, act, shown, True)
    assert kept.labour_members == [1]
    assert kept.rules["PUBLICITY_PERIOD"] == 3
    assert session.query(AuditEntry).filter_by(act=act).one().changes["verdict"] == shown


def test_a_verdict_that_has_become_another_since_is_not_acted_upon(session, calendar):
    household = make_household(status=S.SUBMITTED)
    shown = seen(session, calendar, household)
    member = first_member(household)
    member.urban = False
    session.commit()
    member.urban = True
    add_member(household, no=2, relation="20", name="张例丑")
    session.commit()

    outcome = approve(session, calendar, household, seen=shown)

    assert not outcome.done
    assert "判断依据已有变化" in str(outcome.reasons[0])
    assert latest(session, household) is None


def test_other_acts_keep_none(session, calendar):
    household = make_household(status=S.SUBMITTED)
    ordered = order(ON, calendar, reason="户口簿缺页，请补齐")

    assert perform_on_each(session, "return", [Ticket(household.id)], officer(session, "chen"), ordered)[0].done
    assert session.query(Assessment).count() == 0


def test_an_override_is_kept_with_the_verdict_it_overrode(session, calendar):
    household = make_household(status=S.SUBMITTED, kind=HouseholdKind.LOCAL, special_case=special_case())
    add_member(household, no=2, relation="20", name="张例丑", state=MemberState.EMPLOYED)
    session.commit()
    ordered = order(ON, calendar, override="长人社规〔2025〕3号")

    assert perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "chen"), ordered)[0].done

    kept = latest(session, household)
    assert (kept.eligible, kept.override) == (False, "长人社规〔2025〕3号")
    assert "成员张例丑的人员状态为“就业”，不是失业" in [str(f.reason) for f in findings_of(kept)]


def test_the_applicants_registration_is_never_overridden(session, calendar):
    household = make_household(status=S.SUBMITTED, kind=HouseholdKind.LOCAL, special_case=special_case())
    first_member(household).registered_on = None
    session.commit()
    ordered = order(ON, calendar, override="长人社规〔2025〕3号")

    outcome = perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "chen"), ordered)[0]

    assert not outcome.done
    assert "没有有效的失业登记" in " ".join(map(str, outcome.reasons))


def test_a_stored_verdict_reads_as_it_was_said(session, calendar):
    household = make_household(status=S.SUBMITTED)
    said = judge(session, household, ON, NOTICE, calendar).verdict.findings
    approve(session, calendar, household)

    assert [(str(f.reason), f.holds, f.member) for f in findings_of(latest(session, household))] == [
        (str(f.reason), f.holds, f.member) for f in said]


@pytest.mark.parametrize(
    ("column", "value"),
    [("eligible", False), ("labour_members", [1, 2]), ("findings", []), ("rules", {}),
     ("calendar", "2020–2021"), ("judged_on", date(2026, 3, 10))],
)
def test_a_stored_verdict_changed_afterwards_is_found(session, calendar, column, value):
    household = make_household(status=S.SUBMITTED)
    approve(session, calendar, household)
    kept = latest(session, household)

    assert list(altered(session)) == []

    setattr(kept, column, value)
    session.commit()
    assert [found.id for found in altered(session)] == [kept.id]


def test_everybody_is_registered_by_the_countys_step(session, calendar):
    household = make_household(status=S.REPORTED)
    add_member(household, no=2, relation="20", name="张例丑", registered_on=None)
    session.commit()

    outcome = approve(session, calendar, household, "zhao")

    assert not outcome.done
    assert "成员张例丑没有有效的失业登记" in " ".join(map(str, outcome.reasons))
    assert {"verify", "recognise"} == assessments.JUDGED_BY


def test_the_county_may_say_why_another_member_is_not_registered(session, calendar):
    household = make_household(status=S.REPORTED)
    add_member(household, no=2, relation="20", name="张例丑", registered_on=None)
    session.commit()
    short, whole = (order(ON, calendar, unregistered=words) for words in ("病", "本人住院，出院后补办登记"))

    assert not perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "zhao"), short)[0].done
    assert perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "zhao"), whole)[0].done
    assert latest(session, household).override == "本人住院，出院后补办登记"


def test_no_reason_stands_in_for_the_applicants_registration(session, calendar):
    household = make_household(status=S.REPORTED)
    first_member(household).registered_on = None
    session.commit()
    ordered = order(ON, calendar, unregistered="本人住院，出院后补办登记")

    assert not perform_on_each(session, "approve", [Ticket(household.id)], officer(session, "zhao"), ordered)[0].done
