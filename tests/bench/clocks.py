"""Verdicts and the run of the clocks over many households, against reading the same rows once."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Household, Member, db
from models.engine import writing
from policy.assessment import assess
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.facts import household_facts
from workflow.rule_book import rule_book

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
HOUSEHOLDS, PART = 100_000, 1000


def parts(session: Session) -> Iterator[tuple[list[int], dict[int, list[Member]]]]:
    """The first households by id with their members, a thousand at a time."""
    last = done = 0
    while done < HOUSEHOLDS:
        ids = list(session.scalars(
            select(Household.id).where(Household.id > last).order_by(Household.id).limit(PART)
        ))
        if not ids:
            return
        rows = session.scalars(
            select(Member).where(Member.household_id.in_(ids)).order_by(Member.household_id, Member.no)
        )
        yield ids, {key: list(group) for key, group in groupby(rows, lambda m: m.household_id)}
        session.expunge_all()
        last, done = ids[-1], done + len(ids)


def verdicts(session: Session) -> dict[str, Any]:
    """Every household judged from its records; resident memory at three points on the way."""
    book, count, held = rule_book(session), 0, []
    began = time.perf_counter()
    for ids, members in parts(session):
        households = session.scalars(
            select(Household).where(Household.id.in_(ids)).options(joinedload(Household.community))
        )
        for household in households:
            facts = household_facts(members.get(household.id, []), household)
            assess(facts, ON, book.for_region(household.lies_under))
            count += 1
        if count in (HOUSEHOLDS // 5, HOUSEHOLDS * 3 // 5, HOUSEHOLDS):
            held.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    seconds = time.perf_counter() - began
    return {"households": count, "seconds": seconds, "memory": held}


def floor(session: Session) -> float:
    """Seconds to read the same households and members once, and nothing else."""
    began = time.perf_counter()
    for ids, _members in parts(session):
        session.scalars(
            select(Household).where(Household.id.in_(ids)).options(joinedload(Household.community))
        ).all()
    return time.perf_counter() - began


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def compare(app: Flask) -> dict[str, Any]:
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        session = db.session()
        judged, read = verdicts(session), floor(session)
        calendar, book = work_calendar(session), rule_book(session)
        with writing():
            first, run = timed(lambda: run_clocks(session, ON, calendar, book, AT))
            again, second = timed(lambda: run_clocks(session, ON, calendar, book, AT))
        db.session.remove()
    return {
        **judged, "floor": read, "run": first, "again": again,
        "looked": run.proposals.looked, "in_register": run.proposals.households,
        "made": run.proposals.made, "raised": run.proposals.raised,
        "changed_again": second.proposals.made + second.proposals.raised + second.proposals.cleared,
        "after": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def report(found: dict[str, Any]) -> list[str]:
    rate = found["households"] / found["seconds"]
    memory = " / ".join(f"{held:,.0f}" for held in found["memory"]) or "–"
    return [
        f"Verdicts of {found['households']:,} households from their records: "
        f"{found['seconds']:.1f} s, {rate:,.0f} a second; reading the same rows once takes "
        f"{found['floor']:.1f} s ({found['seconds'] / found['floor']:.2f} of it). Peak memory on the "
        f"way {memory} MiB.", "",
        f"`clocks run` over {found['looked']:,} households under review, in the register "
        f"({found['in_register']:,}) or followed after an exit: {found['run']:.1f} s "
        f"({found['looked'] / found['run']:,.0f} a second), {found['made']:,} proposals made and "
        f"{found['raised']:,} warnings raised; the second run {found['again']:.1f} s, "
        f"{found['changed_again']} changes. Peak memory after both {found['after']:,.0f} MiB.", "",
    ]
