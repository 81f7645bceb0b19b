"""Postings: looked through before they go up, begun anew with another text, taken down by themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import AuditEntry, Objection, Publicity, StatusChange
from policy.leaks import DOOR, IDENTITY, NAME, PHONE
from policy.posting import PostingEnd, read_posting
from policy.terms import ObjectionFinding
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import first_member, make_household
from tests.workflow.test_acts import FIELDS, carry, words
from workflow.objections import decide_objection
from workflow.posted import as_posted, sheets, standing
from workflow.postings import known_of, take_down_over, typed_for_public

ON = date(2026, 9, 28)  # before the National Day: 29, 30 September and 8 October


def publicized(session, calendar, **fields):
    household = make_household(status=S.VERIFIED, members=2)
    assert carry(session, calendar, "publicize", household, "chen", ON, **FIELDS | fields).done
    return household


def postings(session, household):
    session.expire_all()
    return session.scalars(
        select(Publicity).filter_by(household_id=household.id).order_by(Publicity.round)
    ).all()


@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        ("place", "公示栏，{id_no}", IDENTITY), ("remark", "请拨15400000009", PHONE),
        ("remark", "3号楼2单元401室", DOOR), ("place", "张例2家门前", NAME), ("place", "张试子家门前", NAME),
        ("complaint_phone", "15400000009", "监督电话须为单位固定电话"),
        ("complaint_phone", "0431-81234567", "监督电话与本户登记的电话相同"),
    ],
)
def test_nothing_personal_goes_up_and_nothing_is_changed(session, calendar, field, typed, kind):
    household = make_household(status=S.VERIFIED, members=2, phone="043181234567")
    typed = typed.format(id_no=first_member(household).id_no)
    outcome = carry(session, calendar, "publicize", household, "chen", ON, **FIELDS | {field: typed})

    assert not outcome.done
    assert kind in words(outcome)
    assert typed not in words(outcome)
    assert not postings(session, household)


def test_a_photo_is_looked_at_by_its_name(session, calendar):
    household = make_household(members=2)
    known = known_of(session, [household])

    assert not typed_for_public("张试子_公示照片.jpg", known).met
    assert typed_for_public("IMG_0012.jpg", known).met


def test_the_posting_names_its_days_and_says_whose_telephone_it_is(session, calendar):
    household = publicized(session, calendar, remark="来访地点：街道便民服务中心\n一楼")
    [row] = postings(session, household)
    shown = read_posting(row.text)

    assert shown.days == (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 8))
    assert "监督电话：0431-12345678（单位固定电话）" in row.text
    assert shown.remark == "来访地点：街道便民服务中心 一楼"
    assert shown.name == "张**"


def test_another_text_is_another_posting_with_a_full_period(session, calendar):
    household = publicized(session, calendar)
    late = date(2026, 10, 8)
    outcome = carry(session, calendar, "repost", household, "chen", late,
                    **FIELDS | {"place": "社区新公示栏", "reason": "公示栏迁移"})
    first, second = postings(session, household)

    assert outcome.done
    assert (first.taken_down_on, first.ended, first.until) == (late, PostingEnd.SUPERSEDED, late)
    assert (second.round, second.posted_on, second.until) == (2, late, date(2026, 10, 12))
    assert (household.publicized_on, household.publicized_until) == (late, date(2026, 10, 12))
    assert not carry(session, calendar, "report", household, "chen", date(2026, 10, 9)).done
    assert not carry(session, calendar, "report", household, "chen", date(2026, 10, 12)).done
    assert carry(session, calendar, "report", household, "chen", date(2026, 10, 13)).done
    step = session.scalars(select(StatusChange).filter_by(act="repost")).one()
    assert step.reason == "公示栏迁移"


def test_a_posting_put_up_anew_does_not_shake_off_an_objection(session, calendar):
    household = publicized(session, calendar)
    for finding, decided in ((ObjectionFinding.OPEN, None), (ObjectionFinding.FOUNDED, ON)):
        session.add(Objection(household=household, raised_on=ON, content="其子在外务工", finding=finding,
                              decided_on=decided))
    session.commit()
    fields = FIELDS | {"reason": "公示栏迁移"}
    assert carry(session, calendar, "repost", household, "chen", date(2026, 9, 29), **fields).done

    said = words(carry(session, calendar, "report", household, "chen", date(2026, 10, 20)))

    assert "1件异议尚未核查" in said
    assert "异议经核查成立" in said


def test_what_is_over_comes_down_by_itself_and_once(session, calendar):
    household = publicized(session, calendar)
    last = date(2026, 10, 8)

    assert [p.id for p in session.scalars(standing(last))] == [postings(session, household)[0].id]
    assert not session.scalars(standing(last + timedelta(1))).all()
    assert take_down_over(session, last) == 0
    assert take_down_over(session, date(2026, 10, 20)) == 1
    assert take_down_over(session, date(2026, 10, 20)) == 0
    [row] = postings(session, household)
    assert (row.taken_down_on, row.ended) == (date(2026, 10, 9), PostingEnd.OVER)
    assert carry(session, calendar, "report", household, "chen", date(2026, 10, 20)).done


def test_a_provisional_end_is_not_one_yet(session, calendar):
    household = make_household(status=S.VERIFIED)
    carry(session, calendar, "publicize", household, "chen", date(2026, 12, 30), **FIELDS)

    assert take_down_over(session, date(2027, 2, 1)) == 0


@pytest.mark.parametrize(
    ("button", "end"),
    [("return", PostingEnd.RETURNED), ("reject", PostingEnd.REJECTED), ("withdraw", PostingEnd.WITHDRAWN)],
)
def test_a_file_that_leaves_takes_its_posting_along(session, calendar, button, end):
    household = publicized(session, calendar)
    carry(session, calendar, button, household, "chen", ON, **FIELDS)
    [row] = postings(session, household)

    assert (row.taken_down_on, row.ended) == (ON, end)
    assert not session.scalars(standing(ON)).all()


@pytest.mark.parametrize("finding", [ObjectionFinding.FOUNDED, ObjectionFinding.FACTS_CHANGED])
def test_an_objection_that_is_right_ends_the_posting(session, calendar, finding):
    household = publicized(session, calendar)
    row = Objection(household=household, raised_on=ON, content="其子在外务工")
    session.add(row)
    session.commit()
    decide_objection(session, row, finding, "经核实属实", officer(session, "chen"), ON)

    assert postings(session, household)[0].ended is PostingEnd.OBJECTED


def test_a_street_posts_one_sheet(session, calendar):
    made = [publicized(session, calendar) for _ in range(3)]
    other = publicized(session, calendar, complaint_phone="12333")
    rows = session.scalars(select(Publicity)).all()

    assert sorted(len(group) for group in sheets(rows)) == [1, 3]
    assert len(list(as_posted(rows))) == len(made) + 1
    assert other.status is S.PUBLICIZED


def test_the_trail_tells_of_a_posting_and_not_what_a_person_is_called(session, calendar):
    publicized(session, calendar)
    lines = session.scalars(select(AuditEntry).filter_by(act="publicize")).all()

    assert lines
    assert "张试子" not in repr([(line.record, line.changes) for line in lines])
