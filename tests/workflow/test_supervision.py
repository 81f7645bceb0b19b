"""Publicity work and who answers for what: whole entries, by streets and above, and who has none is named."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import Duty, Outreach
from policy.aid_terms import OutreachForm
from policy.rulebook import Decree, RuleBook
from tests.cast import office, officer
from workflow.records import save, void
from workflow.refusals import Refused
from workflow.supervision import silent_counties, unanswered

ON = date(2026, 3, 9)
BOOK = RuleBook()


def activity(session, code="220104001", **values):
    return Outreach(**{"office_id": office(session, code).id, "held_on": ON, "medium": OutreachForm.TALK, "venue": "社区广场",
                       "content": "政策宣讲到人", "reach": 40} | values)


def duty(session, code="220104", **values):
    return Duty(**{"office_id": office(session, code).id, "leader": "郑试辛", "department": "就业服务科", "handler": "冯试壬",
                   "valid_from": ON} | values)


def test_a_streets_activity_speaks_for_its_county_and_a_voided_one_no_longer(session, calendar):
    province, county = office(session, "220000").area, office(session, "220104")
    assert county in silent_counties(session, province, ON, BOOK)
    row = activity(session)
    save(session, row, officer(session, "chen"), ON, calendar)
    assert county not in silent_counties(session, province, ON, BOOK)
    assert office(session, "222401") in silent_counties(session, province, ON, BOOK)
    void(session, row, "录错了街道", officer(session, "chen"), ON, datetime(2026, 3, 9, tzinfo=UTC))
    assert county in silent_counties(session, province, ON, BOOK)


@pytest.mark.parametrize(("on", "silent"), [(date(2027, 3, 8), False), (date(2027, 3, 9), True)])
def test_a_year_without_any_is_too_long(session, calendar, on, silent):
    save(session, activity(session, "220581"), officer(session, "hai"), ON, calendar)
    found = silent_counties(session, office(session, "220581").area, on, BOOK)
    assert [o.code for o in found] == (["220581"] if silent else [])


def test_a_region_may_ask_for_it_more_often(session, calendar):
    save(session, activity(session), officer(session, "chen"), ON, calendar)
    book = RuleBook.of([Decree("OUTREACH_INTERVAL", office(session, "220104").path, date(2026, 1, 1), 3)])
    county = office(session, "220104")
    assert silent_counties(session, county.area, date(2026, 6, 8), book) == []
    assert silent_counties(session, county.area, date(2026, 6, 9), book) == [county]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"held_on": date(2026, 3, 10)}, "不能晚于今天", id="tomorrow"),
        pytest.param({"venue": " "}, "地点或媒体", id="nowhere"),
        pytest.param({"content": "讲"}, "至少4个字", id="about nothing"),
        pytest.param({"reach": 0}, "至少为1", id="nobody reached"),
        pytest.param({"code": "220104001001"}, "街道（乡镇）以上", id="a community"),
    ],
)
def test_an_activity_is_whole(session, calendar, values, said):
    with pytest.raises(Refused, match=said):
        save(session, activity(session, **values), officer(session, "chen"), ON, calendar)
    assert session.query(Outreach).count() == 0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"leader": ""}, "都须填写", id="no leader"),
        pytest.param({"handler": "郑试辛"}, "不能是同一人", id="the leader does it alone"),
        pytest.param({"valid_from": date(2026, 3, 10)}, "不能晚于今天", id="from tomorrow"),
        pytest.param({"code": "220104001001"}, "街道（乡镇）以上", id="a community"),
    ],
)
def test_who_answers_is_whole(session, calendar, values, said):
    with pytest.raises(Refused, match=said):
        save(session, duty(session, **values), officer(session, "zhao"), ON, calendar)
    assert session.query(Duty).count() == 0


def test_an_office_has_one_line_and_who_has_none_is_named(session, calendar):
    county = office(session, "220104")
    before = [o.code for o in unanswered(session, county.area)]
    save(session, duty(session), officer(session, "zhao"), ON, calendar)
    assert before == ["220104", "220104001", "220104002"]
    assert [o.code for o in unanswered(session, county.area)] == before[1:]
    with pytest.raises(Refused, match="已登记责任分工"):
        save(session, duty(session), officer(session, "zhao"), ON, calendar)


@pytest.mark.parametrize("who", ["wang", "sun", "jin", "guan"])
def test_communities_leaders_and_auditors_write_none(session, calendar, who):
    with pytest.raises(Refused, match="权限"):
        save(session, activity(session), officer(session, who), ON, calendar)
