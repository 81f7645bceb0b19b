"""Faults planted in the demo province, one or more for each inspection rule that records can show.

A fault either bends the course of an episode before its days are drawn, or spoils its rows before
they are written. Everything stays within the database's own constraints, as real cheating would.
Not planted, for want of a table: A02 (sweeps), A26 (reports).
Source: the project's domain research, audit and inspection rules A01–A30.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from policy.terms import Status as S
from seeds import spoil, spoil_benefits, spoil_jobs
from seeds.episode import Episode
from seeds.story import Plan
from seeds.timeline import Clock, Course, draw

SILENT_COUNTY, SILENT_MONTHS = "220422", 12
"""A05: 东辽县 recognises nobody in the last twelve months."""
BUNCHING_COUNTY = "220822"
"""A16: 通榆县 lets its households go in the last days of the month."""
CROWDED_COUNTY = "220283"
"""A30: 舒兰市 gives every household to one officer."""
UNIFORM_UNIT = "220400"
"""A28: 辽源 meets every target of last year to the household (seeds.targets)."""
KEPT_CLEAN = ("220104", "222401")
"""The counties of the demo accounts, where each file is as it should be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way of going wrong: `bend` the course, `stop` in a status, or `spoil` the rows.

    `seldom` marks one that few episodes are fit for: it is tried on each of them.
    """

    rule: str
    words: str
    count: int
    statuses: tuple[S, ...]
    spoil: Callable[[Episode, dict[str, Any]], bool] | None = None
    bend: Callable[[Course], None] | None = None
    stop: S | None = None
    seldom: bool = False


DONE, HELD = (S.EXITED,), (S.RECOGNISED, S.EXITED)

FAULTS: tuple[Fault, ...] = (
    Fault("A01", "失业家庭超过30日未受理", 2, DONE, stop=S.DRAFT),
    Fault("A03", "低保家庭撤回后再无申请", 1, (S.WITHDRAWN,), spoil.low_income_left_out,
          seldom=True),
    Fault("A04", "不予认定没有理由", 2, (S.REJECTED,), spoil.no_reason, seldom=True),
    Fault("A06", "已婚而配偶未列入", 2, HELD, spoil.spouse_left_out),
    Fault("A07", "标无就业愿望而有参保", 2, HELD, spoil.unwilling_but_insured),
    Fault("A08", "认定当月单位参保", 2, HELD, spoil.insured_on_the_day),
    Fault("A09", "三户同一电话、账号、住址", 3, HELD, spoil.same_contact),
    Fault("A10", "认定与就业退出相隔不足2日", 2, DONE, bend=spoil.at_once),
    Fault("A10", "就业日期早于认定日期", 1, DONE, spoil.worked_before),
    Fault("A11", "一家单位接收多人，无参保无合同", 7, DONE, spoil.one_employer_for_all),
    Fault("A13", "领取养老金者计入劳动力", 2, HELD, spoil.pensioner_counted),
    Fault("A14", "拒绝或失联退出不足3次", 2, DONE, spoil.too_few_events, seldom=True),
    Fault("A15", "失联退出期间实际联系上", 1, DONE, spoil.reached_all_the_same, seldom=True),
    Fault("A17", "无承诺记录", 1, HELD, spoil.no_promise),
    Fault("A18", "1-1-3服务未完成", 2, HELD, spoil.services_missing),
    Fault("A18", "同一岗位推荐多人且低于最低工资", 12, HELD, spoil.one_vacancy_for_all),
    Fault("A19", "就业核验满60日无一项政策", 6, DONE, spoil_benefits.never_asked_for),
    Fault("A20", "死亡后仍发放补贴", 2, DONE, spoil_benefits.paid_after_death),
    Fault("A20", "就业终止后仍发放补贴", 2, DONE, spoil_benefits.paid_after_the_job),
    Fault("A20", "同月享受岗位补贴和公益性岗位补贴", 2, DONE, spoil_benefits.paid_twice_over),
    Fault("A20", "持营业执照按灵活就业享受社保补贴", 2, DONE, spoil_benefits.licensed_as_flexible),
    Fault("A18", "推荐岗位没有送达回执", 3, HELD, spoil_jobs.no_receipt),
    Fault("A18", "同一岗位重复推荐", 3, HELD, spoil_jobs.same_job_twice),
    Fault("A18", "推荐已停止招聘的岗位", 3, HELD, spoil_jobs.closed_vacancy),
    Fault("A21", "公示不足3个工作日", 2, DONE, bend=spoil.short_publicity),
    Fault("A22", "初审与复核同一地址", 2, HELD, spoil.same_address),
    Fault("A23", "无走访记录", 1, HELD, spoil.no_visit),
    Fault("A23", "一人走访", 1, HELD, spoil.visited_alone),
    Fault("A23", "比对结果过期", 1, HELD, spoil.stale_comparison),
    Fault("A24", "倒签办理日期", 2, HELD, spoil.backdated),
    Fault("A25", "未按月回访", 2, DONE, spoil.no_return_visit),
    Fault("A25", "回访记录雷同", 10, DONE, spoil.copied_words),
    Fault("A27", "月薪为0", 1, DONE, spoil.no_wage),
    Fault("A27", "出生日期与身份证号码不符", 1, HELD, spoil.born_otherwise),
    Fault("A29", "公示内容含身份证号", 1, HELD, spoil.notice_tells_all),
    Fault("A30", "认定后无帮扶责任人", 2, HELD, spoil.nobody_assigned),
)


class Planter:
    """Chooses which households carry which fault, and remembers it: rule → family numbers."""

    def __init__(self, random: Random, households: int) -> None:
        self.random, self._share = random, 5 / max(households, 1)
        self.planted: dict[str, list[str]] = defaultdict(list)
        self._left = {n: fault.count for n, fault in enumerate(FAULTS) if fault.spoil}
        self._memory: dict[int, dict[str, Any]] = defaultdict(dict)

    def bend(self, plans: Sequence[Plan], clock: Clock) -> None:
        """Draw the days of a few episodes anew, on a course that breaks a rule."""
        free = [p for p in plans if p.place.county_code not in KEPT_CLEAN and not p.fault
                and p.earlier is None and p.job_ends is None]  # their days hang together
        for fault in FAULTS:
            if fault.spoil is not None:
                continue
            fitting = [p for p in free if p.timeline.status in fault.statuses and not p.fault]
            for plan in self.random.sample(fitting, min(fault.count, len(fitting))):
                plan.fault, plan.stop = fault.rule, fault.stop
                if fault.bend is not None:
                    fault.bend(plan.course)
                plan.timeline = draw(clock, plan.applied, plan.timeline.last, plan.course, plan.stop)

    def spoil(self, episode: Episode) -> None:
        """Spoil this episode if its turn has come; at most one fault a household."""
        plan = episode.plan
        if plan.fault:
            self.planted[plan.fault].append(plan.family_no)
            return
        if plan.place.county_code in KEPT_CLEAN:
            return
        for n in list(self._left):
            fault = FAULTS[n]
            chance = 0.3 if fault.seldom else fault.count * self._share
            if self.random.random() > chance or episode.line.status not in fault.statuses:
                continue
            if fault.spoil is not None and fault.spoil(episode, self._memory[n]):
                self.planted[fault.rule].append(plan.family_no)
                self._left[n] -= 1
                if not self._left[n]:
                    del self._left[n]
                return
