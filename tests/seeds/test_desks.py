"""Every demo account finds work on its desk that can be done, and some that must wait."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from access.audit import Actor
from models import Exit, Household, User
from policy.terms import Status as S
from tests.seeds import TODAY
from tests.vacant import NOW
from workflow.acts import demands, perform
from workflow.calendar import work_calendar
from workflow.demands import Order


def desk_of(session, username):
    return session.scalars(select(User).filter_by(username=username)).one()


def waiting(session, username, status):
    area = desk_of(session, username).office.area
    return session.scalars(
        select(Household).where(Household.status == status, Household.within(area))
        .order_by(Household.id.desc())
    ).all()


ORDER = {"place": "社区公开栏", "complaint_phone": "12333", "told_on": TODAY, "told_way": "phone"}
READY = [
    pytest.param("community", "submit", S.DRAFT, 2, id="the community submits"),
    pytest.param("street", "approve", S.SUBMITTED, 3, id="the street approves"),
    pytest.param("street", "publicize", S.VERIFIED, 3, id="the street publicizes"),
    pytest.param("street", "report", S.PUBLICIZED, 3, id="the street reports"),
    pytest.param("county", "approve", S.REPORTED, 3, id="the county recognises"),
    pytest.param("county", "exit", S.RECOGNISED, 3, id="the county lets go"),
    pytest.param("other_street", "approve", S.SUBMITTED, 1, id="Yanji's street approves"),
    pytest.param("other_county", "approve", S.REPORTED, 1, id="Yanji's county recognises"),
]


@pytest.mark.database
@pytest.mark.parametrize(("username", "button", "status", "least"), READY)
def test_every_desk_has_work_that_can_be_done(session, username, button, status, least):
    by, done = desk_of(session, username), 0
    order = Order(TODAY, NOW, work_calendar(session), dict(ORDER))
    session.info.update(actor=Actor.of(by))
    for household in waiting(session, username, status):
        if all(d.holds for d in demands(session, button, household, by, order)):
            perform(session, button, household, by, order)
            done += 1

    assert done >= least


@pytest.mark.database
def test_some_work_must_wait(session):
    publicized = waiting(session, "street", S.PUBLICIZED)
    recognised = waiting(session, "county", S.RECOGNISED)

    assert any(h.publicized_until >= TODAY for h in publicized)
    assert any(h.promise_due_on < TODAY and h.placed_on is None for h in recognised)
    assert any(TODAY <= h.promise_due_on <= date(2026, 3, 16) for h in recognised)
    assert any(h.promise_due_on > date(2026, 3, 20) for h in recognised)
    assert session.scalar(select(func.count()).where(Exit.approved.is_(None))) >= 3
