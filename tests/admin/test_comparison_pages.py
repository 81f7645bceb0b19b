"""Comparison results: several decided on one page, and the catalogue of whom the bureau asks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models import CodeEntry, Comparison, ParameterDecree
from policy.sources import SOURCES
from policy.terms import ComparisonDecision, ComparisonResult
from policy.terms import Status as S
from tests.cast import office
from tests.factories import add_comparison, make_household

URL = "/admin/comparison/action/"


@pytest.fixture
def rows(session, clock):
    clock.at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    household = make_household(status=S.SUBMITTED)
    made = [add_comparison(household, source=f"S0{n}", decision=ComparisonDecision.OPEN, decided_on=None,
                           result=ComparisonResult.HIT, details="有参保记录") for n in (1, 2, 5)]
    session.commit()
    return made


def chosen(rows):
    return {"action": "decide", "rowid": [str(r.id) for r in rows], "version": [str(r.version) for r in rows]}


def test_what_is_chosen_in_the_list_is_shown_and_decided_row_by_row(session, desk, rows):
    chen = desk("chen")
    assert "判定所选" in chen.read("/admin/comparison/?decision=open")
    page = chen.post(URL, **chosen(rows)).get_data(as_text=True)
    assert "将判定3条" in page
    assert page.count("有参保记录") == 3
    done = chen.post(URL, **chosen(rows), confirm="1", decision="no_effect", decision_note="经核实均不影响")

    assert done.status_code == 200
    assert "已判定3条" in done.get_data(as_text=True)
    session.expire_all()
    assert {(r.decision, r.decision_note) for r in session.query(Comparison).filter(Comparison.result == ComparisonResult.HIT)} == {
        (ComparisonDecision.NO_EFFECT, "经核实均不影响")}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "", "decision_note": "经核实均不影响"}, "请选择判定结论"),
        ({"decision": "no_effect", "decision_note": ""}, "请填写判定说明"),
        ({"decision": "no_effect", "decision_note": "无"}, "至少4个字"),
        ({"decision": "open", "decision_note": "经核实均不影响"}, "请从列表中选择"),
    ],
)
def test_what_is_typed_badly_is_told_at_the_field_and_changes_nothing(session, desk, rows, typed, words):
    page = desk("chen").post(URL, **chosen(rows), confirm="1", **typed)

    assert page.status_code == 422
    told = page.get_data(as_text=True)
    assert words in told
    assert typed["decision_note"] in told
    session.expire_all()
    assert {r.decision for r in session.query(Comparison).filter(Comparison.result == ComparisonResult.HIT)} == {ComparisonDecision.OPEN}


def test_what_another_has_decided_in_the_meantime_is_named_and_the_rest_is_done(session, desk, rows):
    before = chosen(rows)
    url = f"/admin/household/decide/comparison/{rows[0].id}"
    desk("chen").submit(url, decision="check", decision_note="须入户核实", version=str(rows[0].version))
    page = desk("chen").post(URL, **before, confirm="1", decision="no_effect", decision_note="经核实均不影响").get_data(as_text=True)

    assert "已判定2条，未判定1条" in page
    assert "判定为“需核实”" in page


def test_a_page_sent_without_versions_is_not_believed(session, desk, rows):
    sent = chosen(rows) | {"version": []}
    page = desk("chen").post(URL, **sent, confirm="1", decision="no_effect", decision_note="经核实均不影响")
    assert page.status_code == 409
    assert "他人刚刚" in page.get_data(as_text=True)


def test_who_may_not_decide_has_no_button(desk, rows):
    assert "判定所选" not in desk("wang").read("/admin/comparison/")
    assert desk("wang").post(URL, **chosen(rows)).status_code == 403
    assert desk("li").post(URL, **chosen(rows)).status_code in (403, 404)


@pytest.fixture
def sources(session):
    for n, code in enumerate(SOURCES):
        session.add(CodeEntry(list="comparison_source", code=code, name=f"来源{code}", sort=n, valid=code != "S18"))
    session.commit()


def test_the_catalogue_names_every_source_that_is_offered(session, desk, sources):
    page = desk("zhao").read("/admin/comparison-source/")
    for code, source in SOURCES.items():
        assert (f"来源{code}" in page) is (code != "S18")
        if code != "S18":
            assert source.owner in page
            assert source.meaning in page
    assert "30天内有效" in page


def test_the_catalogue_says_how_long_an_answer_holds_in_the_region(session, desk, sources):
    session.add(ParameterDecree(parameter="COMPARISON_FRESH", office=office(session, "220104"), value=15,
                                valid_from=date(2026, 1, 1), basis="文", basis_on=date(2026, 1, 1)))
    session.commit()
    assert "15天内有效" in desk("zhao").read("/admin/comparison-source/")
    assert "30天内有效" in desk("li").read("/admin/comparison-source/")
