"""The seal desk at a telephone: enrolled, chosen, sealed one by one with a bar after a second code; the file is genuine."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from sqlalchemy import select

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Household, Office, User, db
from models.engine import writing
from policy.seal_terms import PREPARED_BY
from policy.terms import Status
from tests.browser.officer import Officer
from tests.sealing import keys_in
from workflow.papers import prepare_all


def ask_for_papers(town) -> None:
    """Two papers of one household wait for the seal, asked for by another officer of the county."""
    keys_in(town.app).create("220104", "长春市朝阳区公共就业服务机构", town.clock())
    with town.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        household = db.session.scalars(
            select(Household).join(Office, Office.id == Household.county_id)
            .where(Office.code == "220104", Household.status == Status.RECOGNISED).order_by(Household.id).limit(1)
        ).one()
        by = db.session.scalars(select(User).where(User.username == "county")).one()
        prepare_all(db.session(), household, PREPARED_BY["recognise"], by, town.clock().date())
        db.session.commit()
        db.session.remove()


def test_two_papers_are_sealed_and_the_one_who_holds_a_file_finds_it_genuine(town, tmp_path):
    ask_for_papers(town)
    county = Officer(town, "county2", 390)
    page = county.page
    county.opens("/admin/second-factor/").presses("开始启用")
    authenticator = pyotp.TOTP(page.locator("code.num").inner_text().replace(" ", ""))
    county.fills(code=authenticator.at(town.clock())).presses("确认启用").reads("待用印 2")

    page.locator("[name=rowid]").first.check()
    page.locator("[data-all]").check()
    town.clock.at += timedelta(minutes=5, seconds=1)
    page.get_by_role("button", name="用印", exact=True).click()
    page.get_by_text("已用印0件，还有2件待用印").wait_for()
    for code, says in (("000", "口令不正确"), (authenticator.at(town.clock()), "已用印2件，未办理0件")):
        page.locator("#code").fill(code)
        page.get_by_role("button", name="确认", exact=True).click()
        page.get_by_text(says).wait_for()

    assert page.locator("[data-waits]").inner_text() == "0"
    assert page.locator(".seal-told").all_inner_texts() == [f"用印编号：220104-Y-2026-000{n}" for n in (1, 2)]
    page.locator("[data-row] a.num").last.click()
    county.reads("认定通知书 220104-Y-2026-0002")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载文书").click()
    taken.value.save_as(tmp_path / "notice.pdf")
    county.opens("/verify/")
    page.set_input_files("input[type=file]", tmp_path / "notice.pdf")
    county.presses("查验").reads("真实有效", "220104-Y-2026-0002")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert town.complaints == []
