"""What every page of the cockpit says alike: counts with thousands apart, its own period, no empty figure or card."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask_babel import force_locale

from admin.cockpit_frame import (
    Grid,
    Look,
    Question,
    Slot,
    card_of,
    drawn,
    period_words,
    says_something,
    with_counts,
)
from charts.metrics import Metric
from models import Target
from policy.terms import Measure, Status
from seeds.translations import compile_catalogues
from tests.factories import make_household

LOOK = Look(SimpleNamespace(name="吉林省", id=1), SimpleNamespace(), date(2026, 1, 1), date(2026, 3, 9),
            date(2026, 3, 9), datetime(2026, 3, 9, 8, tzinfo=UTC))
PROMISED = Metric("rank", "可信下限", "比率至少有多高", "区间的下限", "", "")


@pytest.fixture
def asked(app):
    compile_catalogues()
    with app.test_request_context():
        yield


def bar(x, **more):
    return {"data": [{"type": "bar", "orientation": "h", "x": x, "y": ["长春", "四平"]} | more],
            "layout": {"height": 240}}


def question(figure=None, **more):
    return Question("q", "多少户？", Grid([Slot("n", "户数")], []), [PROMISED], figure, "条形图", **more)


def test_counts_are_written_as_in_the_figure_beside_them(asked):
    assert with_counts("在册 %(register)d 户", register=12345) == "在册 12,345 户"
    with force_locale("en"):
        assert with_counts("在册 %(register)d 户", register=12345) == "12,345 households on the register"


def test_a_question_has_its_own_period_under_its_title(asked):
    last = period_words(date(2025, 3, 1), date(2026, 2, 28))

    told = [drawn(question(period=period), LOOK).subtitle for period in (None, last, "")]

    assert [words.split(" · ")[0] for words in told] == [
        "2026年1月1日至2026年3月9日", "2025年3月1日至2026年2月28日", "吉林省"]


def test_noughts_alone_are_left_to_the_table(asked):
    assert [says_something(bar(x)) for x in ([0, 0], [None, 0], [0, 2])] == [False, False, True]
    assert says_something({"data": [{"type": "heatmap", "x": ["a"], "y": ["b"], "z": [[0, 1]]}]})
    empty, full = (drawn(question(bar(x)), LOOK) for x in ([0, 0], [0, 2]))
    assert (empty.figure_json, empty.height, full.height) == ("", 0, 240)


def test_a_card_without_a_clause_says_none(asked):
    with force_locale("en"):
        assert (card_of(PROMISED).clause, card_of(PROMISED).unit) == ("", "")


@pytest.mark.database
@pytest.mark.parametrize("period", ["from=2026-03-09&to=2026-03-09", "from=2027-02-01&to=2027-02-28"])
def test_no_list_is_asked_for_a_last_day_before_the_first(desk, period):
    make_household(status=Status.RECOGNISED, ready=False, promise_due_on=date(2026, 3, 6))
    page = desk("mei").read(f"/admin/charts/districts/?{period}")
    spans = re.findall(r"_from=([\d-]+)(?:&amp;|&)\w+_to=([\d-]+)", page)

    assert spans
    assert [span for span in spans if span[1] < span[0]] == []


@pytest.mark.database
def test_the_grey_line_is_explained_where_it_is_drawn(desk, session):
    session.add(Target(office_id=3, year=2026, measure=Measure.RECOGNISED, households=10))
    session.commit()
    now, later = (desk("mei").read(f"/admin/charts/?{period}")
                  for period in ("from=2026-01-01&to=2026-03-09", "from=2027-02-01&to=2027-02-28"))

    assert "灰线" in now
    assert "目标为期间所涉年度的全年目标。" in later
    assert "灰线" not in later
