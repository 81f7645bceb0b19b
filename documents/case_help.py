"""The tables of a case file that tell what was done for a household: services, jobs, policies, payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from documents.application_words import Words, iso, label, sum_words
from models import AidPlan, Benefit, Employment, Pairing, Payment, PlanMeasure, Service

Table = dict[str, Any]


def said(*parts: str | None) -> str:
    """What there is of it, one after the other."""
    return "　".join(part for part in parts if part)


def voided(row: Any) -> str:
    """Says of a voided record that it is, and why."""
    return f"【已作废：{row.void_reason or ''}】" if row.voided_at else ""


def period(since: date | None, until: date | None) -> str:
    return f"{iso(since)}至{iso(until)}" if since or until else ""


def table(
    title: str, heads: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]], text: str = ""
) -> Table:
    """A table of the record; widths in millimetres, 0 takes what is left. `text` stands beneath word for word."""
    return {"title": title, "heads": [head for head, _ in heads], "widths": [width for _, width in heads],
            "rows": [list(row) for row in rows], "text": text}


def planned(rows: Any, words: Words, names: dict[int, str]) -> list[Table]:
    """Who stood by the household, and the plan of each member with what it promised."""
    paired = (("结对帮扶人", 24), ("所在单位", 48), ("帮扶内容", 0), ("结对期间", 44))
    plans = (("成员", 18), ("制定日期", 20), ("自身特点、就业意愿和实际困难", 0), ("帮扶目标", 36), ("评估情况", 40))
    measures = (("成员", 18), ("措施", 0), ("责任人", 20), ("完成时限", 22), ("完成情况", 52))
    return [
        table("结对帮扶", paired, (
            [p.partner, p.partner_unit, said(p.pledge, voided(p)), period(p.since, p.until)] for p in rows.of(Pairing, Pairing.since)
        )),
        table("一人一策方案", plans, (
            [names.get(p.member_id, ""), iso(p.made_on), said(p.traits, p.will, p.difficulties, voided(p)), p.goal,
             said(iso(p.reviewed_on), p.review_note, p.closing_note)]
            for p in rows.of(AidPlan, AidPlan.made_on)
        )),
        table("帮扶措施", measures, (
            [names.get(m.member_id, ""), said(label(m.kind), m.content, voided(m)), words.officer(m.owner_id), iso(m.due_on),
             said(iso(m.done_on), m.outcome)]
            for m in rows.of(PlanMeasure, PlanMeasure.due_on)
        )),
    ]


def served(rows: Any, words: Words, names: dict[int, str]) -> list[Table]:
    """Every service with the answer; a recommended job says whether it counts (四（三）)."""
    heads = (("日期", 20), ("成员", 18), ("服务类型", 22), ("服务内容", 0), ("推荐单位及岗位", 40), ("服务人员", 18), ("本人反馈", 34))
    return [table("", heads, (
        [iso(s.served_on), names.get(s.member_id, ""), label(s.kind), said(s.content, voided(s)),
         said(s.employer, s.job, {True: "计入推荐次数", False: f"未计入：{s.shortfall or ''}", None: ""}[s.counts]), s.served_by,
         said(label(s.feedback), s.refusal_reason)]
        for s in rows.of(Service, Service.served_on)
    ))]


def placed(rows: Any, words: Words, names: dict[int, str]) -> list[Table]:
    """Jobs, policies and payments."""
    jobs = (("就业日期", 20), ("成员", 18), ("就业形式", 20), ("单位及岗位", 0), ("合同期", 42), ("月薪（元）", 17), ("凭证及核验", 44))
    benefits = (("成员", 18), ("政策类型", 0), ("享受状态", 24), ("享受期限", 42), ("标准（元）", 18), ("批准、文号及说明", 56))
    paid = (("成员", 18), ("政策类型", 0), ("所属月份", 22), ("金额（元）", 24), ("发放日期", 24), ("批次", 34))
    kinds = {b.id: b for b in rows.of(Benefit, Benefit.applied_on)}
    return [
        table("实现就业", jobs, (
            [iso(j.started_on), names.get(j.member_id, ""), label(j.form), said(j.employer, j.job, voided(j)),
             period(j.contract_from, j.contract_until), sum_words(j.wage),
             said(j.evidence, "已核验" if j.verified else "未核验", iso(j.verified_on), words.officer(j.verified_by_id))]
            for j in rows.of(Employment, Employment.started_on)
        )),
        table("享受政策", benefits, (
            [names.get(b.member_id, ""), label(b.policy), label(b.state), period(b.from_on, b.until_on), sum_words(b.standard),
             said(iso(b.approved_on), words.officer(b.approved_by_id), b.basis, label(b.stop_reason), b.declined_reason, voided(b))]
            for b in kinds.values()
        )),
        table("补贴发放", paid, (
            [names.get(p.member_id, ""), label(kinds[p.benefit_id].policy), f"{p.month:%Y-%m}", sum_words(p.amount), iso(p.paid_on),
             said(p.batch, voided(p))]
            for p in rows.of(Payment, Payment.month)
        )),
    ]


HELP: Final = (("援助方案", planned), ("援助服务记录", served), ("就业及政策落实记录", placed))
