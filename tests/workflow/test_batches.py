"""One service for many members: one row each, sent twice or not; a refusal holds up nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models import Service
from policy.terms import Feedback, ServiceKind, VisitWay
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import first_member, make_household
from workflow.batches import MOST, members_to_serve, record_each
from workflow.calendar import work_calendar
from workflow.refusals import Refused

ON, BATCH = date(2026, 3, 9), "11111111-1111-1111-1111-111111111111"
VALUES = {
    "kind": ServiceKind.TRAINING, "served_on": date(2026, 3, 6), "way": VisitWay.OFFICE, "served_by": "王试甲",
    "content": "家政服务员培训班", "feedback": Feedback.ACCEPTED,
}


def record(session, members, batch=BATCH, **values):
    ids = [member.id for member in members]
    by = officer(session, "chen")
    return record_each(session, batch, ids, VALUES | values, by, ON, work_calendar(session))


@pytest.fixture
def members(session):
    """One recognised early, one after the training, one that is not recognised yet."""
    made = [
        make_household(status=S.RECOGNISED), make_household(status=S.RECOGNISED, recognised_on=date(2026, 3, 9)),
        make_household(status=S.REPORTED),
    ]
    return [first_member(household) for household in made]


def test_each_is_recorded_for_itself_and_who_cannot_be_is_named(session, members):
    found = record(session, members)

    assert [row.done for row in found] == [True, False, False]
    assert "认定日期" in str(found[1].reasons[0])
    assert "待复核" in str(found[2].reasons[0])
    [service] = session.scalars(select(Service))
    assert (service.member_id, service.batch, service.household.assisted_on) == (members[0].id, BATCH, date(2026, 3, 6))


def test_sent_twice_it_records_once(session, members):
    record(session, members[:1])
    [again] = record(session, members[:1])

    assert (again.done, again.again) == (True, True)
    assert session.query(Service).count() == 1


def test_the_page_gone_back_to_and_sent_anew_records_once(session, members):
    """The browser fetches the page anew, with another number, and puts back what was typed and ticked."""
    record(session, members[:1])
    [again] = record(session, members[:1], batch="2" + BATCH[1:])

    assert (again.done, again.again) == (True, True)
    assert session.query(Service).count() == 1


def test_another_training_or_one_that_was_voided_records_anew(session, members):
    record(session, members[:1])
    record(session, members[:1], batch="2" + BATCH[1:], content="育婴员培训班")
    for service in session.scalars(select(Service)):
        service.voided_at, service.void_reason = datetime(2026, 3, 9, tzinfo=UTC), "登记有误"
    session.commit()
    record(session, members[:1], batch="3" + BATCH[1:])

    assert session.query(Service).count() == 3


def test_a_job_is_never_recommended_to_a_list(session, members):
    with pytest.raises(Refused, match="点对点"):
        record(session, members, kind=ServiceKind.REFERRAL)

    assert session.query(Service).count() == 0


def test_nobody_or_too_many_is_refused(session, members):
    by = officer(session, "chen")
    for ids in ([], list(range(1, MOST + 2))):
        with pytest.raises(Refused):
            record_each(session, BATCH, ids, VALUES, by, ON, work_calendar(session))


def test_only_members_registered_of_the_register_are_offered(session, members):
    members[1].registered_on = None
    session.commit()

    assert members_to_serve(session) == members[:1]
