"""Statements kept between pages: the same for all who ask the same, and without what was typed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from admin import lasting
from models import Household
from policy.terms import Status
from tests.factories import make_household


def keep(conditions, name="test"):
    return lasting.statement_of(
        conditions, (name,), lambda: select(Household.id).where(*conditions)
    )


def test_a_statement_of_lasting_parts_is_built_once():
    part = lasting.part(("test", "draft"), lambda: Household.status == Status.DRAFT)

    assert keep([part]) is keep([part])
    assert keep([part]) is not keep([])
    assert keep([part]) is not keep([part], "another")


def test_a_statement_with_a_passing_part_is_built_anew():
    part = lasting.part(("test", "draft"), lambda: Household.status == Status.DRAFT)
    passing = Household.id == 7

    assert keep([part, passing]) is not keep([part, passing])


@pytest.mark.parametrize("order", ["", "&sort=-applied_on"])
@pytest.mark.parametrize(
    ("first", "second"), [("王藏名", "李显名"), ("wangcang", "lixian"), ("wcm", "lxm")]
)
def test_what_is_searched_is_found_and_not_kept(app, session, desk, first, second, order):
    """Two searches in the same words share a statement, and each finds its own."""
    make_household(head_name="王藏名", head_pinyin="wangcangming", head_initials="wcm")
    make_household(head_name="李显名", head_pinyin="lixianming", head_initials="lxm")
    session.commit()
    browser = desk("wang")

    found = browser.read(f"/admin/household/?q={first}{order}")
    other = browser.read(f"/admin/household/?q={second}{order}")
    values = {
        str(bound.value)
        for statement in lasting._statements.values()
        for bound in statement.compile().binds.values()
    }

    assert "王藏名</a>" in found
    assert "李显名</a>" not in found
    assert "李显名</a>" in other
    assert "王藏名</a>" not in other
    assert not {first, second} & values
