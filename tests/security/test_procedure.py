"""The procedure at its doors: two pairs of eyes for good, objections at every door, no exit too early (WF03–WF18)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models import CalendarDay, Household, Objection, Publicity
from policy.terms import DayKind, Role
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    add_member,
    first_member,
    make_household,
)
from tests.security.world import Probe

ACTION = "/admin/household/action/"


def press(probe: Probe, button: str, *households: Household, **fields):
    """Confirm an act with what the page of this moment says."""
    said = {"action": button, "confirm": "1", "rowid": [str(h.id) for h in households],
            "version": [str(h.version) for h in households],
            "seen": probe.desk.seen(button, *households), **fields}
    return probe.send("POST", ACTION, said)


def at(clock, day: date, hour: int = 2) -> None:
    clock.at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def transfer(session, username: str, role: Role, office: int) -> None:
    user = officer(session, username)
    user.role, user.office_id = role, office
    session.commit()


def reported(session, **values) -> Household:
    household = make_household(status=S.REPORTED, **values)
    add_comparison(household, compared_on=date(2026, 3, 6))
    session.commit()
    return household


# ---- two pairs of eyes ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wang", "chen"])
def test_nobody_reviews_the_own_submission_in_whatever_role(app, session, name):
    """WF03: it is the person who counts, also after a transfer to the street."""
    household = make_household()
    letter = "c" if name == "wang" else "s"
    assert press(Probe(app, letter), "submit", household).status_code == 200
    transfer(session, name, Role.STREET, 4)
    session.refresh(household)
    probe = Probe(app, "s", name)

    assert press(probe, "approve", household).status_code == 409
    session.refresh(household)
    assert household.status is S.SUBMITTED
    assert press(Probe(app, "s", "cheng"), "approve", household).status_code == 200


def test_nobody_seals_the_own_review_after_a_transfer_to_the_county(app, session):
    household = reported(session, verified_by_id=officer(session, "chen").id)
    transfer(session, "chen", Role.COUNTY, 3)

    assert press(Probe(app, "s"), "approve", household).status_code == 409
    session.refresh(household)
    assert household.status is S.REPORTED
    assert press(Probe(app, "k"), "approve", household).status_code == 200


# ---- publicity ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posted", "until"),
    [
        pytest.param(date(2026, 9, 30), date(2026, 10, 10), id="over National Day, a Saturday made up"),
        pytest.param(date(2026, 9, 24), date(2026, 9, 30), id="over Mid-Autumn"),
        pytest.param(date(2026, 3, 6), date(2026, 3, 11), id="over a weekend"),
    ],
)
def test_a_file_is_reported_the_day_after_three_full_working_days(app, session, clock, posted, until):
    """WF04 at the door: refused on every calendar day of the publicity, its last included."""
    session.merge(CalendarDay(on=date(2026, 9, 25), kind=DayKind.HOLIDAY, name="中秋节"))
    session.commit()
    household = make_household(status=S.VERIFIED)
    at(clock, posted)
    press(Probe(app, "s"), "publicize", household, place="社区公示栏", complaint_phone="0431-12345678")
    days = [posted + timedelta(days=n) for n in range((until - posted).days + 2)]
    codes = []
    for day in days:
        at(clock, day)
        session.refresh(household)
        codes.append(press(Probe(app, "s"), "report", household).status_code)
    session.refresh(household)

    assert codes == [409] * (len(days) - 1) + [200]
    assert (household.publicized_until, household.reported_on) == (until, days[-1])


@pytest.mark.parametrize("raised_on", [date(2026, 3, 2), date(2026, 3, 3)], ids=["last day", "a day late"])
def test_an_objection_holds_the_file_even_when_it_comes_late(app, session, clock, raised_on):
    """WF06: recorded with its own day, and waited for."""
    household = reported(session)
    url = f"/admin/objection/new/?household={household.id}"
    session.commit()
    saved = Probe(app, "s").send("POST", url, {"raised_on": raised_on.isoformat(), "content": "其子已在外就业"})
    code = press(Probe(app, "k"), "approve", household).status_code
    kept = session.query(Objection).filter_by(household_id=household.id).one()

    assert saved.status_code == 302
    assert kept.raised_on == raised_on
    assert (kept.raised_on > household.publicized_until) is (raised_on == date(2026, 3, 3))
    assert code == 409
    session.refresh(household)
    assert household.status is S.REPORTED


def test_an_open_objection_blocks_the_single_and_the_bulk_act_and_not_the_others(app, session):
    """WF07, WF21: each household for itself, and the page names the one that stays."""
    clean, held = reported(session, name="郑试甲"), reported(session, name="冯试乙")
    session.add(Objection(household=held, raised_on=date(2026, 2, 27), content="其子已就业"))
    session.commit()
    probe = Probe(app, "k")
    alone = press(probe, "approve", held)
    both = press(probe, "approve", clean, held)
    session.expire_all()

    assert (alone.status_code, both.status_code) == (409, 200)
    assert (clean.status, held.status) == (S.RECOGNISED, S.REPORTED)
    assert held.family_no in both.get_data(as_text=True)
    edit = probe.send("POST", f"/admin/household/edit/?id={held.id}", {"status": "recognised", "version": str(held.version)})
    assert edit.status_code == 403


def test_a_withdrawn_file_has_its_notice_taken_down_at_once(app, session):
    household = make_household(status=S.PUBLICIZED)
    press(Probe(app, "c"), "withdraw", household, reason="本人不再申请")
    session.expire_all()

    assert household.status is S.WITHDRAWN
    assert session.query(Publicity).filter_by(household_id=household.id).one().taken_down_on == date(2026, 3, 9)


# ---- the end --------------------------------------------------------------------------------------


def test_nobody_leaves_before_a_verified_job_and_nobody_leaves_twice(app, session):
    """WF16, WF17 as 三(一) has it: one registered member in work, and somebody else has looked."""
    household = make_household(status=S.RECOGNISED, members=2)
    add_exit(household)
    session.commit()
    told = {"told_on": "2026-03-09", "told_way": "phone"}
    codes = [press(Probe(app, "k"), "exit", household, **told).status_code]
    job = add_employment(first_member(household))
    session.commit()
    session.refresh(household)
    codes.append(press(Probe(app, "k"), "exit", household, **told).status_code)
    assert (codes, household.status) == ([409, 409], S.RECOGNISED)

    Probe(app, "s").send("POST", f"/admin/household/decide/employment/{job.id}",
                         {"verified_way": "社保参保查询", "version": "1"})
    session.refresh(household)
    assert press(Probe(app, "k"), "exit", household, **told).status_code == 200
    session.refresh(household)
    for button, fields in (("exit", told), ("approve", {}), ("revoke", {"reason": "经查提供虚假材料"})):
        assert press(Probe(app, "k"), button, household, **fields).status_code == 409
    assert household.status is S.EXITED


@pytest.mark.parametrize("status", [S.SUBMITTED, S.PUBLICIZED, S.REPORTED, S.RECOGNISED, S.EXITED, S.REJECTED])
@pytest.mark.parametrize("name", ["wang", "chen"])
def test_what_has_been_handed_in_is_changed_by_nobody(app, session, status, name):
    """WF14: neither the file nor its members, by the form or by voiding."""
    household = make_household(status=status, members=2)
    member = add_member(household, no=3, relation="20", name="张例三")
    session.commit()
    probe = Probe(app, "c" if name == "wang" else "s")
    for table, row in (("household", household), ("member", member)):
        for door in ("edit", "void"):
            if (table, door) != ("household", "void"):
                fields = {"version": str(row.version), "reason": "录入有误须改", "name": "改名者", "housing": "改"}
                answer = probe.send("POST", f"/admin/{table}/{door}/?id={row.id}", fields)
                assert answer.status_code == 302, (table, door)
    session.expire_all()

    assert member.name == "张例三"
    assert member.voided_at is None
    assert household.housing is None
