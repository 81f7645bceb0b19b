"""援助与退出 and 人群画像 over the fictitious province: counted once more in plain Python, and list by list."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from html import unescape

import pytest
from sqlalchemy import func, select

from access.scope import in_charge_of
from charts.outcomes import COUNTED, outcomes
from charts.people import LEAST, Population, Whom, people
from charts.small_cells import MERGED
from charts.traits import BY_KEY
from models import (
    Employment,
    Household,
    Member,
    Office,
)
from policy.aid_terms import PolicyKind
from policy.benefits import JUDGED, entitlements
from policy.report_periods import span_named
from policy.report_terms import ReportKind
from policy.rulebook import NOTICE
from policy.terms import Status as S
from tests.desk import Desk
from tests.seeds import TODAY
from tests.seeds.recount import LEVELS
from tests.seeds.recount_outcomes import Outcomes, plain_category, within
from tests.seeds.test_counts_agree import offices
from workflow.benefit_facts import circumstances_of
from workflow.entitled import entitled
from workflow.report_build import report_of

pytestmark = [pytest.mark.database, pytest.mark.slow]
PERIODS = ((date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), TODAY), (date(2025, 7, 11), date(2025, 11, 19)))


def test_every_figure_is_what_plain_python_counts(session):
    rows, seen = Outcomes(session), Counter()
    for since, until in PERIODS:
        plain = rows.count(since, until)
        for office in offices(session):
            found = outcomes(session, office, since, until, today=TODAY)
            expected = plain[0 if office.parent_id is None else office.id]
            for key in COUNTED:
                if key in found.numbers and key not in BY_REPORT:
                    assert found.numbers[key] == expected[key], (office.name, since, key)
                    seen[key] += expected[key]
            assert sum(d.count for d in found.details) == found.numbers["F"]
            for field, key in (("due", "visits"), ("done", "visits_done"), ("late", "visits_late")):
                assert sum(getattr(m, field) for m in found.months) == found.numbers[key]
    assert all(seen[key] for key in ("owed", "owed_in", "owed_out", "late_P1", "said_P1", "none_P1", "lost6",
                                     "stable3", "again_year", "visits_open", "visits_late"))


BY_REPORT = {"K", "L", "M", "N", "O", "O1", "F", "F1", "F2", "F3", "F4", "P", "Q", "R", "X", "T",
             *(f"T{n}" for n in range(1, 10))}


def test_what_the_report_has_is_what_the_report_says(session):
    for office in offices(session):
        for span in (span_named(ReportKind.YEAR, "2025", NOTICE), span_named(ReportKind.MONTH, "2026-02", NOTICE)):
            table = report_of(session, office, span, NOTICE, TODAY).table.whole
            found = outcomes(session, office, span.since, span.until, today=TODAY)
            assert {key: found.numbers[key] for key in BY_REPORT} == {key: table[key] for key in BY_REPORT}
            if span.kind is ReportKind.MONTH:
                assert (found.numbers["visits"], found.numbers["visits_done"]) == (table["S1"], table["S2"])


def test_the_rule_and_its_sql_say_the_same_of_every_verified_job(session):
    jobs = session.scalars(select(Employment).where(Employment.verified, Employment.voided_at.is_(None))).all()
    held = {
        policy: set(session.scalars(select(Employment.id).where(entitled(policy), Employment.verified,
                                                                Employment.voided_at.is_(None))))
        for policy in JUDGED
    }
    for job in jobs:
        rule = {e.policy: bool(e.holds) for e in entitlements(circumstances_of(session, job), job.verified_on, NOTICE)}
        assert rule == {policy: job.id in held[policy] for policy in JUDGED}, job.id
    assert held[PolicyKind.INSURANCE]
    assert held[PolicyKind.TAX]


def test_who_they_are_is_what_plain_python_counts(session):
    households = {h.id: h for h in session.scalars(select(Household))}
    members = [m for m in session.scalars(select(Member)) if m.voided_at is None]
    since, until = PERIODS[0]
    for whom in Whom:
        for since, until in PERIODS[:2]:
            on = min(until, TODAY)
            chosen = {
                h.id for h in households.values()
                if (within(since, until, h.recognised_on) if whom is Whom.RECOGNISED
                    else (h.status is S.RECOGNISED if on >= TODAY else h.recognised_on is not None
                          and h.recognised_on <= on and not within(date.min, on, h.exited_on)
                          and not within(date.min, on, h.revoked_on)))
            }
            tally: dict[int, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
            rows = [("families", households[pk]) for pk in chosen] + [
                (base, m) for m in members if m.household_id in chosen
                for base in ("persons", *(["seekers"] if m.registered_on else []))]
            for base, row in rows:
                for office in {0, *(getattr(row, level) for level in LEVELS)}:
                    for trait in BY_KEY.values():
                        if trait.base == base:
                            tally[office][trait.key][plain_category(trait.key, row, on)] += 1
            for office in offices(session):
                found = people(session, office, Population(whom, since, until, TODAY), exact=True)
                for division in found.divisions:
                    counted = Counter({c: n for c, n in division.row.numbers.items() if n})
                    assert counted == tally[0 if office.parent_id is None else office.id][division.trait.key]


def test_nothing_small_is_shown_to_who_may_not_see_the_rows(session):
    """And what is shown agrees with the exact numbers, at every level."""
    hidden = 0
    for whom in Whom:
        population = Population(whom, date(2026, 1, 1), TODAY, TODAY)
        for office in offices(session):
            exact = people(session, office, population, exact=True).divisions
            with in_charge_of(session, office.area):
                safe = people(session, office, population, exact=False).divisions
            for one, other in zip(exact, safe, strict=True):
                numbers, row = one.row.numbers, other.row
                for category in (c for c in row.numbers if c != MERGED):
                    assert row.numbers[category] == numbers[category]
                    assert not 0 < (row.number(category) or 0) < LEAST
                assert sum(row.numbers.values()) == sum(numbers.values())
                hidden += len(row.hidden)
    assert hidden > 20


NUMBER = re.compile(r'<a[^>]*href="(/admin/(?:household|member|employment|service|followup)/\?[^"]+)"[^>]*>([\d,]+)</a>')


def rows_listed(page: str) -> int:
    found = re.search(r"共\s*([\d,]+)\s*条", page)
    return int(found[1].replace(",", "")) if found else len(re.findall(r'<td class="k-person"', page))


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [("province", "220000", "outcomes"), ("county", "220104", "outcomes"), ("leader", "220100", "outcomes"),
     ("province", "220000", "people"), ("county", "220104", "people"), ("leader", "220104", "people")],
)
def test_every_number_is_the_number_of_rows_it_opens(session, province, name, code, key):
    browser = Desk(province[0], name)
    office = session.scalar(select(Office.id).where(Office.code == code))
    page = browser.read(f"/admin/charts/{key}/?office={office}&from=2025-11-01&to=2026-03-10")
    numbers = {(unescape(url), int(n.replace(",", ""))) for url, n in NUMBER.findall(page)}
    told = sorted(numbers, key=lambda pair: (pair[1] == 0, pair[0]))

    assert len(told) >= 2 if (name, key) == ("leader", "people") else len(told) >= 40
    for url, number in told[:90]:
        assert rows_listed(browser.read(url)) == number, url
    if name == "leader":
        assert "/admin/member/" not in page
        assert "trait=" not in page


def test_a_leader_learns_nothing_by_the_address_of_a_list(session, province):
    office = session.scalar(select(Office.id).where(Office.code == "220104"))
    asked = f"office={office}&trait=relief&is=1&whom=recognised&whom_from=2025-01-01&whom_to=2026-03-10"
    bare = f"office={office}"
    county, leader = Desk(province[0], "county"), Desk(province[0], "leader")

    assert rows_listed(county.read(f"/admin/household/?{asked}")) < rows_listed(county.read(f"/admin/household/?{bare}"))
    assert rows_listed(leader.read(f"/admin/household/?{asked}")) == rows_listed(leader.read(f"/admin/household/?{bare}"))
    assert leader.open(f"/admin/member/?{asked}").status_code == 403


def test_the_families_of_the_register_are_those_of_the_page(session):
    whole = session.scalars(select(Office).where(Office.parent_id.is_(None))).one()
    found = people(session, whole, Population(Whom.REGISTER, date(2026, 1, 1), TODAY, TODAY), exact=True)

    assert found.total("families") == session.scalar(
        select(func.count(Household.id)).where(Household.status == S.RECOGNISED))
