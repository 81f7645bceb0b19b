"""Splitting targets: sums checked, gaps told, revisions kept, two officers, a workbook there and back."""

from __future__ import annotations

import re
from datetime import date

import pytest

from models import ParameterDecree, Target, TargetGap, TargetRevision
from policy.terms import Measure
from policy.terms import Status as S
from tests.cast import office
from tests.desk import Desk
from tests.factories import make_household

CITY = "220100"
URL = "/admin/target/split/?year=2026"


def set_for(session, code: str, households: int, measure: Measure = Measure.RECOGNISED) -> Target:
    row = Target(office_id=office(session, code).id, year=2026, measure=measure, households=households)
    session.add(row)
    session.commit()
    return row


def fields_of(page: str) -> dict[str, str]:
    """The figures and the stamp of the form, as a browser would send them back."""
    found = dict(re.findall(r'name="(c-\d+-\w+)" value="(\d*)"', page))
    return {**found, "seen": re.search(r'name="seen" value="(\w+)"', page)[1]}


def save(browser: Desk, session, figures: dict[str, object], page: str | None = None, **words):
    """Type figures by the code of the office, and save."""
    typed = fields_of(page or browser.read(URL))
    typed |= {f"c-{office(session, code).id}-recognised": str(n) for code, n in figures.items()}
    return browser.post(URL, **{**typed, "do": "save", **words})


def stored(session) -> dict[str, int]:
    session.expire_all()
    rows = session.query(Target).filter_by(year=2026, measure=Measure.RECOGNISED)
    return {row.office.code: row.households for row in rows}


def test_a_city_splits_its_figure_among_its_counties(desk, session):
    set_for(session, CITY, 10)
    mei = desk("mei")

    answer = save(mei, session, {"220104": 6, "220102": 4}, basis="长人社〔2026〕1号")

    assert answer.status_code == 302
    assert stored(session) == {CITY: 10, "220104": 6, "220102": 4}
    assert "与本级一致" in mei.read(URL)
    assert session.query(TargetGap).count() == 0
    assert "长人社〔2026〕1号" in mei.read("/admin/target/?year=2026")


@pytest.mark.parametrize("figures", [{"220104": 6, "220102": 3}, {"220104": 6, "220102": 5}])
def test_a_gap_is_stored_only_with_its_reason(desk, session, figures):
    set_for(session, CITY, 10)
    mei = desk("mei")
    refused = save(mei, session, figures)
    without = save(mei, session, figures, confirmed="y", gap_reason="略")

    assert refused.status_code == without.status_code == 422
    page = refused.get_data(as_text=True)
    assert "下级目标之和与本级目标不一致：请改正，或勾选确认并写明差额原因" in page
    assert ("少1户" in page) != ("多1户" in page)
    assert 'value="6"' in page, "what was typed stays"
    assert "请填写差额原因（4至200个字）" in without.get_data(as_text=True)
    assert stored(session) == {CITY: 10}

    done = save(mei, session, figures, confirmed="y", gap_reason="留作年中机动分配")
    gap = session.query(TargetGap).one()

    assert done.status_code == 302
    assert (gap.whole, gap.parts, gap.reason) == (10, sum(figures.values()), "留作年中机动分配")
    assert "留作年中机动分配" in mei.read(URL)
    assert save(mei, session, figures, basis="长人社〔2026〕1号").status_code == 302, "the same gap is explained"
    other = {**figures, "220104": 1}
    assert save(mei, session, other, reason="重新核定任务").status_code == 422, "another gap is not"
    assert session.query(TargetGap).count() == 1


def test_a_region_may_decree_that_the_parts_exceed_the_whole(desk, session):
    set_for(session, CITY, 10)
    session.add(ParameterDecree(parameter="TARGETS_EXCEED", office_id=1, value=1, basis="试文件",
                                basis_on=date(2026, 1, 5), valid_from=date(2026, 1, 5)))
    session.commit()

    assert save(desk("mei"), session, {"220104": 6, "220102": 5}).status_code == 302
    assert save(desk("mei"), session, {"220104": 6, "220102": 3}, reason="重新核定任务").status_code == 422


def test_a_revision_needs_a_reason_and_keeps_what_it_was(desk, session):
    set_for(session, CITY, 10)
    mei = desk("mei")
    save(mei, session, {"220104": 6, "220102": 4})
    refused = save(mei, session, {"220104": 5, "220102": 5})

    assert refused.status_code == 422
    assert "请填写调整理由（4至200个字）" in refused.get_data(as_text=True)
    assert stored(session)["220104"] == 6

    assert save(mei, session, {"220104": 5, "220102": 5}, reason="南关区新增两个社区").status_code == 302
    kept = {(r.office.code, r.households_before, r.households_after, r.reason, r.by.username)
            for r in session.query(TargetRevision)}
    assert kept == {("220104", 6, 5, "南关区新增两个社区", "mei"), ("220102", 4, 5, "南关区新增两个社区", "mei")}
    page = mei.read(URL)
    assert "南关区新增两个社区" in page
    assert "梅试寅" in page
    assert "南关区新增两个社区" in desk("zhao").read("/admin/target/split/?year=2026"), "the county reads why"


def test_the_single_form_asks_for_the_same_reason(desk, session):
    row = set_for(session, "220104", 6)
    mei, url = desk("mei"), f"/admin/target/edit/?id={row.id}"
    form = {"households": "7", "basis": "", "version": "1"}

    assert mei.post(url, **form, reason="").status_code == 422
    assert session.query(TargetRevision).count() == 0
    assert mei.post(url, **form, reason="南关区新增两个社区").status_code == 302
    assert stored(session) == {"220104": 7}
    assert [(r.households_before, r.households_after) for r in session.query(TargetRevision)] == [(6, 7)]
    assert mei.post(url, households="7", basis="长人社〔2026〕2号", version="2", reason="").status_code == 302
    assert session.query(TargetRevision).count() == 1


def test_two_officers_at_once_the_second_is_told(app, desk, session):
    set_for(session, CITY, 10)
    mei, again = desk("mei"), desk("mei")
    opened = again.read(URL)
    save(mei, session, {"220104": 6, "220102": 4})
    answer = save(again, session, {"220104": 5, "220102": 5}, page=opened, reason="重新核定任务")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "他人刚刚改动过这些目标，您的修改没有保存" in page
    assert "已保存 6" in page
    assert 'value="5"' in page
    assert stored(session) == {CITY: 10, "220104": 6, "220102": 4}
    retry = again.post(URL, **fields_of(page), do="save", reason="重新核定任务")
    assert retry.status_code == 302, "looked at, and saved again"


@pytest.mark.parametrize("typed", ["-1", "1.5", "十", "1e3", "9999999", ""])
def test_every_wrong_cell_is_told_at_once_and_nothing_stored(desk, session, typed):
    set_for(session, CITY, 10)
    set_for(session, "220104", 6)
    answer = save(desk("mei"), session, {"220104": typed, "220102": "x"}, reason="重新核定任务")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "“x”不是0至1000000的整数" in page
    assert page.count('aria-invalid="true"') == 2
    assert stored(session) == {CITY: 10, "220104": 6}


def test_numbers_are_read_as_people_write_them(desk, session):
    set_for(session, CITY, 1206)

    assert save(desk("mei"), session, {"220104": "1,200", "220102": "６户"}).status_code == 302
    assert stored(session) == {CITY: 1206, "220104": 1200, "220102": 6}


@pytest.mark.parametrize(
    ("name", "office_id", "status", "form"),
    [
        ("gao", 1, 200, True), ("gao", 2, 200, False), ("mei", 2, 200, True), ("mei", 3, 200, False),
        ("mei", 1, 404, False), ("mei", 12, 404, False), ("zhao", 3, 200, True), ("zhao", 2, 404, False),
        ("zhao", 9, 404, False), ("sun", 1, 200, False), ("hai", 16, 200, True), ("chen", 4, 403, False),
        ("wang", 5, 403, False), ("jin", 1, 403, False), ("guan", 1, 403, False),
    ],
)
def test_each_office_splits_its_own_figures_alone(desk, name, office_id, status, form):
    browser = desk(name)
    answer = browser.open(f"/admin/target/split/?office={office_id}")

    assert answer.status_code == status
    assert ('name="do" value="save"' in answer.get_data(as_text=True)) is form
    posted = browser.post(f"/admin/target/split/?office={office_id}", do="save", seen="x").status_code
    assert posted == (409 if form else status if status in (403, 404) else 403)


def test_a_figure_for_a_foreign_office_is_not_read(desk, session):
    set_for(session, CITY, 10)
    save(desk("mei"), session, {"220104": 6, "220102": 4, "222401": 50, CITY: 99, "220000": 5})

    assert stored(session) == {CITY: 10, "220104": 6, "220102": 4}


def test_the_province_says_its_own_figure(desk, session):
    gao = desk("gao")
    answer = save(gao, session, {"220000": 30, CITY: 20, "222400": 7, "220581": 3})

    assert answer.status_code == 302
    assert stored(session) == {"220000": 30, CITY: 20, "222400": 7, "220581": 3}


def test_a_proposal_by_population_adds_up_and_stores_nothing(desk, session):
    set_for(session, CITY, 10)
    mei = desk("mei")
    nothing = mei.post(URL, **fields_of(mei.read(URL)), do="population")
    assert "下级机构没有可用的人口数或在册户数" in nothing.get_data(as_text=True)
    office(session, "220104").urban_population = 620_000
    office(session, "220102").urban_population = 210_000
    session.commit()
    page = mei.post(URL, **fields_of(mei.read(URL)), do="population").get_data(as_text=True)

    figures = fields_of(page)
    assert (figures["c-3-recognised"], figures["c-9-recognised"]) == ("7", "3")
    assert figures["c-3-exited"] == ""
    assert "尚未保存" in page
    assert stored(session) == {CITY: 10}


def test_a_proposal_by_the_register_of_the_year_before(desk, session):
    set_for(session, CITY, 10)
    early = {"ready": False, "origin": "ledger", "submitted_on": None, "verified_on": None,
             "publicized_on": None, "publicized_until": None, "reported_on": None}
    for community, n in (("220104001001", 3), ("220102001001", 1)):
        for _n in range(n):
            make_household(status=S.RECOGNISED, community=community, applied_on=date(2025, 1, 2),
                           recognised_on=date(2025, 6, 2), promise_due_on=date(2025, 7, 1), **early)
    mei = desk("mei")
    figures = fields_of(mei.post(URL, **fields_of(mei.read(URL)), do="register").get_data(as_text=True))

    assert (figures["c-3-recognised"], figures["c-9-recognised"]) == ("8", "2")


@pytest.mark.parametrize("year", ["1999", "2028", "x", "99999999999", "-1"])
def test_a_year_that_cannot_be_meant_does_not_exist(desk, year):
    assert desk("mei").open(f"/admin/target/split/?year={year}").status_code == 404
