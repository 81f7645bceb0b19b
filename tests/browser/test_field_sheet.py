"""The field sheet on a telephone: without a line, after a reload, with the session gone, in two tabs at once."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import func, select, update

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, FollowUp, Household, OfficerSession, Ticket, User, Visit, db
from models.engine import writing
from policy.aid_terms import SlotState

SHEET = "/admin/visit/field/?all=1"
JUNE = date(2026, 6, 10)


@pytest.fixture
def field(town):
    """The clocks have run in June: visits are owed. The clerk has the sheet open on a telephone."""
    town.clocks(JUNE)
    page = town.sign_in("community", 390, 844)
    page.goto(SHEET)
    page.on("dialog", lambda dialog: dialog.accept())
    return page


def visits_on(town, day=JUNE):
    return town.ask(select(Visit.findings, Visit.client_key).where(Visit.visited_on == day))


def write(page, words="在家，情绪稳定", n=0, **fields):
    card = page.locator(".field-card").nth(n)
    if card.locator(".field-body").is_hidden():
        card.locator(".field-open").click()
    card.locator("[name=work_seen]").fill("仍在求职")
    for name, value in fields.items():
        place = card.locator(f"[name={name}]")
        place.select_option(value) if name in ("ticket_kind", "rating", "way") else place.fill(value)
    card.locator("[name=findings]").fill(words)
    return card


def shelf(page):
    return page.evaluate("Object.entries(localStorage).filter(([k]) => k.startsWith('field-visits-')).map(([k, v]) => JSON.parse(v))")


def empties(page):
    """Wait until nothing is kept any more (the policy of the page lets no expression be polled)."""
    for _ in range(100):
        if not shelf(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError(shelf(page))


def said(page):
    return page.locator("[data-line]").inner_text()


def test_what_is_written_is_stored_at_once_and_let_go(town, field):
    card = write(field, difficulties="想学护理", ticket_kind="training", rating="good")
    household = int(card.get_attribute("data-household"))
    card.locator("button:has-text('登记')").click()

    card.locator("text=已保存到系统").wait_for()
    assert shelf(field) == []
    [(words, key)] = visits_on(town)
    assert words == "在家，情绪稳定"
    assert len(key) == 36
    assert town.ask(select(Ticket.content).where(Ticket.raised_on == JUNE)) == [("想学护理",)]
    filled = select(func.count()).select_from(FollowUp).join(Visit, Visit.id == FollowUp.visit_id).where(
        FollowUp.household_id == household, Visit.visited_on == JUNE,
        FollowUp.state.in_((SlotState.DONE, SlotState.LATE)))
    assert town.ask(filled) == [(1,)]
    assert town.complaints == []


def test_without_a_line_it_is_kept_survives_a_reload_and_is_sent_later_once(town, field):
    write(field)
    field.context.set_offline(True)
    field.locator("button:has-text('登记')").first.click()
    field.locator("text=待发送，已存在本机").first.wait_for()
    assert "没有网络" in said(field)
    assert [draft["state"] for draft in shelf(field)] == ["waiting"]
    assert visits_on(town) == []

    field.context.set_offline(False)
    field.locator("text=已保存到系统").first.wait_for()
    field.reload()
    field.wait_for_load_state("networkidle")
    assert [words for words, _key in visits_on(town)] == ["在家，情绪稳定"]
    assert shelf(field) == []


def test_half_written_words_are_there_again_after_a_reload_and_hold_no_name(town, field):
    card = write(field, "写到一半")
    name = card.locator(".field-who b").inner_text()
    field.reload()
    card = field.locator(".field-card").first
    assert card.locator("[name=findings]").input_value() == "写到一半"
    kept = field.evaluate("JSON.stringify(localStorage)")
    assert name not in kept
    assert visits_on(town) == []
    card.locator("[data-drop]").click()
    assert shelf(field) == []


def test_an_answer_lost_on_the_way_is_asked_again_and_is_one_visit(town, field):
    """The server stores it, the telephone never hears so and sends it once more."""
    lost = []

    def swallow(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    field.route("**/admin/visit/field/", swallow)
    write(field)
    field.locator("button:has-text('登记')").first.click()
    field.locator("text=待发送，已存在本机").first.wait_for()
    field.evaluate("window.dispatchEvent(new Event('online'))")
    field.locator("text=已保存到系统").first.wait_for()
    assert lost == [200]
    assert len(visits_on(town)) == 1


def test_when_the_session_has_ended_the_words_stay_and_go_after_a_new_sign_in(town, field):
    with town.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        clerk = db.session.scalars(select(User.id).where(User.username == "community")).one()
        db.session.execute(update(OfficerSession).where(OfficerSession.user_id == clerk)
                           .values(ended_at=town.clock()), execution_options={"traced": True})
        db.session.commit()
        db.session.remove()
    write(field)
    field.locator("button:has-text('登记')").first.click()
    field.locator("[data-line] >> text=登录已过期").wait_for()
    assert [draft["state"] for draft in shelf(field)] == ["waiting"]

    field.locator("[data-line] a").click()
    field.fill("[name=username]", "community")
    field.fill("[name=password]", "demo-2026-Jilin!")
    field.press("[name=password]", "Enter")
    field.wait_for_url("**/admin/visit/field/**")
    empties(field)
    assert [words for words, _key in visits_on(town)] == ["在家，情绪稳定"]


def test_what_the_server_refuses_stays_with_the_reason_at_its_field(town, field):
    card = write(field)
    card.locator("[name=work_seen]").fill("")
    card.locator("button:has-text('登记')").click()
    card.locator("[data-field=work_seen] .err").wait_for()
    assert "请填写就业失业状况" in card.locator("[data-field=work_seen] .err").inner_text()
    assert card.locator("[name=findings]").input_value() == "在家，情绪稳定"
    assert [draft["state"] for draft in shelf(field)] == ["refused"]
    assert visits_on(town) == []

    card.locator("[name=work_seen]").fill("仍在求职")
    card.locator("button:has-text('登记')").click()
    card.locator("text=已保存到系统").wait_for()
    assert len(visits_on(town)) == 1


def test_two_tabs_send_one_draft_once_and_both_let_it_go(town, field):
    second = field.context.new_page()
    field.context.set_offline(True)
    write(field)
    field.locator("button:has-text('登记')").first.click()
    field.locator("text=待发送，已存在本机").first.wait_for()
    field.context.set_offline(False)
    second.goto(SHEET)
    empties(second)
    field.locator("[data-kept]").wait_for(state="hidden")
    assert len(visits_on(town)) == 1


def test_another_officer_on_the_same_telephone_neither_sees_nor_sends_it(town, field):
    write(field, "只给本人看")
    draft = shelf(field)[0]
    field.evaluate("([k, v]) => { localStorage.clear(); localStorage.setItem(k, v); }",
                   [f"field-visits-999-{draft['key']}", json.dumps(draft | {"state": "waiting"})])
    field.reload()
    field.wait_for_load_state("networkidle")
    assert "另一账号" in said(field)
    assert "只给本人看" not in field.locator("main").inner_text()
    assert len(shelf(field)) == 1
    assert visits_on(town) == []


def test_a_household_of_another_area_is_refused_and_kept(town, field):
    write(field)
    foreign = town.ask(select(Household.id).where(
        Household.county_id.not_in(select(Household.county_id).where(Household.id == int(
            field.locator(".field-card").first.get_attribute("data-household"))))).limit(1))[0][0]
    key = field.evaluate("Object.keys(localStorage).find(k => k.startsWith('field-visits-'))")
    field.evaluate("""([key, id]) => { const d = JSON.parse(localStorage.getItem(key)); d.household = String(id);
                   d.state = 'waiting'; localStorage.setItem(key, JSON.stringify(d)); }""", [key, foreign])
    field.reload()
    field.locator("text=这一户不在您的辖区内").wait_for()
    assert [draft["state"] for draft in shelf(field)] == ["refused"]
    assert visits_on(town) == []
