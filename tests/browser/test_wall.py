"""The wall screen as it hangs: whole at 1920 × 1080, large enough, and it keeps standing; a split as it is typed."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe

from tests.browser.officer import Officer

SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
CUT = """() => [...document.querySelectorAll('main *')].filter(e => {
  const r = e.getBoundingClientRect(); return r.width && (r.right > innerWidth + 1 || r.bottom > innerHeight + 1); }).length"""


def hung(town, path: str):
    """A browser of nobody's in front of the wall."""
    page = town.browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
    page.on("console", lambda said: said.type == "error" and town.complaints.append(said.text))
    page.on("request", lambda asked: None if asked.url.startswith(town.address)
            else town.complaints.append(asked.url))
    page.goto(town.address + path)
    page.wait_for_load_state("networkidle")
    return page


def test_a_wall_is_whole_keeps_standing_without_the_server_and_goes_dark_when_revoked(town):
    city = Officer(town, "city")
    city.opens("/admin/wall/").fills(name="三楼指挥大厅").presses("建立链接")
    address = city.page.locator("#wall-address").input_value()
    page = hung(town, re.search(r"/wall/[\w-]+$", address)[0])

    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1920, 1080]
    assert page.evaluate(CUT) == 0
    assert page.evaluate(SMALLEST) >= 20
    assert page.context.cookies() == []
    assert page.locator("a").count() == 0
    grave = [v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in ("critical", "serious")]
    assert grave == []
    assert town.complaints == []

    sentence = page.locator(".w-sentence").inner_text()
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".w-lost").wait_for(state="visible")
    assert page.locator(".w-sentence").inner_text() == sentence
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".w-lost").wait_for(state="hidden")

    city.opens("/admin/wall/")
    city.page.get_by_role("button", name="撤销").first.click()
    city.page.get_by_role("button", name="确定").click()
    city.page.wait_for_load_state("networkidle")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("#wall").wait_for(state="detached")
    assert "没有找到" in page.locator("body").inner_text()


def test_the_sums_of_a_split_follow_what_is_typed(town):
    city = Officer(town, "city").opens("/admin/target/split/?year=2026")
    box = city.page.locator("[data-part='0'] input").first
    before = int(box.input_value())
    box.fill(str(before + 3))

    assert city.page.locator("[data-gap='0']").inner_text() == "多 3 户"
    assert city.page.locator(".gap-field").is_visible()
    box.fill(str(before))
    assert city.page.locator("[data-gap='0']").inner_text() == "与本级一致"
    assert not city.page.locator(".gap-field").is_visible()
    assert town.complaints == []
