"""The same work counted everywhere alike: pages, workbench, ledgers, charts, report and plain SQL."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text

from access.scope import in_charge_of
from admin.filters_follow_up import due_condition
from charts.queries import promise_state, totals
from documents.columns import Setting
from documents.ledgers import LEDGERS, rows_of
from models import FollowUp, Household, Member, Office, User
from models.base import ANCESTOR_COLUMN
from policy.report_periods import span_named
from policy.report_terms import ReportKind
from policy.rulebook import NOTICE
from policy.terms import Level, Measure
from policy.terms import Status as S
from tests.desk import Desk
from tests.seeds import TODAY
from workflow.calendar import work_calendar
from workflow.report_build import report_of

pytestmark = [pytest.mark.database, pytest.mark.slow]
PERIODS = (span_named(ReportKind.YEAR, "2025", NOTICE), span_named(ReportKind.MONTH, "2026-02", NOTICE))
METER = re.compile(r'<ul class="meter">.*?</ul>', re.S)
PART = re.compile(r'<b class="num">(\d+)/(\d+)</b>')
LINE = re.compile(r'details/\?id=(\d+)[^>]*>[^<]*</a><small>[^<]*</small><small class="num">([^<]*)</small>')
COUNTS = {
    "P": "kind = 'guidance' AND feedback <> 'unreached'",
    "Q": "kind IN ('training_info', 'training') AND feedback <> 'unreached'",
    "R": "kind = 'referral' AND feedback <> 'unreached' AND counts",
}
"""What counts as guidance, training information and a recommended job (0016, 0031)."""


def offices(session) -> list[Office]:
    """The province, every unit, and of counties, streets and communities those with the most families."""
    found = list(session.scalars(select(Office).where(Office.level.in_((Level.PROVINCE, Level.UNIT)))))
    for column in ("county_id", "street_id", "community_id"):
        most = session.execute(
            select(getattr(Household, column), func.count()).where(Household.recognised_on.is_not(None))
            .group_by(getattr(Household, column)).order_by(func.count().desc(), getattr(Household, column))
            .limit(3))
        found += [session.get(Office, pk) for pk, _n in most]
    return found


def sql(session, office: Office, table: str, where: str, what: str = "count(*)", **values):
    """One number, asked in so many words."""
    column = ANCESTOR_COLUMN[office.level]
    here = f"{table}.{column} = {office.id}" if column else "1 = 1"
    return session.execute(text(f"SELECT {what} FROM {table} WHERE {here} AND {where}"), values).scalar()


def ledger(session, office: Office, name: str, since: date, until: date) -> list[dict]:
    """The ledger's rows as its reader has them: heading → cell."""
    by = session.scalars(select(User).where(User.username == "province")).one()
    with in_charge_of(session, office.area):
        at = Setting(session, by, full=False, on=min(until, TODAY), calendar=work_calendar(session))
        heads = [column.head.text for column in LEDGERS[name].columns]
        return [dict(zip(heads, row, strict=True))
                for row in rows_of(session, LEDGERS[name], at, since, until)]


def reported(session, office: Office, span) -> dict:
    return report_of(session, office, span, NOTICE, TODAY).table.whole


def kind_of(row: dict) -> str | None:
    """As which of the 1-1-3 a row of T3 counts."""
    if row["本人反馈"] == "未联系上" or (row["服务类型"] == "岗位推荐" and row["计入推荐次数"] != "是"):
        return None
    return {"职业指导": "P", "技能培训信息": "Q", "技能培训": "Q", "岗位推荐": "R"}.get(row["服务类型"])


def test_services_are_as_many_in_the_report_in_the_ledger_and_in_sql(session):
    seen = Counter()
    for office in offices(session):
        for span in PERIODS:
            rows = Counter(map(kind_of, ledger(session, office, "service", span.since, span.until)))
            table = reported(session, office, span)
            for key, where in COUNTS.items():
                plain = sql(session, office, "service",
                            f"{where} AND voided_at IS NULL AND served_on BETWEEN :a AND :b",
                            a=span.since, b=span.until)
                assert (rows[key], table[key]) == (plain, plain), (office.name, span.name, key)
                seen[key] += plain
    assert all(seen[key] > 100 for key in COUNTS)


def test_families_are_as_many_in_charts_report_ledgers_and_sql(session):
    for office in offices(session):
        for span in PERIODS:
            days = {"a": span.since, "b": span.until}
            chart = totals(session, office, span.since, span.until)
            state = promise_state(session, office, span.since, span.until, today=TODAY)
            table = reported(session, office, span)

            def families(where, days=days, office=office):
                return sql(session, office, "household", where, **days)

            recognised = families("recognised_on BETWEEN :a AND :b")
            exited = families("exited_on BETWEEN :a AND :b")
            assisted = families("assisted_on BETWEEN :a AND :b")
            revoked = families("revoked_on BETWEEN :a AND :b")
            here = office.name, span.name
            assert recognised == chart[Measure.RECOGNISED] == table["D"] == len(
                ledger(session, office, "recognition", span.since, span.until)), here
            assert exited == chart[Measure.EXITED] == table["F"] - revoked == len(
                ledger(session, office, "exit", span.since, span.until)), here
            assert assisted == chart[Measure.ASSISTED] == table["J"], here
            owed = ("promise_due_on BETWEEN :a AND :b AND revoked_on IS NULL "
                    "AND NOT (exited_on IS NOT NULL AND exit_ground <> 'employed' AND exited_on <= promise_due_on) "
                    "AND (picky_on IS NULL OR picky_on > promise_due_on)")
            due, kept = families(owed), families(f"{owed} AND placed_on <= promise_due_on")
            assert (due, kept) == (state.due, state.kept) == (table["U1"], table["U2"]), here
            held = ("recognised_on <= :b AND (exited_on IS NULL OR exited_on > :b) "
                    "AND (revoked_on IS NULL OR revoked_on > :b)")
            late = f"{held} AND promise_due_on < :b AND (placed_on IS NULL OR placed_on > :b)"
            assert families(held) == state.register == table["G"], here
            assert families(late) == state.overdue == table["V"] == table["I"], here
            watched = sql(session, office, "watch", "listed_on <= :b AND (ended_on IS NULL OR ended_on > :b) "
                          "AND voided_at IS NULL", b=span.until)
            assert watched == table["W"], here
            again = families(
                "recognised_on BETWEEN :a AND :b AND EXISTS (SELECT 1 FROM household e WHERE "
                "e.family_no = household.family_no AND e.episode < household.episode "
                "AND e.street_id = household.street_id AND e.exited_on <= household.recognised_on)")
            assert again == table["X"], here


def test_work_found_is_as_much_in_report_ledger_and_sql(session):
    """The ledger lists jobs by their first day, the report persons by the verification of their first."""
    for office in offices(session):
        for span in PERIODS:
            jobs = sql(session, office, "employment", "voided_at IS NULL AND started_on BETWEEN :a AND :b",
                       a=span.since, b=span.until)
            assert jobs == len(ledger(session, office, "employment", span.since, span.until)), office.name
            persons = sql(
                session, office, "employment", "voided_at IS NULL AND verified_on BETWEEN :a AND :b AND NOT EXISTS "
                "(SELECT 1 FROM employment e WHERE e.member_id = employment.member_id AND e.voided_at IS NULL "
                "AND e.verified_on < :a)", "count(DISTINCT member_id)", a=span.since, b=span.until)
            assert persons == reported(session, office, span)["K"], office.name


def test_what_was_paid_is_as_much_in_the_ledger_and_in_sql(session):
    whole = Decimal(0)
    for office in offices(session):
        for span in PERIODS:
            rows = ledger(session, office, "benefit", span.since, span.until)
            paid = sql(session, office, "payment", "voided_at IS NULL AND paid_on BETWEEN :a AND :b "
                       "AND benefit_id IN (SELECT id FROM benefit WHERE voided_at IS NULL)",
                       "coalesce(sum(amount), 0)", a=span.since, b=span.until)
            assert sum((Decimal(row["本期金额"]) for row in rows), Decimal(0)) == Decimal(str(paid)), office.name
            whole += Decimal(str(paid))
            persons = sql(session, office, "benefit", "voided_at IS NULL AND state IN ('enjoyed', 'stopped') "
                          "AND from_on <= :b AND (until_on IS NULL OR until_on >= :a) "
                          "AND (stopped_on IS NULL OR stopped_on >= :a)", "count(DISTINCT member_id)",
                          a=span.since, b=span.until)
            assert persons == reported(session, office, span)["T"], office.name
        rows = ledger(session, office, "benefit", date(2024, 1, 1), TODAY)
        paid = sql(session, office, "payment", "voided_at IS NULL AND paid_on <= :b",
                   "coalesce(sum(amount), 0)", b=TODAY)
        assert sum((Decimal(row["累计金额"]) for row in rows), Decimal(0)) == Decimal(str(paid)), office.name
    assert whole > 0


def test_the_page_of_a_family_says_what_the_ledger_says_was_paid(session, province):
    page = Desk(province[0], "province")
    paid = session.execute(text(
        "SELECT household_id, sum(amount) FROM payment WHERE voided_at IS NULL "
        "GROUP BY household_id ORDER BY sum(amount) DESC, household_id LIMIT 4")).all()
    whole = session.scalars(select(Office).where(Office.level == Level.PROVINCE)).one()
    rows = ledger(session, whole, "benefit", date(2023, 1, 1), TODAY)
    for key, amount in paid:
        household = session.get(Household, key)
        sums = [Decimal(row["累计金额"]) for row in rows if row["认定编号"] == household.recognition_no]
        shown = page.read(f"/admin/household/details/?id={key}&tab=benefits")
        assert sum(sums, Decimal(0)) == Decimal(str(amount)), household.family_no
        assert all(f">{each:,.2f}<" in shown for each in sums if each), household.family_no
    assert paid


def test_visits_owed_and_made_are_as_many_in_list_report_ledger_and_sql(session):
    for office in offices(session):
        with in_charge_of(session, office.area):
            listed = {word: session.scalar(select(func.count(FollowUp.id)).where(due_condition(word, TODAY)))
                      for word in ("owed", "made")}
        assert listed["owed"] == sql(session, office, "follow_up", "state = 'open' AND month <= :on", on=TODAY)
        assert listed["made"] == sql(session, office, "follow_up", "visit_id IS NOT NULL"), office.name
        for span in PERIODS:
            days = {"a": span.months[0], "b": span.months[-1]}
            owed = "month BETWEEN :a AND :b AND state <> 'closed'"
            families = sql(session, office, "follow_up", owed, "count(DISTINCT household_id)", **days)
            missed = sql(session, office, "follow_up", f"{owed} AND state IN ('open', 'late')",
                         "count(DISTINCT household_id)", **days)
            table = reported(session, office, span)
            assert (families, families - missed) == (table["S1"], table["S2"]), (office.name, span.name)
            rows = ledger(session, office, "visit", span.since, span.until)
            made = sql(session, office, "visit", "voided_at IS NULL AND purpose = 'follow_up' "
                       "AND visited_on BETWEEN :a AND :b", a=span.since, b=span.until)
            assert len(rows) == made, office.name


def given_by_sql(session, household: Household) -> list[tuple[int, int]]:
    """Of 1-1-3: how many of those owed to the registered members were given, and how many are owed."""
    members = session.scalars(select(Member.id).where(
        Member.household_id == household.id, Member.registered_on.is_not(None), Member.voided_at.is_(None))).all()
    found = []
    for where, least in zip(COUNTS.values(), (1, 1, 3), strict=True):
        had = [session.execute(text(
            f"SELECT count(*) FROM service WHERE {where} AND voided_at IS NULL AND member_id = :m"
            " AND served_on >= :since"), {"m": m, "since": household.recognised_on}).scalar() for m in members]
        found.append((sum(min(n, least) for n in had), least * len(members)))
    return found


def test_the_meter_is_the_same_on_the_page_the_workbench_in_the_ledger_and_in_sql(session, province):
    county = session.scalars(select(Office).where(Office.code == "220104")).one()
    families = session.scalars(select(Household).where(
        Household.county_id == county.id, Household.status == S.RECOGNISED).order_by(Household.id)).all()
    should = {h.id: given_by_sql(session, h) for h in families}
    names = {h.id: h.recognition_no for h in families}
    numbers = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
    for row in ledger(session, county, "service", date(2023, 1, 1), TODAY):
        numbers[row["认定编号"]][row["姓名"]] = [row["累计指导"], row["累计培训信息"], row["累计岗位"]]
    pages, desks = Desk(province[0], "county"), [Desk(province[0], who) for who in ("county", "street", "community")]
    for key in should:
        meter = METER.search(pages.read(f"/admin/household/details/?id={key}&tab=services"))[0]
        assert [(int(had), int(of)) for had, of in PART.findall(meter)] == should[key], names[key]
        told = [0, 0, 0]
        for each in numbers[names[key]].values():
            told = [n + min(m, least) for n, m, least in zip(told, each, (1, 1, 3), strict=True)]
        assert told == [had for had, _of in should[key]], names[key]
    lines = [line for desk in desks for line in LINE.findall(desk.read("/admin/"))]
    for key, words in lines:
        shown = [tuple(map(int, part)) for part in re.findall(r"(\d+)/(\d+)", words)]
        household = session.get(Household, int(key))
        assert shown == given_by_sql(session, household), household.family_no
    assert should
    assert lines
