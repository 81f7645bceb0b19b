"""The ledgers of watched families (T8) and of sweeps (T9). Source: domain list of ledgers 4.2."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select, union_all
from sqlalchemy.orm import Session

from access.masking import tail
from documents.columns import (
    Beside,
    Column,
    Ledger,
    Setting,
    label,
    made,
    numbered,
    of,
    placed,
    register,
)
from documents.layout import Kind
from documents.workbook import Value
from models import Office, SuspectedFamily, SweepCampaign, SweepVisit, Watch
from policy.rulebook import Rules
from policy.verdict import Reason
from policy.watch import risk, watch_reasons
from workflow.campaigns import Progress, progress_of
from workflow.rule_book import rule_book
from workflow.watches import one_earner

# ---- T8 重点监控家庭台账 ------------------------------------------------------------------------


def watched(since: date, until: date) -> Select[Any]:
    """Families on the list at any time in the period: listed by its end, not over before its beginning."""
    return (
        select(
            Watch.id, Watch.unit_id, Watch.county_id, Watch.street_id, Watch.community_id, Watch.head_name,
            Watch.earner_name, Watch.phone_last4, Watch.size, Watch.form, Watch.employer, Watch.wage,
            Watch.monthly_income, Watch.contract_until, Watch.listed_on, Watch.tracked_on, Watch.measures,
            Watch.lost_job_on, Watch.ended_on, Watch.ending, Watch.ending_note,
        )
        .where(
            Watch.listed_on <= until, or_(Watch.ended_on.is_(None), Watch.ended_on >= since),
            Watch.voided_at.is_(None),
        )
        .order_by(Watch.listed_on, Watch.id)
    )


def earners_of(session: Session, ids: list[int], at: Setting) -> dict[int, Watch]:
    return {watch.id: watch for watch in session.scalars(select(Watch).where(Watch.id.in_(ids)))}


def rules_of(session: Session, ids: list[int], at: Setting) -> dict[int, Rules]:
    """The numbers as each county holds them."""
    book = rule_book(session)
    paths = session.execute(select(Office.id, Office.path).where(Office.id.in_(ids)))
    return {county: book.for_region(path) for county, path in paths}


def why_unstable(row: Any, at: Setting) -> Value:
    """不稳定原因, as of the day of the ledger: low income first, then why the work is unstable."""
    earner = one_earner(at.beside["earners"][row.id])
    low, unstable = watch_reasons(earner, at.on, at.beside["rules"][row.county_id])
    reasons: list[Reason] = [*low, *unstable]
    return "；".join(map(str, reasons))


def risk_told(row: Any, at: Setting) -> Value:
    """风险等级: red, yellow or green; nothing more once it is over."""
    if row.ended_on is not None and row.ended_on <= at.on:
        return "已解除"
    tone = risk(one_earner(at.beside["earners"][row.id]), at.on, at.beside["rules"][row.county_id])
    return tone.label if tone is not None else "绿色"


def a_head(row: Any, at: Setting) -> Value:
    return None if row.monthly_income is None else round(row.monthly_income / row.size, 2)


def how_it_ended(row: Any, at: Setting) -> Value:
    """解除/转认定: how and when."""
    return f"{label(row.ending)} {row.ended_on:%Y-%m-%d}" if row.ended_on is not None else ""


WORK, KEEPING = "唯一就业者", "监控情况"

WATCH_BESIDE = (Beside("earners", "id", earners_of), Beside("rules", "county_id", rules_of))
WATCH: tuple[Column, ...] = (
    numbered(),
    *placed(),
    made("户主", lambda row, at: at.name(row.head_name), width=9),
    made("联系电话尾号", lambda row, at: tail("phone", row.phone_last4), width=11),
    of(Watch.size, width=6),
    made("仅1人就业者", lambda row, at: at.name(row.earner_name), group=WORK, width=9),
    of(Watch.form, group=WORK, width=9),
    made("就业单位", lambda row, at: at.words(row.employer), group=WORK, width=16, kind=Kind.LONG),
    of(Watch.wage, group=WORK, width=9),
    made("人均月收入（元）", a_head, group=WORK, width=9, kind=Kind.MONEY),
    of(Watch.contract_until, group=WORK),
    made("不稳定原因", why_unstable, group=KEEPING, width=26, kind=Kind.LONG),
    made("风险等级", risk_told, group=KEEPING, width=7),
    of(Watch.listed_on, group=KEEPING),
    of(Watch.tracked_on, text="最近跟踪", group=KEEPING),
    of(Watch.measures, group=KEEPING, width=20, kind=Kind.LONG),
    of(Watch.lost_job_on, group=KEEPING),
    made("解除／转认定", how_it_ended, group=KEEPING, width=14, kind=Kind.LONG),
)

# ---- T9 入户摸底排查台账 ------------------------------------------------------------------------


def swept(since: date, until: date) -> Select[Any]:
    """Each community with a visit or a family found, in each campaign that ran in the period."""
    places = union_all(*(
        select(model.campaign_id, model.community_id).where(model.voided_at.is_(None))
        for model in (SweepVisit, SuspectedFamily)
    )).subquery()
    place = select(places.c.campaign_id, places.c.community_id).distinct().subquery()
    return (
        select(
            SweepCampaign.id, SweepCampaign.name, SweepCampaign.since, SweepCampaign.until,
            SweepCampaign.office_id, Office.unit_id, Office.county_id, Office.street_id,
            Office.id.label("community_id"),
        )
        .join(place, place.c.campaign_id == SweepCampaign.id)
        .join(Office, Office.id == place.c.community_id)
        .where(
            SweepCampaign.since <= until, SweepCampaign.until >= since,
            SweepCampaign.voided_at.is_(None),
        )
        .order_by(SweepCampaign.since, SweepCampaign.id, Office.sort, Office.id)
    )


def lines_of(session: Session, ids: list[int], at: Setting) -> dict[tuple[int, int], Progress]:
    return progress_of(session, ids)


def counted(name: str) -> Any:
    """A number of the community's progress in the campaign."""
    return lambda row, at: getattr(line_of(row, at), name)


def line_of(row: Any, at: Setting) -> Progress:
    found: Progress = at.beside["progress"][row.id, row.community_id]
    return found


def unfit_told(row: Any, at: Setting) -> Value:
    """不符合及原因: how many, and how many for each reason."""
    unfit = line_of(row, at).unfit
    parts = "、".join(f"{reason}{number}户" for reason, number in unfit.most_common())
    return f"{sum(unfit.values())}户：{parts}" if unfit else ""


def rate(row: Any, at: Setting) -> Value:
    line = line_of(row, at)
    return line.visited / line.due if line.due else "—"


DOORS, FOUND = "入户情况", "疑似户情况"

SWEEP_BESIDE = (Beside("progress", "id", lines_of),)
SWEEP: tuple[Column, ...] = (
    numbered(),
    made("批次", lambda row, at: row.name, width=20, kind=Kind.LONG),
    made("组织机构", lambda row, at: at.office(row.office_id), width=10),
    *placed(),
    of(SweepCampaign.since, width=9),
    of(SweepCampaign.until, width=9),
    made("应排查户", counted("due"), group=DOORS, width=8, kind=Kind.COUNT, total=True),
    made("已排查", counted("visited"), group=DOORS, width=8, kind=Kind.COUNT, total=True),
    made("排查率", rate, group=DOORS, width=8, kind=Kind.SHARE),
    made("疑似户", counted("suspected"), group=FOUND, width=7, kind=Kind.COUNT, total=True),
    made("待引导", counted("waiting"), group=FOUND, width=7, kind=Kind.COUNT, total=True),
    made("已引导申报", counted("guided"), group=FOUND, width=7, kind=Kind.COUNT, total=True),
    made("其中已认定", counted("recognised"), group=FOUND, width=7, kind=Kind.COUNT, total=True),
    made("不符合及原因", unfit_told, group=FOUND, width=26, kind=Kind.LONG),
    made("排查人", lambda row, at: "、".join(line_of(row, at).sweepers), width=20, kind=Kind.LONG),
)

LEDGERS = register(
    Ledger(
        "watch", "重点监控家庭台账", "仅1人就业且收入较低或不稳定的家庭，每户一行，附原因、风险等级和跟踪情况",
        "列入期间", "户", "统计期末（含）前列入、统计期初前尚未解除的家庭，不含已作废的记录；不稳定原因和风险等级按计算截止日判断",
        watched, WATCH, WATCH_BESIDE,
    ),
    Ledger(
        "sweep", "入户摸底排查台账", "每批次每社区一行，由片区和疑似户登记汇总，不另填报",
        "排查起止", "行", "排查起止与统计期间有重叠的批次中，有入户或疑似户登记的社区；各数为该批次累计数，"
        "“已引导申报”含其后已认定的，认定与否按现在的申请状态",
        swept, SWEEP, SWEEP_BESIDE,
    ),
)
