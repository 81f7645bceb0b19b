"""Targets stand as the bureau writes them: by year, then level and place, then measure; page after page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from models import Office, Target
from policy.terms import Level, Measure

pytestmark = pytest.mark.database
LINK, STEP = re.compile(r"/admin/target/details/\?id=(\d+)"), 'rel="{}" href="([^"]+)"'


@pytest.fixture
def in_order(session) -> list[int]:
    """Targets of three years for every office that has one, stored in the opposite of their order."""
    ranks = {level: n for n, level in enumerate(Level)}
    offices = sorted(session.scalars(select(Office).where(Office.level != Level.COMMUNITY)),
                     key=lambda o: (ranks[o.level], o.sort))
    rows = [Target(office_id=o.id, year=year, measure=measure, households=9)
            for year in (2026, 2025, 2024) for o in offices for measure in Measure]
    for row in reversed(rows):
        session.add(row)
        session.flush()
    session.commit()
    return [row.id for row in rows]


def walked(officer, url: str, way: str) -> tuple[list[list[int]], str]:
    """The targets page by page by the links an officer presses, and the last page."""
    pages, page = [], ""
    while url:
        page = officer.read(url)
        pages.append([int(n) for n in dict.fromkeys(LINK.findall(page))])
        found = re.search(STEP.format(way), page)
        url = found[1].replace("&amp;", "&") if found else ""
    return pages, page


def test_a_list_of_targets_is_read_in_the_order_of_the_bureau(desk, in_order):
    gao, third = desk("gao"), len(in_order) // 3
    pages, last = walked(gao, "/admin/target/", "next")
    back, _first = walked(gao, re.search(STEP.format("prev"), last)[1].replace("&amp;", "&"), "prev")

    assert [len(page) for page in pages] == [50, 50, len(in_order) - 100]
    assert [n for page in pages for n in page] == in_order
    assert back[::-1] == pages[:-1]
    assert walked(gao, "/admin/target/?year=2025", "next")[0] == [in_order[third:2 * third]]
    upwards, _last = walked(gao, "/admin/target/?sort=year", "next")
    assert [n for page in upwards for n in page] == in_order[2 * third:] + in_order[third:2 * third] + in_order[:third]
