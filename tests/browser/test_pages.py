"""Each kind of page as each role sees it: no complaint in the console, nothing asked from outside,
no sideways scrolling at 1280 and 390 px, and no critical or serious finding of axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from access.scope import in_charge_of
from models import (
    WHOLE_PROVINCE,
    Benefit,
    Employer,
    Employment,
    Household,
    Member,
    Office,
    Service,
    Ticket,
    Vacancy,
    db,
)
from policy.aid_terms import BenefitState
from policy.terms import Feedback
from policy.terms import Status as S
from tests.browser.conftest import TODAY

PAGES = {
    "community": ["/admin/", "/admin/household/", "/admin/household/?q=zzz",
                  "/admin/household/new/", "/admin/member/", "/admin/service/", "/admin/visit/",
                  "/admin/household/details/?id={recognised}",
                  "/admin/household/details/?id={recognised}&tab=services",
                  "/admin/service/new/?household={recognised}", "/password",
                  "/admin/watch/", "/admin/watch/new/", "/admin/comparison/import/",
                  "/admin/household/details/?id={recognised}&tab=plans", "/admin/aid_plan/",
                  "/admin/aid_plan/new/?household={recognised}", "/admin/plan_measure/", "/admin/service/bulk",
                  "/admin/import/", "/admin/importbatch/",
                  "/admin/vacancy/", "/admin/vacancy/details/?id={vacancy}", "/admin/vacancy/match/{vacancy}",
                  "/admin/household/match/{member}", "/admin/employment/new/?household={recognised}",
                  "/admin/household/details/?id={exited}&tab=benefits", "/admin/benefit/",
                  "/admin/benefit/new/?household={exited}", "/admin/job_check/",
                  "/admin/job_check/new/?household={exited}",
                  "/admin/followup/", "/admin/household/details/?id={recognised}&tab=followup",
                  "/admin/visit/new/?household={recognised}", "/admin/visit/field/?all=1", "/admin/ticket/",
                  "/admin/ticket/new/?household={recognised}", "/admin/ticket/details/?id={ticket}",
                  "/admin/ticket/settle/?id={ticket}", "/admin/ticket/hand/?id={ticket}"],
    "street": ["/admin/", "/admin/household/?status=submitted",
               "/admin/household/act/approve/?rowid={submitted}",
               "/admin/household/act/publicize/?rowid={verified}",
               "/admin/household/details/?id={publicized}&tab=publicity",
               "/admin/alert/", "/admin/household/handover/", "/admin/household/assign/{recognised}",
               "/admin/household/certificate/{exited}", "/admin/household/certificate/{recognised}", "/admin/pairing/",
               "/admin/pairing/new/?household={recognised}", "/admin/activation/new/?household={recognised}",
               "/admin/employer/", "/admin/employer/new/", "/admin/employer/details/?id={employer}",
               "/admin/vacancy/new/?employer={employer}", "/admin/report/",
               "/admin/household/decide/refusal/{refused}", "/admin/household/decide/employment/{job}"],
    "county": ["/admin/", "/admin/household/act/approve/?rowid={reported}", "/admin/ledger/",
               "/admin/household/details/?id={recognised}&tab=verdict",
               "/admin/household/details/?id={exited}&tab=trail",
               "/admin/household/details/?id={exited}&tab=employment",
               "/admin/household/details/?id={recognised}&tab=terms", "/admin/life_change/",
               "/admin/special_case/", "/admin/special_case/new/", "/admin/household/handover/",
               "/admin/household/decide/benefit/{asked}", "/admin/household/decide/pay/{enjoyed}",
               "/admin/household/decide/benefit_stop/{enjoyed}", "/admin/household/decide/job_end/{job}",
               "/admin/vacancy/edit/?id={vacancy}", "/admin/payment/", "/admin/payment/?month_from=2026-01-01",
               "/admin/report/", "/admin/report_period/"],
    "leader": ["/admin/charts/", "/admin/household/details/?id={recognised}",
               "/admin/alert/", "/admin/watch/", "/admin/report/", "/admin/household/handover/",
               "/admin/household/details/?id={exited}&tab=benefits",
               "/admin/household/details/?id={recognised}&tab=plans"],
    "province": ["/admin/contingency_plan/", "/admin/contingency_plan/coverage/", "/admin/contingency_plan/new/",
                 "/admin/household/?sort=applied_on", "/admin/target/", "/admin/target/split/", "/admin/wall/", "/admin/exit/",
                 "/admin/", "/admin/parameter/", "/admin/parameter/notice/", "/admin/calendar_year/"],
    "auditor": ["/admin/audit/", "/admin/history/"],
    "sysadmin": ["/admin/", "/admin/user/", "/admin/office/", "/admin/calendar/", "/admin/code/"],
}
GRAVE = ("critical", "serious")


def rows(town) -> dict[str, int]:
    """One household of 前进街道 in each status."""
    with town.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        street = db.session.scalars(select(Office.id).where(Office.code == "220104001")).one()
        clerk = db.session.scalars(
            select(Household).where(
                Household.street_id == street, Household.status == S.RECOGNISED
            )
        ).all()
        mine = max((h.community_id for h in clerk), key=[h.community_id for h in clerk].count)
        found = {
            status.value: db.session.scalar(
                select(Household.id).where(
                    Household.street_id == street, Household.status == status,
                    Household.community_id == mine,
                )
            )
            or db.session.scalar(
                select(Household.id).where(
                    Household.street_id == street, Household.status == status
                )
            )
            for status in S
        }
        found |= dict(assisted(street, found))
        db.session.remove()
    return found


def assisted(street: int, found: dict[str, int]) -> Iterator[tuple[str, int]]:
    """A record of the street's assistance of each kind the pages need."""
    county = db.session.get_one(Office, street).county_id
    mine = ("street_id", street)
    for name, model, (column, place), *where in (
        ("vacancy", Vacancy, ("office_id", county), Vacancy.open_until >= TODAY, Vacancy.closed_on.is_(None)),
        ("employer", Employer, ("office_id", county)),
        ("member", Member, mine, Member.household_id == found["recognised"], Member.registered_on.is_not(None)),
        ("ticket", Ticket, ("county_id", county), Ticket.closed_on.is_(None)),
        ("asked", Benefit, ("county_id", county), Benefit.state == BenefitState.APPLIED),
        ("enjoyed", Benefit, ("county_id", county), Benefit.state == BenefitState.ENJOYED),
        ("job", Employment, mine, Employment.voided_at.is_(None), Employment.ended_on.is_(None)),
        ("refused", Service, mine, Service.feedback == Feedback.REFUSED, Service.vacancy_id.is_not(None)),
    ):
        wanted = select(model.id).where(getattr(model, column) == place, *where).order_by(model.id)
        yield name, db.session.scalars(wanted.limit(1)).one_or_none()


TABLES = "[...document.querySelectorAll('main .rows')].filter(t => t.getClientRects().length).length"
"""How many tables can be seen."""


@pytest.mark.parametrize("username", list(PAGES))
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_is_whole_at_a_desk_and_on_a_telephone(town, username, width):
    page, at, faults = town.sign_in(username, width), rows(town), []
    for url in PAGES[username]:
        answer = page.goto(url.format(**at))
        page.wait_for_load_state("networkidle")
        if answer.status != 200:
            faults.append(f"{url}: {answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth") - width
        if wide > 1:
            faults.append(f"{url}: {wide} px too wide")
        for found in Axe().run(page).response["violations"]:
            if found["impact"] in GRAVE:
                nodes = "; ".join(n["html"][:120] for n in found["nodes"][:3])
                faults.append(f"{url}: {found['id']} ({found['impact']}): {nodes}")
        shown = page.evaluate(TABLES)
        page.emulate_media(media="print")
        if page.evaluate(TABLES) < shown:
            faults.append(f"{url}: a table is not printed")
        page.emulate_media(media="screen")

    assert not faults, "\n".join(faults)
    assert town.complaints == []


def test_going_back_the_form_says_what_the_page_shows(town):
    page = town.sign_in("leader", 1280)
    page.goto("/admin/charts/?compare=year")
    page.select_option("select[name=compare]", "last")
    page.wait_for_url("**compare=last**")

    page.go_back()
    page.wait_for_load_state("networkidle")

    assert "compare=year" in page.url
    assert page.input_value("select[name=compare]") == "year"


def test_a_card_in_english_keeps_its_words_within_its_edges_on_a_telephone(town):
    page = town.sign_in("leader", 390)
    page.evaluate("document.querySelector('button[name=lang]').click()")
    page.wait_for_load_state("networkidle")
    for url in ("/admin/vacancy/", "/admin/exit/"):
        page.goto(url)

        assert page.locator(".cards tbody tr").count()
        assert page.evaluate(BEYOND) == []


BEYOND = """[...document.querySelectorAll('.cards tbody td')].flatMap(cell => {
  const words = document.createRange(); words.selectNodeContents(cell);
  const edge = cell.closest('tr').getBoundingClientRect().right;
  return words.getBoundingClientRect().right > edge ? [cell.innerText] : [];
})"""
"""What a card says beyond its right edge."""


def test_a_button_of_the_workbench_in_english_covers_no_words_on_a_telephone(town):
    page = town.sign_in("county", 390)
    page.evaluate("document.querySelector('button[name=lang]').click()")
    page.wait_for_load_state("networkidle")
    page.goto("/admin/")

    assert page.locator(".lines .btn-row").count()
    assert page.evaluate(COVERED) == []


COVERED = """[...document.querySelectorAll('.lines li:has(.btn-row)')].flatMap(li => {
  const b = li.querySelector('.btn-row').getBoundingClientRect(), small = li.querySelector('small');
  const words = document.createRange(); words.selectNodeContents(small);
  return [...words.getClientRects()].some(r => r.right > b.left && r.top < b.bottom) ? [small.innerText] : [];
})"""
"""The lines whose number and community lie under the button."""


def test_a_wrong_identity_number_stays_in_the_box_it_was_typed_in(town):
    page = town.sign_in("community")
    page.locator("details.pop summary").first.click()
    page.fill("#find-id", "229901198503020019")
    page.press("#find-id", "Enter")
    page.wait_for_timeout(300)

    assert page.input_value("#find-id") == "229901198503020019"
    assert "核对" in page.locator("#find-id-live").inner_text()
    assert page.url.endswith("/admin/")


def test_a_chart_keeps_its_paper_where_the_reader_chose_the_colours(town):
    page = town.sign_in("leader")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/admin/charts/")
    page.locator(".chart .js-plotly-plot").first.wait_for()
    paper = "e => getComputedStyle(e).backgroundColor"
    assert page.locator(".chart .js-plotly-plot").first.evaluate(paper) == "rgb(255, 255, 255)"


def test_the_foot_of_a_printed_report_needs_no_page_of_its_own(town):
    page = town.sign_in("county")
    page.goto("/admin/report/")
    page.emulate_media(media="print")
    which = "e => getComputedStyle(e).page"
    assert page.locator("footer.foot").evaluate(which) == page.locator("main").evaluate(which)
