"""Forms: in the order of the paper, nothing typed is lost, and nothing is written that was not asked."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import inspect

import admin.views  # noqa: F401  (fills the register)
from admin.base import VIEWS
from admin.saving import WrittenView
from models import Household, Member
from policy.terms import Status as S
from tests.admin.typed import ACROSS, HERE, application, present
from tests.factories import first_member, identity, make_household


def household_rows(session) -> int:
    return session.query(Household).count()


def test_an_application_is_taken_on_one_page(desk, session):
    answer = desk("wang").post("/admin/household/new/", **application(session))
    household = session.query(Household).one()
    member = first_member(household)

    assert answer.status_code == 302
    assert f"id={household.id}" in answer.location
    assert (household.head_name, household.status) == ("赵例子", S.DRAFT)
    assert (member.sex, member.birth_on, member.relation) == ("1", date(1985, 3, 2), "01")
    assert household.community.code == HERE
    assert household.size == 1


def test_button_and_page_of_an_application_bear_one_name(desk):
    button = re.search(r'href="/admin/household/new/[^"]*">(?:<[^>]+>)*([^<]+)<', desk("wang").read("/admin/household/"))
    page = desk("wang").read("/admin/household/new/")

    assert button[1].strip() == "受理申请"
    assert "<title>受理申请" in page
    assert "新增" not in page.split("<main")[1]


def test_the_form_follows_the_paper(desk):
    page = desk("wang").read("/admin/household/new/")
    letters = re.findall(r'id="part-([A-M])"', page)

    assert letters == sorted(letters)
    assert {"A", "C", "D"} <= set(letters)


BAD = {
    "check digit": {"applicant_id_no": lambda n: n[:-1] + ("1" if n[-1] != "1" else "2")},
    "too short": {"applicant_id_no": lambda n: n[:-2]},
    "no name": {"applicant_name": ""},
    "a face for a name": {"applicant_name": "赵🙂"},
    "an endless name": {"applicant_name": "赵" * 100_000},
    "an endless address": {"register_address": "长" * 100_000},
    "no address": {"register_address": ""},
    "the future": {"applied_on": "2026-03-10"},
    "a day there is not": {"applied_on": "2024-02-30"},
    "a day in another form": {"applied_on": "2026/3/9"},
    "a day of the republic": {"applied_on": "民国113年"},
    "year nought": {"applied_on": "0000-00-00"},
    "a far year": {"applicant_registered_on": "1899-12-31"},
    "before the birth": {"applicant_registered_on": "1950-01-02"},
    "a telephone of letters": {"phone": "abcdefg"},
    "a telephone without its town": {"phone": "85671234"},
    "an account of letters": {"bank_account": "abc"},
    "not a number": {"monthly_income": "NaN"},
    "an endless number": {"monthly_income": "1e309"},
    "a power": {"monthly_income": "²"},
    "less than nothing": {"monthly_income": "-1"},
    "three places": {"monthly_income": "1.234"},
    "too much": {"monthly_income": "1" + "0" * 30},
    "another kind": {"kind": "nonsense"},
    "another code": {"applicant_state": "rich"},
    "another list": {"applicant_unemployment_cause": "999"},
    "a foreign community": {"community_id": "15"},
    "no community of this street": {"community_id": "11"},
    "a ledger's origin": {"origin": "ledger"},
    "controls": {"remarks": "a\x07b"},
}


@pytest.mark.parametrize("fault", BAD)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, session, fault):
    typed = application(session, income_source="打零工，见附件")
    for name, value in BAD[fault].items():
        typed[name] = value(typed[name]) if callable(value) else value
    answer = desk("wang").post("/admin/household/new/", **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert 'class="err"' in page
    assert "打零工，见附件" in page
    assert household_rows(session) == 0
    assert not re.search(r"SQL|Traceback|sqlite|psycopg|(?<!aria-)invalid|Error", page)


@pytest.mark.parametrize("name", ["𠮷例㛃", "阿卜杜热西提•买买提", "欧阳试例"])
def test_a_rare_name_is_kept_as_it_is(desk, session, name):
    desk("wang").post("/admin/household/new/", **application(session, applicant_name=name))

    assert session.query(Household).one().head_name == name.replace("•", "·")


def test_a_number_is_read_however_it_is_written(desk, session):
    number = identity(date(1990, 5, 6))
    wide = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    desk("wang").post("/admin/household/new/", **application(session, applicant_id_no=f" {wide} "))

    assert first_member(session.query(Household).one()).id_no == number


def test_a_person_in_another_open_file_is_refused_without_a_word_about_it(desk, session):
    other = make_household(community=ACROSS, name="李例外")
    typed = application(session, applicant_id_no=first_member(other).id_no)
    answer = desk("wang").post("/admin/household/new/", **typed)
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "在办" in page
    assert "李例外" not in page
    assert other.family_no not in page
    assert household_rows(session) == 1


@pytest.mark.parametrize("username", ["zhao", "mei", "gao", "sun", "jin", "guan"])
def test_who_may_not_write_gets_no_form(desk, session, username):
    desk_ = desk(username)

    assert desk_.open("/admin/household/new/").status_code == 403
    assert desk_.post("/admin/household/new/", **application(session)).status_code == 403
    assert household_rows(session) == 0


# ---- a member, an edit --------------------------------------------------------------------------


def test_a_member_is_added_from_the_household(desk, session):
    household = make_household()
    answer = desk("wang").post(
        f"/admin/member/new/?household={household.id}", name="张例女", relation="30", co_living="y",
        id_no=identity(date(2001, 2, 3), male=False), urban="y", book="A", state="student",
    )

    assert answer.status_code == 302
    assert "tab=members" in answer.location
    session.refresh(household)
    added = session.query(Member).filter_by(name="张例女").one()
    assert (added.sex, added.no, household.size) == ("2", 2, 2)


@pytest.mark.parametrize("name", ["member", "service", "visit", "comparison", "objection", "employment", "exit"])
@pytest.mark.parametrize("typed", ["{foreign}", "999999", "abc", "1,2", "9" * 30, "-1"])
def test_no_row_is_added_to_a_household_outside(desk, session, name, typed):
    foreign = make_household(community=ACROSS, status=S.RECOGNISED)
    url = f"/admin/{name}/new/?household={typed.format(foreign=foreign.id)}"
    officer_ = desk("chen")

    assert officer_.open(url).status_code == 404
    assert officer_.post(url, name="混入").status_code == 404


def test_a_members_form_shows_the_mask_and_keeps_the_number(desk, session):
    household = make_household()
    member = first_member(household)
    number, url = member.id_no, f"/admin/member/edit/?id={member.id}"
    officer_ = desk("wang")
    page = officer_.read(url)
    assert number not in page
    assert number[-4:] in page
    assert re.search(r'<input[^>]*autocomplete="off"[^>]*name="id_no"|<input[^>]*name="id_no"[^>]*autocomplete="off"', page)

    answer = officer_.post(url, **present(page) | {"skills": "电工"})
    assert answer.status_code == 302
    session.refresh(member)
    assert (member.id_no, member.skills) == (number, "电工")


@pytest.mark.parametrize("told", ["stale", "missing", "raised"])
def test_a_stale_form_is_not_obeyed_and_loses_nothing(desk, session, told):
    household = make_household()
    url = f"/admin/household/edit/?id={household.id}"
    wang, wu = desk("wang"), desk("wu")
    typed = present(wang.read(url)) | {"housing": "王的话"}
    assert wu.post(url, **present(wu.read(url)) | {"housing": "吴的话"}).status_code == 302
    if told == "missing":
        del typed["version"]
    elif told == "raised":
        typed["version"] = "99"

    answer = wang.post(url, **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "吴例乙" in page
    assert "王的话" in page
    assert "吴的话" in page
    session.refresh(household)
    assert household.housing == "吴的话"

    again = wang.post(url, **present(page))
    assert again.status_code == 302
    session.refresh(household)
    assert household.housing == "王的话"


@pytest.mark.parametrize("status", [s for s in S if s not in (S.DRAFT, S.RETURNED)])
def test_what_has_been_handed_in_is_not_edited(desk, session, status):
    household = make_household(status=status)
    url = f"/admin/household/edit/?id={household.id}"
    officer_ = desk("wang")
    assert officer_.open(url).status_code == 302

    officer_.post(url, version=str(household.version), applied_on="2026-02-09", kind="ordinary",
                  origin="desk", register_address="改", housing="改")
    session.refresh(household)
    assert household.housing is None


def test_a_sealed_value_is_cleared_by_a_word(desk, session):
    household = make_household()
    url = f"/admin/household/edit/?id={household.id}"
    officer_ = desk("wang")
    officer_.post(url, **present(officer_.read(url)) | {"phone": "无"})
    session.refresh(household)

    assert household.phone is None
    assert household.phone_last4 is None


# ---- mass assignment ------------------------------------------------------------------------------


def written() -> list[type[WrittenView]]:
    return [v for v in VIEWS if issubclass(v, WrittenView)]


@pytest.mark.parametrize("view", written(), ids=lambda v: v.called)
def test_a_form_has_no_input_for_what_is_not_the_officers_to_say(app, view):
    forbidden = {
        "id", "status", "version", "is_open", "created_at", "created_by_id", "voided_at",
        "void_reason", "unit_id", "county_id", "street_id", "family_no", "episode",
        "recognition_no", "promise_due_on", "submitted_by_id", "verified_by_id", "recognised_by_id",
        "household_id", "id_no_index", "id_no_last4", "phone_last4", "password_hash",
        "session_version", "path", "level", "seals", "sex", "birth_on", "is_applicant", "pinyin",
        "initials", "verified", "verified_on", "decided_on", "decided_by_id", "approved",
        "recognised_on", "exited_on", "acted_on",
    }
    opened = next(v for v in app.extensions["admin"][0]._views if type(v) is view)
    for form in (opened.new_form, opened.edit_form_class):
        fields = {name.removeprefix("applicant_") for name in dir(form) if not name.startswith("_")}
        assert not fields & forbidden, view.__name__


def test_a_posted_status_officer_or_office_is_ignored(desk, session):
    household = make_household()
    before = {c.key: getattr(household, c.key) for c in inspect(Household).column_attrs}
    url = f"/admin/household/edit/?id={household.id}"
    officer_ = desk("wang")
    sneaked = {
        key: "1" for key in before
        if key not in ("id", "version") and key not in present(officer_.read(url))
    }
    sneaked |= {"status": "recognised", "recognised_on": "2026-03-09", "id": "9", "exited_on": "2026-03-09"}
    answer = officer_.post(url, **present(officer_.read(url)) | sneaked)

    assert answer.status_code == 302
    session.expire_all()
    after = {c.key: getattr(household, c.key) for c in inspect(Household).column_attrs}
    assert {k for k in before if before[k] != after[k]} <= {"version", "head_pinyin", "head_initials"}


def test_of_a_field_sent_twice_the_first_counts(desk, session):
    household = make_household()
    url = f"/admin/household/edit/?id={household.id}"
    officer_ = desk("wang")
    officer_.post(url, **present(officer_.read(url)) | {"housing": ["一", "二"]})
    session.refresh(household)

    assert household.housing == "一"
