"""The monthly report over all households, beside reading the dates of the same households once."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Household, Office, db
from policy.report_periods import span_named
from policy.report_terms import ReportKind
from workflow.report_build import report_of
from workflow.rule_book import rule_book

ON, MONTH = date(2026, 11, 20), "2026-10"
OFFICES = ("220000", "220100", "220104")
DATES = (Household.county_id, Household.status, Household.applied_on, Household.recognised_on,
         Household.assisted_on, Household.placed_on, Household.exited_on)


def read_once(office: Office) -> int:
    """The dates of every household beneath the office, each row fetched."""
    with in_charge_of(db.session, office.area):
        rows = db.session.execute(select(*DATES).execution_options(yield_per=10_000))
        return sum(1 for _row in rows)


def compare(app: Flask) -> list[dict[str, Any]]:
    """For the province, a unit and a county: seconds of the report, its checks, and of the reading."""
    found = []
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        session = db.session()
        offices = session.scalars(select(Office).where(Office.code.in_(OFFICES)).order_by(Office.code)).all()
        for office in offices:
            rules = rule_book(session).for_region(office.path)
            began = time.perf_counter()
            report = report_of(session, office, span_named(ReportKind.MONTH, MONTH, rules), rules, ON)
            counted = time.perf_counter() - began
            began = time.perf_counter()
            households = read_once(office)
            reading = time.perf_counter() - began
            found.append({"office": office.name, "households": households, "report": counted, "reading": reading,
                          "holds": sum(check.holds is True for check in report.checks if check.of_whole)})
        db.session.remove()
    return found


def report(found: list[dict[str, Any]]) -> list[str]:
    lines = ["", f"| monthly report {MONTH} | households | report s | reading their dates once s | ÷ reading | rules that hold |",
             "|---|---|---|---|---|---|"]
    lines += [
        f"| {one['office']} | {one['households']:,} | {one['report']:.2f} | {one['reading']:.2f} | "
        f"{one['report'] / one['reading']:.1f} | {one['holds']} |" for one in found
    ]
    return [*lines, ""]
