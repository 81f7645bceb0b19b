"""What stands around every page: only what the officer may open, and the day as it counts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest

from admin.shell import day_text, shell_for
from models import Installation
from tests.cast import OFFICERS, officer

ENTRY = re.compile(r'<a (?:[^>]* )?href="(/[^"]*)"')
GROUPS = ["工作台", "家庭", "援助", "动态", "回访", "督导", "台账", "领导驾驶舱", "系统"]


def menu(page: str) -> list[str]:
    return [unescape(url) for url in ENTRY.findall(page.split('<nav class="side"')[1].split("</nav>")[0])]


def bottom(page: str) -> str:
    return page.split('<nav class="bottom"')[1].split("</nav>")[0]


@pytest.mark.parametrize("name", OFFICERS)
def test_every_entry_of_the_menu_opens(desk, name):
    browser = desk(name)
    entries = menu(browser.read("/admin/"))

    assert entries
    for url in entries:
        assert browser.open(url, follow_redirects=True).status_code == 200, url


def test_the_groups_stand_in_the_order_of_the_work(app, session, desk):
    page = desk("zhao").read("/admin/")
    found = re.findall(r'<summary title="([^"]+)"', page)
    plain = [group for group in GROUPS if group in found]

    assert [group for group in found if group in GROUPS] == plain


@pytest.mark.parametrize(
    ("name", "seen", "unseen"),
    [
        ("wang", "/admin/household/", "/admin/user/"),
        ("guan", "/admin/user/", "/admin/household/"),
        ("sun", "/admin/charts/", "/admin/user/"),
        ("jin", "/admin/audit/", "/admin/user/"),
    ],
)
def test_the_menu_holds_what_the_role_may_open(desk, name, seen, unseen):
    entries = menu(desk(name).read("/password"))

    assert seen in entries
    assert unseen not in entries


def test_the_trail_of_offices_leads_to_the_officer_s_own(desk):
    page = desk("wang").read("/admin/")

    assert re.search("吉林省.*长春市.*朝阳区.*前进街道.*甲社区", page.split("<main")[0], re.S)


def test_the_telephone_bar_begins_with_the_work_of_the_role(desk):
    assert "工作台" in bottom(desk("wang").read("/admin/"))
    assert re.search("^[^<]*<a[^>]*>\\s*<span>领导驾驶舱", bottom(desk("sun").read("/password")).split(">", 1)[1])


def test_who_may_not_read_names_has_no_search_by_name(desk):
    assert 'id="find-q"' in desk("wang").read("/admin/")
    assert 'id="find-q"' not in desk("sun").read("/password")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 9), "2026-03-09 周一 · 工作日"),
        (date(2026, 3, 7), "2026-03-07 周六 · 休息日"),
        (date(2026, 10, 1), "2026-10-01 周四 · 放假（国庆节）"),
        (date(2026, 10, 10), "2026-10-10 周六 · 调休上班"),
        (date(2027, 3, 8), "2027-03-08 周一 · 工作日（2027年放假安排未录入）"),
    ],
)
def test_the_day_says_whether_it_counts(app, on, words):
    with app.test_request_context():
        assert day_text(on) == words


def test_demo_data_are_called_demo_data(app, session, clock):
    clock.at = datetime(2026, 3, 9, 2, tzinfo=UTC)
    wang = officer(session, "wang")
    for demo in (False, True):
        if demo:
            session.add(Installation(name="demo", value="1"))
            session.flush()
        app.extensions["shelf"].clear()
        with app.test_request_context("/admin/"):
            assert shell_for(wang).demo is demo
