"""Parameters by region: the province sees what a change would do before it is stored."""

from __future__ import annotations

import re
from datetime import date

import pytest

from models import Office, ParameterDecree
from policy.rulebook import Decree, RuleBook
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import first_member, make_household
from workflow.calendar import work_calendar
from workflow.decrees import decree_is_whole, preview
from workflow.refusals import Refused
from workflow.rule_book import rule_book

URL = "/admin/parameter/new/"
ON = date(2026, 3, 9)
HASH = re.compile(r'name="previewed" value="(\w+)"')


def office_of(session, code):
    return session.query(Office).filter_by(code=code).one()


def typed(session, **changed):
    province = office_of(session, "220000")
    return {
        "parameter": "URBAN_ONLY", "office_id": str(province.id), "value": "0",
        "valid_from": "2026-03-09", "basis": "吉人社函〔2026〕9号", "basis_on": "2026-03-09", **changed,
    }


def decree(session, **values):
    given = {"parameter": "URBAN_ONLY", "value": 0, "valid_from": ON, "basis": "文", "basis_on": ON,
             "office_id": office_of(session, "220104").id, **values}
    return ParameterDecree(**given)


def rural(session, **values):
    household = make_household(status=S.SUBMITTED, **values)
    first_member(household).urban = False
    session.commit()
    return household


def test_a_decree_is_shown_with_its_effect_and_stored_on_the_second_look_only(session, desk):
    household = rural(session)
    province = desk("gao")
    first = province.post(URL, token_from=URL, **typed(session))
    page = first.get_data(as_text=True)

    assert first.status_code == 200
    assert "核对影响" in page
    assert household.family_no in page
    assert "不是城镇户籍" in page
    assert session.query(ParameterDecree).count() == 0

    second = province.post(URL, token_from=URL, **typed(session), previewed=HASH.search(page)[1])
    assert second.status_code == 302
    assert rule_book(session).for_region(household.lies_under).decrees == (
        Decree("URBAN_ONLY", "1.", ON, 0, "吉人社函〔2026〕9号"),)


def test_what_has_changed_since_the_preview_is_shown_anew(session, desk):
    rural(session)
    province = desk("gao")
    page = province.post(URL, token_from=URL, **typed(session)).get_data(as_text=True)
    rural(session, name="李试丑")
    again = province.post(URL, token_from=URL, **typed(session), previewed=HASH.search(page)[1])

    assert again.status_code == 200
    assert session.query(ParameterDecree).count() == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "2"}, "只能填1（是）或0（否）"), ({"value": ""}, "必填"), ({"value": "-1"}, ""),
        ({"parameter": "INCOME_TEST", "value": "4"}, "收入条件只能填0至3"),
        ({"parameter": "PUBLICITY_PERIOD", "value": "0"}, "取值须大于0"),
        ({"parameter": "NOTHING"}, ""), ({"basis": ""}, ""),
        ({"basis_on": "2026-03-10"}, "不能晚于今天"), ({"valid_from": "2026-03-08"}, "不能早于文件日期"),
        ({"office_id": "999999"}, ""),
    ],
)
def test_a_decree_that_cannot_be_meant_is_refused_and_kept_on_the_page(session, desk, changed, said):
    answer = desk("gao").post(URL, token_from=URL, **typed(session, **changed))
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert said in page
    assert "吉人社函〔2026〕9号" in page or "basis" in changed
    assert session.query(ParameterDecree).count() == 0


@pytest.mark.parametrize("who", ["wang", "chen", "zhao", "hai", "sun", "jin", "guan"])
def test_only_the_province_decrees(session, desk, who):
    if officer(session, who).role == "province":
        return
    assert desk(who).open(URL).status_code in (403, 404)


def test_a_street_decrees_nothing_of_its_own(session):
    with pytest.raises(Refused, match="适用地区须为省"):
        decree_is_whole(session, decree(session, office_id=office_of(session, "220104001").id),
                        officer(session, "gao"), ON)


def test_one_region_has_one_value_a_day(session):
    session.add(decree(session))
    session.commit()
    with pytest.raises(Refused, match="同一执行日期已有规定"):
        decree_is_whole(session, decree(session, value=1), officer(session, "gao"), ON)


def look(session, **values):
    return preview(session, decree(session, **values), ON, RuleBook(), work_calendar(session))


def test_who_enters_and_who_leaves(session):
    poor, rich = rural(session), make_household(status=S.SUBMITTED)
    rich.business_income = True
    session.commit()

    assert [m.household_id for m in look(session).enter] == [poor.id]
    found = look(session, parameter="INCOME_TEST", value=1)
    assert [(m.household_id, m.before, m.after) for m in found.leave] == [(rich.id, True, False)]
    assert [str(r) for r in found.leave[0].reasons] == ["家庭有经营性或投资性收入，当地规定不予认定"]


def test_elsewhere_and_already_decided_nothing_changes(session):
    rural(session, community="222401001001")
    make_household(status=S.EXITED)
    recognised = make_household(status=S.RECOGNISED)
    first_member(recognised).urban = False
    session.commit()
    found = look(session)

    assert (found.examined, found.enter, found.leave) == (1, (), ())


def test_a_reckoned_term_that_would_end_on_another_day_is_named(session):
    reported = make_household(status=S.REPORTED)
    session.commit()
    found = look(session, parameter="COUNTY_REVIEW_PERIOD", value=2, valid_from=date(2026, 3, 1),
                 basis_on=date(2026, 3, 1))

    assert [(m.household_id, m.before, m.after) for m in found.terms] == [
        (reported.id, date(2026, 3, 10), date(2026, 3, 5))]
    assert look(session, parameter="COUNTY_REVIEW_PERIOD", value=2).terms == ()


def test_every_number_in_force_is_shown_with_its_reading(session, desk):
    session.add(decree(session, basis="长人社规〔2026〕1号"))
    session.commit()

    assert "长人社规〔2026〕1号" in desk("zhao").read("/admin/parameter/notice/")
    assert "长人社规〔2026〕1号" not in desk("hai").read("/admin/parameter/notice/")
    assert "不少于3个工作日" not in desk("zhao").read("/admin/parameter/notice/")


def test_a_decreed_term_shows_on_page_list_and_desk_of_its_county_alone(session, desk):
    session.add(decree(session, parameter="COUNTY_REVIEW_PERIOD", value=9, valid_from=date(2026, 3, 1),
                       basis_on=date(2026, 3, 1)))
    here = make_household(status=S.REPORTED)
    there = make_household(status=S.REPORTED, community="220102001001", name="李试丑")
    session.commit()
    province = desk("gao")

    for household, due in ((here, "2026-03-16"), (there, "2026-03-10")):
        assert f"到期 {due}" in province.read(f"/admin/household/details/?id={household.id}")
    rings = re.findall(r'stroke-dasharray="(\d+) (\d+)"', province.read("/admin/household/?status=reported"))
    assert sorted(set(rings)) == [("1", "5"), ("5", "9")]
    assert "5" in desk("zhao").read("/admin/")
