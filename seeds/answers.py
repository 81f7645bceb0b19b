"""Answers of other departments, made up for a demo (模拟): plausible for each member, the same for a seed.

Every one says that it is made up. Refused where the data are not a demo's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Comparison, Household, Installation, Member, User
from policy.sources import SOURCES
from policy.terms import ComparisonDecision, ComparisonResult
from policy.terms import MemberState as M
from workflow.calendar import work_calendar
from workflow.facts import members_of
from workflow.records import save
from workflow.refusals import refuse

MARK: Final = "模拟"
FAILS: Final = 0.02
R = ComparisonResult


@dataclass(frozen=True, slots=True)
class Answer:
    """How often a source finds somebody, by the state on file, and in which words."""

    words: str
    by_state: dict[M, float] = field(default_factory=dict)
    otherwise: float = 0.0
    result: R = R.HIT


ANSWERS: Final = {
    "S01": Answer("单位缴纳养老保险至上月", {M.EMPLOYED: 0.9}, 0.05, R.SUSPECT),
    "S02": Answer("用工备案有效", {M.EMPLOYED: 0.8}, 0.01),
    "S03": Answer("失业登记有效", {M.UNEMPLOYED: 1.0}),
    "S04": Answer("正在领取失业保险金", {M.UNEMPLOYED: 0.25}),
    "S05": Answer("登记为个体工商户经营者", {M.EMPLOYED: 0.1}, 0.04),
    "S06": Answer("近3个月有劳务报酬申报", {M.EMPLOYED: 0.7}, 0.05, R.SUSPECT),
    "S07": Answer("单位当月缴存", {M.EMPLOYED: 0.5}),
    "S08": Answer("户籍地址与申请一致", {}, 0.97),
    "S10": Answer("在城市低保名册", {M.UNEMPLOYED: 0.3, M.INCAPABLE: 0.5}, 0.1),
    "S11": Answer("已登记死亡", {M.DEAD: 1.0}),
    "S12": Answer("正在领取养老金", {M.PENSIONER: 1.0}),
    "S13": Answer("持有残疾人证", {M.INCAPABLE: 0.7}, 0.03),
    "S14": Answer("在校学籍有效", {M.STUDENT: 1.0, M.MINOR: 0.9}),
    "S15": Answer("现役", {M.SOLDIER: 1.0}),
    "S16": Answer("正在服刑", {M.PRISONER: 1.0}),
    "S17": Answer("连续出境超过6个月", {}, 0.01, R.SUSPECT),
    "S18": Answer("名下有住房1套", {}, 0.4),
}
"""S09 (marriages) is not answered: the file does not say who is married to whom elsewhere."""


def made_up(member: Member, seed: int) -> Iterator[tuple[str, R, str]]:
    """(source, result, words) of every source that answers about this member."""
    for code, answer in ANSWERS.items():
        if code not in SOURCES:
            continue
        random = Random(f"{seed}/{member.household_id}/{member.no}/{code}")
        if random.random() < FAILS:
            yield code, R.FAILED, "接口超时"
            continue
        chance = answer.by_state.get(member.state, answer.otherwise)
        found = random.random() < chance
        sure = answer.result if chance < 0.5 else R.HIT
        yield code, sure if found else R.NO_HIT, answer.words if found else "未查到"


def answer_about(
    session: Session, household: Household, by: User, on: date, seed: int
) -> list[Comparison]:
    """Store an answer of each source about each member, as that officer would have asked. Commits.

    What was already asked of a source on that day is not asked again.
    """
    mark = session.get(Installation, "demo")
    if mark is None or mark.value != "1":
        raise refuse("102-2-2", "只有演示数据才能模拟比对结果")
    rows = session.execute(
        select(Comparison.member_id, Comparison.source).where(
            Comparison.household_id == household.id, Comparison.compared_on == on,
            Comparison.voided_at.is_(None),
        )
    )
    asked = {(member_id, source) for member_id, source in rows}
    calendar, stored = work_calendar(session), []
    for member in members_of(session, household):
        for source, result, words in made_up(member, seed):
            if (member.id, source) in asked:
                continue
            clear = result is R.NO_HIT
            row = Comparison(
                household=household, member=member, source=source, compared_on=on, result=result,
                batch_no=f"{MARK}{on:%Y%m%d}", details=f"{MARK}：{words}",
                decision=ComparisonDecision.NO_EFFECT if clear else ComparisonDecision.OPEN,
                decided_on=on if clear else None, decided_by_id=by.id if clear else None,
                decision_note="未命中" if clear else None,
            )
            save(session, row, by, on, calendar)
            stored.append(row)
    return stored
