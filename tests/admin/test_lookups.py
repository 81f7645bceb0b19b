"""Look-ups answer what lies in the officer's area, little of it, and no number of a person."""

from __future__ import annotations

import pytest

from tests.cast import office
from tests.factories import first_member, make_household


@pytest.fixture
def families(session):
    own = [make_household(name=f"王例{'甲乙丙丁戊己'[n % 6]}", head_pinyin="wangli", head_initials="wl")
           for n in range(30)]
    make_household(name="王例外", community="222401001001", head_pinyin="wangwai", head_initials="wlw")
    return own


def ask(officer, view: str = "household", **query):
    answer = officer.open(f"/admin/{view}/ajax/lookup/", query_string=query)
    assert answer.status_code == 200, answer.status_code
    return answer.get_json()


@pytest.mark.parametrize("limit", ["", "5", "100000", "-1", "0", "abc", "9" * 30])
def test_never_more_than_twenty(desk, families, limit):
    hits = ask(desk("zhao"), name="household", query="王例", limit=limit)

    assert 0 < len(hits) <= (5 if limit == "5" else 20)


@pytest.mark.parametrize("query", ["", " ", "王", "%", "%%", "__", "-", "w", "\\\\"])
def test_too_little_to_go_by_finds_nothing(desk, families, query):
    assert ask(desk("zhao"), name="household", query=query) == []


@pytest.mark.parametrize("query", ["王例外", "wangwai", "wlw", "222401"])
def test_nobody_of_another_area_is_found(desk, families, query):
    told = str(ask(desk("zhao"), name="household", query=query))

    assert "王例外" not in told


def test_a_number_of_a_person_finds_nothing_and_stands_in_no_answer(desk, session, families):
    number = first_member(families[0]).id_no
    officer = desk("zhao")

    assert ask(officer, name="household", query=number) == []
    assert number not in str(ask(officer, name="household", query="王例"))


def test_a_leader_finds_households_by_number_with_the_name_masked(desk, families):
    told = str(ask(desk("song"), name="household", query=families[0].family_no))

    assert "王**" in told
    assert "王例" not in told


@pytest.mark.parametrize(
    ("username", "query", "found"),
    [
        ("zhao", "前进", True), ("zhao", "220104001", True), ("zhao", "自强", False),
        ("zhao", "长春", False), ("mei", "自强", True), ("gao", "延吉", True), ("wang", "乙社区", False),
    ],
)
def test_offices_are_found_beneath_ones_own(desk, username, query, found):
    assert bool(ask(desk(username), name="office", query=query)) is found


def test_every_table_has_the_look_up_and_it_is_as_closed_as_the_table(desk):
    assert desk("wang").open("/admin/user/ajax/lookup/?name=office&query=前进").status_code == 403
    assert desk("wang").open("/admin/household/ajax/lookup/?name=nothing&query=xx").status_code == 404


def test_a_value_that_is_not_in_the_officers_look_up_is_no_value(desk, session):
    """A target for an office outside one's own city (FA11)."""
    outside = office(session, "222401").id
    page = desk("mei").submit("/admin/target/new/", office_id=outside, year="2026",
                              measure="recognised", households="5")

    assert "没有找到" in page
