"""The watch list: whole or refused, and red on the day the only job is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models import Watch
from policy.rulebook import RuleBook
from policy.terms import EmploymentForm, WatchEnd
from tests.cast import office, officer
from tests.workflow.test_alerts import standing
from workflow.clocks import run_clocks
from workflow.records import save
from workflow.refusals import Refused

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def watched(session, calendar, **values):
    row = Watch(**{
        "head_name": "张试子", "earner_name": "李试丑", "size": 3, "form": EmploymentForm.FLEXIBLE,
        "job_losses": 0, "listed_on": date(2026, 2, 3), **values,
    })
    row.place_in(office(session, "220104001001"))
    save(session, row, officer(session, "wang"), ON, calendar)
    return row


def test_a_watched_family_that_loses_its_only_job_is_red_the_same_day(session, calendar):
    family = watched(session, calendar)
    assert standing(session) == []
    family.lost_job_on = ON
    save(session, family, officer(session, "wang"), ON, calendar)
    assert standing(session) == [("W15", "red")]
    assert run_clocks(session, ON, calendar, RuleBook(), AT).proposals.raised == 0
    family.ended_on, family.ending = ON, WatchEnd.APPLIED
    save(session, family, officer(session, "wang"), ON, calendar)
    assert standing(session) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"form": EmploymentForm.UNIT, "has_contract": True}, "wage"),
        ({"listed_on": ON + timedelta(days=1)}, "listed_on"),
        ({"lost_job_on": ON + timedelta(days=1)}, "lost_job_on"),
        ({"tracked_on": date(2026, 2, 2)}, "tracked_on"),
        ({"ended_on": date(2026, 2, 2), "ending": WatchEnd.STABLE}, "ended_on"),
        ({"ended_on": ON}, "ending"),
        ({"ending": WatchEnd.STABLE}, "ended_on"),
        ({"contract_from": date(2026, 2, 2), "contract_until": date(2026, 2, 1)}, "contract_until"),
    ],
)
def test_an_entry_of_the_list_is_whole_or_refused(session, calendar, values, field):
    with pytest.raises(Refused) as refused:
        watched(session, calendar, **values)

    assert refused.value.field == field
    assert session.query(Watch).count() == 0


def test_the_county_writes_no_entry(session, calendar):
    row = Watch(head_name="张试子", earner_name="李试丑", size=3, form=EmploymentForm.FLEXIBLE, job_losses=0,
                listed_on=ON)
    row.place_in(office(session, "220104001001"))
    with pytest.raises(Refused):
        save(session, row, officer(session, "zhao"), ON, calendar)
