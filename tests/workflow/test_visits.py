"""A visit and the difficulty told at it are saved together, and once however often they are sent."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, FollowUp, Household, Office, Ticket, User, Visit, db
from models.engine import writing
from policy.aid_terms import Rating, SlotState, TicketEnd, TicketKind
from policy.rulebook import RuleBook
from policy.terms import Status as S
from policy.terms import VisitPurpose, VisitWay
from tests.cast import officer
from tests.factories import add_member, add_visit, make_household
from workflow.calendar import work_calendar
from workflow.records import save
from workflow.refusals import Refused
from workflow.tickets import due_for, hand_on, owner_for, settle
from workflow.visits import number_named, numbers_of, save_once, save_visit

ON = date(2026, 4, 9)
KEY = "0f0e0d0c-1111-4222-8333-444455556666"


def visit_of(household, **values):
    return Visit(**{
        "household": household, "household_id": household.id, "visited_on": ON,
        "purpose": VisitPurpose.FOLLOW_UP, "way": VisitWay.HOME, "reached": True,
        "visitor_1": "王试甲", "findings": "在家休息", "work_seen": "仍在求职",
    } | values)


def stored(session, visit, kind=None, who="wang"):
    return save_visit(session, visit, kind, officer(session, who), ON, work_calendar(session))


def once(session, visit, kind=None, who="wang"):
    return save_once(session, visit, kind, officer(session, who), ON, work_calendar(session))


def count(session, model):
    return session.scalar(select(func.count()).select_from(model).where(model.household_id.is_not(None)))


@pytest.fixture
def household(session):
    found = make_household(status=S.RECOGNISED, ready=False)
    session.commit()
    return found


def test_a_difficulty_told_is_a_ticket_of_the_officer_in_charge_due_in_ten_working_days(session, household):
    ticket = stored(session, visit_of(household, difficulties="想学护理"), TicketKind.TRAINING, "wu")

    assert (ticket.owner.username, ticket.raised_on, ticket.due_on) == ("wang", ON, date(2026, 4, 23))
    assert (ticket.content, ticket.kind) == ("想学护理", TicketKind.TRAINING)
    assert ticket.visit.household_id == ticket.household_id == household.id


@pytest.mark.parametrize(
    ("values", "kind", "field"),
    [
        ({"difficulties": "想学护理"}, None, "ticket_kind"),
        ({}, TicketKind.JOB, "difficulties"),
        ({"work_seen": None}, None, "work_seen"),
        ({"purpose": VisitPurpose.CONTACT, "way": VisitWay.PHONE}, None, "called"),
    ],
)
def test_what_is_wanting_is_refused_at_its_field_and_nothing_is_kept(session, household, values, kind, field):
    with pytest.raises(Refused) as refused:
        stored(session, visit_of(household, **values), kind)

    session.rollback()
    assert refused.value.field == field
    assert (count(session, Visit), count(session, Ticket)) == (0, 0)


def test_a_fault_of_the_ticket_undoes_the_visit_too(session, household):
    household.recognised_on = date(2026, 4, 10)
    session.commit()
    with pytest.raises(Refused):
        stored(session, visit_of(household, difficulties="想学护理"), TicketKind.TRAINING)
    assert (count(session, Visit), count(session, Ticket)) == (0, 0)


def test_a_visit_corrected_keeps_the_ticket_it_has(session, household):
    visit = visit_of(household, difficulties="想学护理")
    stored(session, visit, TicketKind.TRAINING)
    visit.difficulties = "想学护理，最好在晚上"
    stored(session, visit, TicketKind.TRAINING)
    assert count(session, Ticket) == 1


def test_without_an_officer_in_charge_it_falls_to_who_was_told(session, household):
    household.assigned_to_id = None
    assert owner_for(session, household, officer(session, "wu")).username == "wu"
    household.assigned_to_id = officer(session, "li").id
    assert owner_for(session, household, officer(session, "wu")).username == "wu", "of another county"


# ---- numbers ---------------------------------------------------------------------------------------


def test_the_recorded_numbers_are_offered_by_their_last_digits_and_none_of_another_household(session, household):
    child = add_member(household, no=2, relation="20", name="张例丑", phone="15400001234")
    other = make_household(status=S.RECOGNISED, phone="15400009999")
    session.commit()

    assert [(n.code, n.last4) for n in numbers_of(session, household)] == [
        ("household", "0001"), (f"member:{child.id}", "1234")]
    assert number_named(session, household, f"member:{child.id}") == "15400001234"
    assert number_named(session, household, "household") == "15400000001"
    assert number_named(session, other, f"member:{child.id}") is None
    for odd in ("", "member:", "member:²", "office:1"):
        assert number_named(session, household, odd) is None


def test_the_number_called_is_sealed_and_belongs_to_a_call_only(session, household):
    stored(session, visit_of(household, purpose=VisitPurpose.CONTACT, way=VisitWay.PHONE, called="15400000001"))
    stored(session, visit_of(household, called="15400000001"))
    assert session.execute(select(Visit.called_last4).order_by(Visit.id)).scalars().all() == ["0001", None]
    raw = session.connection().exec_driver_sql("SELECT called FROM visit ORDER BY id").scalars().all()
    assert b"15400000001" not in bytes(raw[0])
    assert raw[1] is None


# ---- once ------------------------------------------------------------------------------------------


def test_the_same_line_sent_twice_is_one_visit_and_one_ticket(session, household):
    def line():
        return visit_of(household, client_key=KEY, difficulties="想学护理", rating=Rating.GOOD)

    assert once(session, line(), TicketKind.TRAINING)
    assert not once(session, line(), TicketKind.TRAINING)
    assert (count(session, Visit), count(session, Ticket)) == (1, 1)
    [slot] = session.scalars(select(FollowUp))
    assert slot.state is SlotState.DONE


@pytest.mark.parametrize(
    ("values", "kind"),
    [({"findings": "已外出"}, None), ({"way": VisitWay.OFFICE}, None),
     ({"difficulties": "想学护理"}, TicketKind.JOB), ({"rating": Rating.POOR}, None)],
)
def test_the_same_key_with_another_content_is_refused(session, household, values, kind):
    once(session, visit_of(household, client_key=KEY))
    with pytest.raises(Refused, match="与已保存的不同"):
        once(session, visit_of(household, client_key=KEY, **values), kind)
    session.rollback()
    assert session.scalars(select(Visit.findings)).all() == ["在家休息"]


def test_the_same_key_of_another_household_is_refused(session, household):
    other = make_household(status=S.RECOGNISED, ready=False)
    once(session, visit_of(household, client_key=KEY))
    with pytest.raises(Refused):
        once(session, visit_of(other, client_key=KEY))
    session.rollback()
    assert count(session, Visit) == 1


def test_a_key_taken_outside_the_area_tells_nothing_of_that_visit(session, household):
    once(session, visit_of(household, client_key=KEY))
    theirs = make_household(status=S.RECOGNISED, community="222401001001", ready=False)
    key = theirs.id
    session.commit()
    area = session.scalars(select(Office).where(Office.code == "222401001001")).one().area
    with in_charge_of(session, area):
        with pytest.raises(Refused, match="编号已被使用"):
            once(session, visit_of(session.get(Household, key), client_key=KEY), who="li")
        session.rollback()


@pytest.mark.parametrize("key", [None, "", "1", KEY.upper(), KEY + "0", "x" * 36])
def test_a_key_that_is_none_is_refused(session, household, key):
    with pytest.raises(Refused, match="离线登记编号不正确"):
        once(session, visit_of(household, client_key=key))


def test_two_sendings_at_once_are_one_visit(app, session, household):
    """Two workers, each with its own session: both are told it is stored, one row is there."""
    key, told, start = household.id, [], Barrier(2)
    session.commit()

    def send():
        with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
            by = db.session.scalars(select(User).where(User.username == "wang")).one()
            line = visit_of(db.session.get(Household, key), client_key=KEY)
            calendar = work_calendar(db.session)
            db.session.commit()
            start.wait(10)
            with writing():
                told.append(save_once(db.session(), line, None, by, ON, calendar))
            db.session.remove()

    threads = [Thread(target=send) for _ in range(2)]
    db.engine.dispose()
    _leave_the_queue_to(threads)
    assert sorted(told) == [False, True]
    assert count(session, Visit) == 1


def _leave_the_queue_to(threads):
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


# ---- tickets ---------------------------------------------------------------------------------------


@pytest.fixture
def ticket(session, household):
    return stored(session, visit_of(household, difficulties="想学护理"), TicketKind.TRAINING)


def test_a_ticket_is_settled_once_with_what_was_done(session, ticket):
    settle(session, ticket, "已报名5月护理班", TicketEnd.SOLVED, officer(session, "wang"), date(2026, 4, 15))
    assert (ticket.closed_on, ticket.ending) == (date(2026, 4, 15), TicketEnd.SOLVED)
    with pytest.raises(Refused, match="已经办结"):
        settle(session, ticket, "再办一次看看", TicketEnd.SOLVED, officer(session, "wang"), date(2026, 4, 16))


@pytest.mark.parametrize(("who", "words", "match"), [("wang", "好", "至少4个字"), ("sun", "已经办理完毕", "权限")])
def test_how_it_is_not_settled(session, ticket, who, words, match):
    with pytest.raises(Refused, match=match):
        settle(session, ticket, words, TicketEnd.SOLVED, officer(session, who), ON)


def test_a_ticket_is_handed_on_within_the_area_with_its_term(session, ticket):
    hand_on(session, ticket, officer(session, "chen"), "须街道协调", officer(session, "wang"))
    assert ticket.owner.username == "chen"
    assert ticket.due_on == date(2026, 4, 23)


@pytest.mark.parametrize(
    ("to", "reason", "field"),
    [("li", "须街道协调", "owner_id"), ("sun", "须街道协调", "owner_id"), ("wang", "须街道协调", "owner_id"),
     ("chen", "好", "reason"), (None, "须街道协调", "owner_id")],
)
def test_to_whom_it_is_not_handed_on(session, ticket, to, reason, field):
    with pytest.raises(Refused) as refused:
        hand_on(session, ticket, to and officer(session, to), reason, officer(session, "wang"))
    assert refused.value.field == field


def test_a_ticket_of_its_own_is_checked_as_one_of_a_visit(session, household):
    row = Ticket(household=household, household_id=household.id, kind=TicketKind.JOB, content="想换岗位",
                 raised_on=ON, due_on=due_for(household, ON, work_calendar(session), RuleBook()),
                 owner=officer(session, "li"))
    with pytest.raises(Refused) as refused:
        save(session, row, officer(session, "wang"), ON, work_calendar(session))
    assert refused.value.field == "owner_id"


def test_a_visit_before_the_recognition_makes_no_ticket(session):
    household = make_household(status=S.SUBMITTED, ready=False)
    visit = add_visit(household, difficulties="子女上学", purpose=VisitPurpose.VERIFICATION)
    assert stored(session, visit) is None
