"""Filters and search: what is asked for is what is listed, and nothing can be asked of what is hidden."""

from __future__ import annotations

import re
from datetime import date

import pytest

from models import Household, db
from policy.terms import ExitGround
from policy.terms import Status as S
from tests.cast import office
from tests.factories import first_member, identity, make_household

HERE, STREET_2, COUNTY_2 = "220104001001", "220104002001", "220102001001"


def numbers(page: str) -> set[str]:
    body = page[page.find("<tbody>"):]
    return set(re.findall(r"220104-2026-\d{5}", body))


@pytest.fixture
def families(scene):
    """By name: what each filter is to find."""
    return scene("families", settle)


def settle():
    return {
        "draft": make_household(name="王例甲", applied_on=date(2026, 2, 1), head_pinyin="wanglijia",
                                head_initials="wlj"),
        "recognised": make_household(name="吴例乙", status=S.RECOGNISED, head_pinyin="wuliyi",
                                     head_initials="wly"),
        "exited": make_household(name="李例丙", status=S.EXITED, head_pinyin="libing",
                                 head_initials="lb", assisted_on=date(2026, 3, 6)),
        "street 2": make_household(name="周例丁", community=STREET_2, head_pinyin="zhoulidin",
                                   head_initials="zld"),
        "county 2": make_household(name="王例戊", community=COUNTY_2),
    }


CASES = [
    ("status=draft", {"draft", "street 2"}),
    ("status=exited", {"exited"}),
    ("applied_on_from=2026-02-01&applied_on_to=2026-02-01", {"draft"}),
    ("applied_on_from=2026-02-02", {"recognised", "exited", "street 2"}),
    ("recognised_on_from=2026-03-05&recognised_on_to=2026-03-05", {"recognised", "exited"}),
    ("recognised_on_to=2026-03-04", set()),
    ("assisted_on_from=2026-03-06", {"exited"}),
    ("exited_on_from=2026-03-09&exited_on_to=2026-03-09", {"exited"}),
    ("exit_ground=employed", {"exited"}),
    ("exit_ground=refused", set()),
    ("q=王", {"draft"}),
    ("q=王例", {"draft"}),
    ("q=例", set()),
    ("q=wang", {"draft"}),
    ("q=WLJ", {"draft"}),
    ("q=wl", {"draft", "recognised"}),
    ("q=w", {"draft", "recognised"}),
    ("q=li", {"exited"}),
    ("q=zhou", {"street 2"}),
    ("q=220104-2026", {"draft", "recognised", "exited", "street 2"}),
    ("q=2201", {"draft", "recognised", "exited", "street 2"}),
    ("q=%25", set()),
    ("q=_", set()),
    ("q=王&status=recognised", set()),
    ("q=王&sort=-applied_on", {"draft"}),
    ("q=nobody", set()),
    ("desk=mine", set()),
]


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[c[0] for c in CASES])
def test_a_list_holds_what_was_asked_for(desk, families, query, expected):
    page = desk("zhao").read(f"/admin/household/?{query}")

    assert numbers(page) == {families[name].family_no for name in expected}


@pytest.mark.parametrize(("query", "expected"), CASES, ids=[c[0] for c in CASES])
def test_the_number_above_a_list_is_the_number_of_its_rows(desk, families, query, expected):
    page = desk("zhao").read(f"/admin/household/?{query}&count=exact")
    told = re.search(r"共 (\d+) 条", page)

    assert (int(told[1]) if told else 0) == len(expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("220104", {"draft", "recognised", "exited", "street 2"}),
        ("220104001", {"draft", "recognised", "exited"}),
        ("220104002001", {"street 2"}),
        ("220104001002", set()),
    ],
)
def test_an_office_is_listed_with_all_beneath_it(desk, session, families, code, expected):
    chosen = office(session, code).id
    page = desk("zhao").read(f"/admin/household/?office={chosen}")

    assert numbers(page) == {families[name].family_no for name in expected}


@pytest.mark.parametrize("code", ["220102", "220100", "220000", "222401001001"])
@pytest.mark.parametrize("name", ["household", "member", "service", "visit", "history", "target"])
def test_an_office_that_is_not_beneath_ones_own_is_not_there(desk, session, families, name, code):
    chosen = office(session, code).id

    assert desk("zhao").open(f"/admin/{name}/?office={chosen}").status_code == 404


def test_a_number_is_no_prefix_of_another_office(desk, session, families):
    """Office 1 and office 12: the path is compared by whole parts."""
    page = desk("gao").open(f"/admin/office/?office={office(session, '220000').id}")
    assert page.status_code == 200

    beneath = desk("zhao").open(f"/admin/target/?office={office(session, '220581').id}")
    assert beneath.status_code == 404


TYPED = {
    "as printed": lambda number: number,
    "in full width": lambda number: number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}),
    "in groups": lambda number: f"{number[:6]} {number[6:14]} {number[14:]}",
    "with a small x": str.lower,
    "of 15 digits": lambda number: number[:6] + number[8:17],
    "a mobile": lambda number: f"154{number[-8:-1]}0",
}


@pytest.mark.parametrize("written", TYPED)
def test_a_persons_number_is_refused_in_the_box_and_not_repeated(desk, families, written):
    typed = TYPED[written](identity(date(1985, 3, 2)))
    officer = desk("zhao")
    answer = officer.open("/admin/household/", query_string={"q": typed, "status": "draft"})
    assert answer.status_code == 302
    assert "q=" not in answer.location
    assert "status=draft" in answer.location

    page = officer.open(answer.location).get_data(as_text=True)
    assert "证件号查找" in page
    assert typed not in page
    assert typed[:6] not in page


@pytest.mark.parametrize("column", ["id_no", "id_no_index", "id_no_last4", "phone", "phone_last4",
                                    "bank_account", "register_address", "low_income_no", "version"])
def test_nothing_is_learnt_by_asking_for_a_hidden_column(desk, families, column):
    officer = desk("zhao")
    plain = numbers(officer.read("/admin/household/"))

    for query in (f"{column}=1", f"sort={column}", f"flt_{column}=0001", f"{column}_from=2026-01-01"):
        assert numbers(officer.read(f"/admin/household/?{query}")) == plain


# ---- by identity number --------------------------------------------------------------------------


def test_an_identity_number_leads_to_the_household(desk, families):
    number = first_member(families["draft"]).id_no
    answer = desk("zhao").post("/admin/household/find", id_no=f" {number.lower()[:6]} {number[6:]} ")

    assert answer.status_code == 302
    assert answer.location.endswith(f"id={families['draft'].id}")
    assert number not in answer.location


def test_several_episodes_of_one_person_are_listed(desk, session, families):
    number = first_member(families["exited"]).id_no
    again = make_household(name="李例丙", members=0)
    from tests.factories import add_member

    add_member(again, id_no=number, name="李例丙")
    session.commit()
    page = desk("zhao").post("/admin/household/find", id_no=number).get_data(as_text=True)

    assert numbers(page) == {families["exited"].family_no, again.family_no}
    assert number not in page


@pytest.mark.parametrize("where", ["county 2", None])
def test_a_person_outside_is_simply_not_found(desk, families, where):
    number = first_member(families[where]).id_no if where else identity()
    page = desk("zhao").post("/admin/household/find", follow=True, id_no=number).get_data(as_text=True)

    assert "未找到" in page
    assert number not in page


def test_a_wrong_number_is_explained_and_not_repeated(desk, families):
    number = first_member(families["draft"]).id_no
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    page = desk("zhao").post("/admin/household/find", follow=True, id_no=wrong).get_data(as_text=True)

    assert "核对不符" in page
    assert wrong not in page


@pytest.mark.parametrize("username", ["song", "jin", "guan"])
def test_who_sees_no_personal_data_does_not_look_for_a_number(desk, families, username):
    number = first_member(families["draft"]).id_no

    assert desk(username).post("/admin/household/find", id_no=number).status_code == 403


def test_looking_for_a_number_leaves_a_trace_without_it(desk, session, families):
    from models import AuditEntry

    number = first_member(families["draft"]).id_no
    desk("zhao").post("/admin/household/find", id_no=number)
    line = session.query(AuditEntry).filter_by(act="find").one()

    assert line.actor == "zhao"
    assert line.changes == {"found": 1}
    assert number not in f"{line.record}{line.changes}"


def test_a_saved_filter_says_what_it_holds(desk, session, families):
    household = session.get(Household, families["exited"].id)
    household.exited_on, household.exit_ground = date(2026, 3, 9), ExitGround.EMPLOYED
    db.session.commit()
    page = desk("zhao").read("/admin/household/")
    tab = re.search(r'href="([^"]+)"[^>]*>本月退出', page)

    assert numbers(desk("zhao").read(tab[1].replace("&amp;", "&"))) == {household.family_no}


@pytest.mark.parametrize("name", ["calendar_year", "special_case"])
def test_a_list_without_filters_says_nothing_in_their_place(desk, name):
    page = desk("mei").read(f"/admin/{name}/")

    assert "None" not in re.sub(r"<[^>]*>", " ", page)
