"""The report of the fictitious province: each figure of each office in each month, counted twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Benefit, FollowUp, Household, Member, Office, Visit
from policy.aid_terms import BenefitState, PolicyKind, SlotState, StopReason
from policy.report_periods import earlier, span_named
from policy.report_terms import ReportKind
from policy.rulebook import NOTICE, Decree, Rules
from policy.terms import Level
from policy.terms import Status as S
from tests.seeds import TODAY
from tests.seeds.recount import LEVELS, Register
from workflow.report_build import report_of
from workflow.report_counts import OWN, Places, figures_of
from workflow.report_figures import FIGURES

pytestmark = pytest.mark.database
MONTH, QUARTER, YEAR = ReportKind
FROM_21 = Rules((Decree("REPORT_START_DAY", "1.", date(2021, 6, 30), 21),))
OF_LEVEL = dict(zip(LEVELS, (Level.UNIT, Level.COUNTY, Level.STREET, Level.COMMUNITY), strict=True))


@pytest.fixture
def province_with_aid(session):
    """The province with return visits and policies besides, taken back with the session."""
    add_visits_and_policies(session)
    session.flush()
    return session.scalars(select(Office).where(Office.level == Level.PROVINCE)).one()


def add_visits_and_policies(session):
    households = session.scalars(
        select(Household).where(Household.status.in_((S.RECOGNISED, S.EXITED))).order_by(Household.id)
    ).all()
    states = (SlotState.OPEN, SlotState.CLOSED, SlotState.DONE, SlotState.LATE, SlotState.DONE)
    for n, household in enumerate(households[::3]):
        visit = session.scalars(select(Visit).where(Visit.household_id == household.id)).first()
        for k in range(n % 4):
            state = states[(n + k) % 5]
            done = state in (SlotState.DONE, SlotState.LATE)
            if done and visit is None:
                continue
            month = date(2025, 1 + (n + k) % 12, 1)
            if not session.scalar(select(FollowUp.id).where(
                    FollowUp.household_id == household.id, FollowUp.month == month)):
                session.add(FollowUp(household=household, month=month, state=state,
                                     visit_id=visit.id if done else None))
    for n, member in enumerate(session.scalars(select(Member).order_by(Member.id).limit(400))):
        begins = date(2025, 1, 1) + timedelta(days=n)
        stopped = n % 3 == 0
        session.add(Benefit(
            household=member.household, member=member, policy=list(PolicyKind)[n % 9],
            state=BenefitState.STOPPED if stopped else BenefitState.ENJOYED, applied_on=begins,
            approved_on=begins, from_on=begins, standard=300,
            until_on=begins + timedelta(days=n % 200) if n % 2 else None,
            stopped_on=begins + timedelta(days=40) if stopped else None,
            stop_reason=StopReason.EXPIRED if stopped else None,
        ))


def months_back(rules, count):
    span = span_named(MONTH, "2026-03", rules)
    for _n in range(count):
        yield span
        span = earlier(span, rules)


def counted(session, province, level, span):
    """The figures of all offices of one level at once, as the report counts them."""
    offices = session.scalars(select(Office).where(Office.level == OF_LEVEL[level])).all()
    return figures_of(session, Places(province, offices, [level]), span, TODAY)


def test_every_figure_of_every_office_in_every_month_is_what_its_rows_say(session, province_with_aid):
    register = Register(session)
    seen: set[str] = set()
    for span in months_back(NOTICE, 36):
        again = register.count(span, TODAY)
        for level in LEVELS:
            found = counted(session, province_with_aid, level, span)
            for office, figures in found.items():
                if office == OWN:
                    continue
                for key in FIGURES:
                    assert figures.get(key, 0) == again[office][key], (span.name, office, key)
        seen |= {key for key, number in again[0].items() if number}

    assert set(FIGURES) - seen <= {"O1", "T9"}, "a figure that is never counted proves nothing"


    for span in (
        span_named(QUARTER, "2025-Q3"), span_named(YEAR, "2025"),
        span_named(MONTH, "2025-06", FROM_21), span_named(QUARTER, "2026-Q1", FROM_21),
    ):
        again = register.count(span, TODAY)
        found = counted(session, province_with_aid, "county_id", span)
        assert {(o, k): f.get(k, 0) for o, f in found.items() if o for k in FIGURES} == {
            (o, k): again[o][k] for o in found if o for k in FIGURES
        }, f"{span.name} from {span.since}"


def test_a_report_adds_up_balances_and_opens_its_lists(session, province_with_aid):
    register = Register(session)
    for code in ("220000", "220100", "220104", "220104001", "220581"):
        office = session.scalars(select(Office).where(Office.code == code)).one()
        for name in ("2025-12", "2026-02"):
            report = report_of(session, office, span_named(MONTH, name), NOTICE, TODAY)
            hard = [str(c.reason) for c in report.checks if c.hard and c.holds is False]
            assert hard == []
            judged = {c.no for c in report.checks if c.of_whole and c.holds is True}
            assert {1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 18} <= judged
            again = register.count(report.span, TODAY)[0 if code == "220000" else office.id]
            assert {k: report.table.whole[k] for k in FIGURES} == {k: again[k] for k in FIGURES}


def test_the_end_of_a_month_is_the_beginning_of_the_next(session, province):
    county = session.scalars(select(Office).where(Office.code == "220104")).one()
    spans = list(months_back(NOTICE, 27))[::-1]
    ends = None
    year = None
    for span in spans:
        row = report_of(session, county, span, NOTICE, TODAY).table.whole
        assert ends is None or row["A"] == ends
        if year is not None and span.months[0].month > 1:
            assert row["Z1"] == year + row["D"]
        ends, year = row["G"], row["Z1"]


def test_the_months_without_a_recognition_are_counted_from_the_last_one(session, province):
    county = session.scalars(select(Office).where(Office.code == "220104")).one()
    span = span_named(MONTH, "2026-02")
    report = report_of(session, county, span, NOTICE, TODAY)
    days = session.execute(select(Household.street_id, Household.recognised_on).where(
        Household.recognised_on.is_not(None), Household.recognised_on <= span.until)).all()
    first = min(on for _street, on in days)
    for row in report.table.beneath:
        last = max((on for street, on in days if street == row.office_id), default=first)
        assert row.values["Y"] == (2026 - last.year) * 12 + 2 - last.month, row.name
