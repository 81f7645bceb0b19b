"""The rules by themselves: working days, ages, numbers, verdicts and exit grounds from facts alone."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import inspect

import policy.ages
import policy.identity
from commands.register import EXISTING, Answer, Day, command, now
from models import Office, db
from policy.assessment import Assessment, assess
from policy.clauses import cited
from policy.exit_grounds import counters_of, grounds_of
from policy.facts_file import Facts, FactsWrong, read_facts
from policy.rulebook import NOTICE, Rules
from policy.terms import RetirementGroup
from seeds.load import calendar_of_files
from workflow.calendar import work_calendar
from workflow.refusals import refuse
from workflow.rule_book import rule_book


@command("policy workdays", click.option("--start", required=True, type=Day()),
         click.option("--days", required=True, type=click.IntRange(0, 2000)),
         writes=False, json_only=True)
def workdays(start: date, days: int) -> Answer:
    """从START次日起第DAYS个工作日；没有数据库时按随附的日历。"""
    entered = inspect(db.engine).has_table("calendar_year") and work_calendar(db.session)
    calendar = entered if entered and entered.years else calendar_of_files()
    told = asdict(calendar.count(start, days, provisional_ok=True))
    told.pop("made_up")
    return Answer({**told, "skipped": [{"on": on, "why": why} for on, why in told["skipped"]]})


@command("policy retirement", click.option("--birth", required=True, type=Day()),
         click.option("--group", required=True, type=click.Choice([g.value for g in RetirementGroup])),
         writes=False, json_only=True)
def retirement(birth: date, group: str) -> Answer:
    """法定退休年龄。"""
    return Answer(asdict(policy.ages.retirement(birth, RetirementGroup(group))))


@command("policy id", click.argument("number"), writes=False, json_only=True)
def identity(number: str) -> Answer:
    """核对公民身份号码。"""
    return Answer(asdict(policy.identity.check_identity(number, now().date())))


@command("policy assess", click.argument("file", type=EXISTING),
         click.option("--on", "on", required=True, type=Day(), help="按这一天的情况判断"),
         writes=False, json_only=True)
def assess_facts(file: Path, on: date) -> Answer:
    """按事实文件判断是否符合零就业家庭条件。"""
    facts = facts_of(file)
    return Answer(told(assess(facts.household, on, rules_for(facts.region))))


@command("policy exits", click.argument("file", type=EXISTING),
         click.option("--on", "on", required=True, type=Day(), help="按这一天的情况判断"),
         writes=False, json_only=True)
def exit_facts(file: Path, on: date) -> Answer:
    """按事实文件判断退出情形是否成立，并给出计数。"""
    facts = facts_of(file)
    rules = rules_for(facts.region)
    grounds = [
        {
            "ground": ground.ground, "code": ground.code, "clause": cited(ground.clause),
            "member": ground.member, "since": ground.since, "text": str(ground.reason),
            "events": [facts.events[int(ref)] for ref in ground.events],
        }
        for ground in grounds_of(facts.household, facts.exit, on, rules)
    ]
    counters = [asdict(counter) for counter in counters_of(facts.exit, on, rules)]
    return Answer({"grounds": grounds, "counters": counters})


def told(verdict: Assessment) -> dict[str, Any]:
    return {
        "eligible": verdict.eligible,
        "labour_members": list(verdict.labour_members),
        "reasons": [
            {"clause": cited(f.reason.clause), "member": f.member, "holds": f.holds,
             "text": str(f.reason)}
            for f in verdict.findings
        ],
        "would_change": [str(reason) for reason in verdict.would_change],
    }


def facts_of(file: Path) -> Facts:
    """Raises Refused, naming the place in the file, for facts that cannot be meant."""
    try:
        return read_facts(json.loads(file.read_text("utf-8-sig")))
    except ValueError as fault:
        words = str(fault) if isinstance(fault, FactsWrong) else "文件不是有效的JSON（UTF-8）"
        raise refuse("102-1", "事实文件有误：%(words)s", words=words) from None


def rules_for(region: str | None) -> Rules:
    """The numbers of that region, where a database knows it; else the notice's own."""
    if not region or not inspect(db.engine).has_table("parameter_decree"):
        return NOTICE
    office = db.session.query(Office).filter_by(code=region).one_or_none()
    return rule_book(db.session).for_region(office.path) if office else NOTICE
