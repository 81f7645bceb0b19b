"""What each act asks and leaves behind: two pairs of eyes, dates, numbers, opinions, the trail."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from access.audit import verify
from models import (
    AuditEntry,
    Comparison,
    Exit,
    Household,
    Opinion,
    Publicity,
    StatusChange,
)
from policy.terms import (
    ComparisonDecision,
    ExitGround,
    HouseholdKind,
    MemberState,
    VisitWay,
)
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    add_member,
    first_member,
    make_household,
    order,
    special_case,
)
from workflow.acts import Ticket, Unknown, perform_on_each

TODAY = date(2026, 3, 9)
FIELDS = {
    "reason": "材料不全，需补充",
    "place": "社区公告栏",
    "complaint_phone": "0431-12345678",
    "told_on": TODAY,
    "told_way": VisitWay.HOME,
}


def carry(session, calendar, button, household, who, on=TODAY, **fields):
    by = officer(session, who)
    ticket = Ticket(household.id, household.version)
    [outcome] = perform_on_each(session, button, [ticket], by, order(on, calendar, **fields))
    return outcome


def words(outcome):
    return "；".join(map(str, outcome.reasons))


def test_the_whole_way_leaves_dates_numbers_opinions_and_a_trail(session, calendar):
    household = make_household()
    steps = [
        ("submit", "wang", date(2026, 3, 9), {}),
        ("approve", "chen", date(2026, 3, 10), {}),
        ("publicize", "chen", date(2026, 3, 10), FIELDS),
        ("report", "chen", date(2026, 3, 16), {}),
        ("approve", "zhao", date(2026, 3, 16), {}),
    ]

    for button, who, on, fields in steps:
        outcome = carry(session, calendar, button, household, who, on, **fields)
        assert outcome.done, words(outcome)

    assert household.status is S.RECOGNISED
    assert household.publicized_until == date(2026, 3, 13)
    assert household.recognition_no == "220104-2026-0001"
    assert household.promise_due_on == date(2026, 4, 13)
    trail = session.scalars(select(StatusChange).filter_by(household_id=household.id)).all()
    assert [t.act for t in trail] == ["submit", "verify", "publicize", "report", "recognise"]
    assert [t.by_name for t in trail] == ["王试甲", "陈例戊", "陈例戊", "陈例戊", "赵例辛"]
    stages = session.scalars(select(Opinion.stage).filter_by(household_id=household.id)).all()
    assert [s.value for s in stages] == ["community", "street", "county"]
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.record.like("household:%"))).all()
    assert {"submit", "verify", "publicize", "report", "recognise"} <= set(acts)
    assert verify(session)[1] is None


def test_the_notice_names_nobody_in_full(session, calendar):
    household = make_household(status=S.VERIFIED, name="欧阳试子")

    carry(session, calendar, "publicize", household, "chen", **FIELDS)

    posted = session.scalars(select(Publicity).filter_by(household_id=household.id)).one()
    assert "欧阳**" in posted.text
    for secret in ("欧阳试子", first_member(household).id_no, "15400000001", "前进大街"):
        assert secret not in posted.text
    assert "2026年03月10日至2026年03月12日（3个工作日）" in posted.text


def test_who_submitted_does_not_review(session, calendar):
    household = make_household(
        status=S.SUBMITTED, submitted_by_id=officer(session, "chen").id
    )

    assert "须由另一人办理" in words(carry(session, calendar, "approve", household, "chen"))
    assert carry(session, calendar, "approve", household, "cheng").done


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param("no comparison", "没有30日内的线上比对结果", id="no comparison"),
        pytest.param("old comparison", "没有30日内的线上比对结果", id="comparison of 31 days ago"),
        pytest.param("undecided", "待判定", id="a result nobody decided"),
        pytest.param("against", "影响认定", id="a result that speaks against"),
        pytest.param("no visit", "两人走访", id="no visit"),
        pytest.param("employed", "就业", id="a member has work"),
    ],
)
def test_the_first_review_asks_for_each_thing(session, calendar, damage, said):
    household = make_household(status=S.SUBMITTED, ready=damage not in ("no comparison", "no visit"))
    if damage == "no visit":
        add_comparison(household)
    if damage == "old comparison":
        session.query(Comparison).one().compared_on = date(2026, 2, 6)
    if damage == "undecided":
        add_comparison(household, decision=ComparisonDecision.OPEN, decided_on=None)
    if damage == "against":
        add_comparison(household, decision=ComparisonDecision.EFFECT)
    if damage == "employed":
        add_member(household, no=2, relation="10", name="李例丑", male=False,
                   state=MemberState.EMPLOYED, retirement_group="female55")
    session.commit()

    outcome = carry(session, calendar, "approve", household, "chen")

    assert not outcome.done
    assert said in words(outcome)
    assert household.status is S.SUBMITTED


def test_a_local_special_case_may_be_overridden_with_a_reason(session, calendar):
    household = make_household(status=S.SUBMITTED, kind=HouseholdKind.LOCAL, special_case=special_case())
    add_member(household, no=2, relation="20", name="张例丑", state=MemberState.EMPLOYED)
    session.commit()

    assert not carry(session, calendar, "approve", household, "chen").done
    assert carry(session, calendar, "approve", household, "chen", override="长人社规〔2025〕3号").done


def test_who_submitted_or_reviewed_does_not_seal(session, calendar):
    """An officer who moved up takes nothing along: three steps, three persons or at least two."""
    zhao = officer(session, "zhao").id
    for column in ("submitted_by_id", "verified_by_id"):
        household = make_household(status=S.REPORTED, **{column: zhao})

        assert "须由另一人办理" in words(carry(session, calendar, "approve", household, "zhao"))
        assert carry(session, calendar, "approve", household, "zhou").done


def test_an_exit_needs_a_complete_ground_and_word_to_the_household(session, calendar):
    household = make_household(status=S.RECOGNISED)
    assert "退出建议" in words(carry(session, calendar, "exit", household, "zhao", **FIELDS))
    add_exit(household)
    job = add_employment(first_member(household))
    session.commit()
    assert not carry(session, calendar, "exit", household, "zhao", **FIELDS).done
    job.verified, job.verified_on = True, TODAY
    session.commit()
    assert "告知" in words(carry(session, calendar, "exit", household, "zhao"))

    assert carry(session, calendar, "exit", household, "zhao", **FIELDS).done

    assert household.exit_ground is ExitGround.EMPLOYED
    assert household.exited_on == TODAY
    assert session.query(Exit).one().approved is True


def test_a_return_frees_the_dates_and_takes_the_notice_down(session, calendar):
    household = make_household(status=S.PUBLICIZED)

    assert carry(session, calendar, "return", household, "chen", reason="成员情况有变").done

    assert household.status is S.RETURNED
    assert (household.verified_on, household.publicized_on, household.publicized_until) == (None,) * 3
    assert session.query(Publicity).one().taken_down_on == TODAY
    assert carry(session, calendar, "submit", household, "wang").done


@pytest.mark.parametrize("button", ["return", "reject", "withdraw", "revoke"])
@pytest.mark.parametrize("reason", ["", "  ", "不行"], ids=["empty", "blank", "too short"])
def test_a_step_sideways_needs_its_reason(session, calendar, button, reason):
    status, who = {
        "return": (S.SUBMITTED, "chen"), "reject": (S.SUBMITTED, "chen"),
        "withdraw": (S.SUBMITTED, "wang"), "revoke": (S.RECOGNISED, "zhao"),
    }[button]
    household = make_household(status=status)

    outcome = carry(session, calendar, button, household, who, reason=reason)

    assert not outcome.done
    assert "理由" in words(outcome)
    assert household.status is status


def test_a_stale_page_is_told_who_was_first(session, calendar):
    household = make_household(status=S.SUBMITTED)
    stale = Ticket(household.id, household.version)
    carry(session, calendar, "return", household, "cheng", reason="户口簿缺页")

    [outcome] = perform_on_each(
        session, "approve", [stale], officer(session, "chen"), order(TODAY, calendar)
    )

    assert not outcome.done
    assert "程样己" in words(outcome)
    assert household.status is S.RETURNED


def test_seal_numbers_run_without_a_gap(session, calendar):
    files = [make_household(status=S.REPORTED) for _ in range(3)]
    blocked = make_household(status=S.REPORTED)
    add_member(blocked, no=2, relation="20", name="张例丑", state=MemberState.EMPLOYED)
    session.commit()

    for household in (files[0], blocked, files[1], files[2]):
        carry(session, calendar, "approve", household, "zhao")

    assert [h.recognition_no for h in files] == [f"220104-2026-000{n}" for n in (1, 2, 3)]
    assert blocked.recognition_no is None


def test_a_foreign_file_among_the_chosen_stops_all(session, calendar):
    """Security cases HZ04 and HZ11."""
    from access.scope import in_charge_of

    mine = make_household(status=S.SUBMITTED)
    his = make_household(status=S.SUBMITTED, community="222401001001")
    chen = officer(session, "chen")

    tickets = [Ticket(mine.id), Ticket(his.id)]
    with in_charge_of(session, chen.office.area), pytest.raises(Unknown):
        perform_on_each(session, "approve", tickets, chen, order(TODAY, calendar))

    assert [h.status for h in session.query(Household).all()] == [S.SUBMITTED, S.SUBMITTED]


def test_a_unit_that_seals_itself_recognises(session, calendar):
    """梅河口市 reports to the province directly and has no county beneath it."""
    household = make_household(status=S.REPORTED, community="220581001001")

    assert carry(session, calendar, "approve", household, "hai").done
    assert household.recognition_no == "220581-2026-0001"


def test_a_day_before_the_last_step_is_refused(session, calendar):
    household = make_household(status=S.SUBMITTED, acted_on=date(2026, 3, 9))

    outcome = carry(session, calendar, "approve", household, "chen", date(2026, 3, 8))

    assert "早于上一步" in words(outcome)
