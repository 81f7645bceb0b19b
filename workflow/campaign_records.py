"""What a sweep campaign, a visit of it and a suspected family must be (四（一）)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Household, Office, SuspectedFamily, SweepCampaign, SweepVisit
from policy.spelling import normalise_phone
from policy.terms import Level, Status
from workflow.days import not_before, not_in_future
from workflow.refusals import refuse

CLAUSE = "102-4-1"
SHORTEST = 4


def campaign_is_whole(session: Session, campaign: SweepCampaign, on: date) -> None:
    """Ordered by a street or above, over days in order."""
    office = session.get(Office, campaign.office_id) if campaign.office_id else None
    if office is None or office.level is Level.COMMUNITY:
        raise refuse(CLAUSE, "组织机构须为街道（乡镇）以上", "office_id")
    campaign.lay_under(office)
    if not campaign.name.strip():
        raise refuse(CLAUSE, "请填写批次名称", "name")
    not_before(campaign.until, campaign.since, "until", "排查止", "排查起", CLAUSE)
    first = session.scalar(
        select(SweepVisit.visited_on)
        .where(SweepVisit.campaign_id == campaign.id, SweepVisit.voided_at.is_(None))
        .order_by(SweepVisit.visited_on).limit(1)
    ) if campaign.id else None
    if first is not None and first < campaign.since:
        raise refuse(CLAUSE, "本批次已有%(on)s的入户排查，排查起不能晚于这一天", "since", on=first)


def sweep_visit_is_whole(session: Session, visit: SweepVisit, on: date) -> None:
    """By two, on a day since the campaign began, of a community it was ordered for, no more than there are."""
    campaign = campaign_for(session, visit)
    not_in_future(visit.visited_on, on, "visited_on", "走访日期")
    not_before(visit.visited_on, campaign.since, "visited_on", "走访日期", "排查起", CLAUSE)
    if visit.households_due < 1:
        raise refuse(CLAUSE, "应排查户数至少为1", "households_due")
    if not 0 <= visit.households_visited <= visit.households_due:
        raise refuse(CLAUSE, "已排查户数不能多于应排查户数", "households_visited")
    for name in ("sweeper_1", "sweeper_2"):
        if not (getattr(visit, name) or "").strip():
            raise refuse(CLAUSE, "入户排查须由两人进行", name)
    if visit.sweeper_1.strip() == visit.sweeper_2.strip():
        raise refuse(CLAUSE, "两名排查人不能是同一人", "sweeper_2")


def suspect_is_whole(session: Session, family: SuspectedFamily, on: date) -> None:
    """Found in a campaign, for a reason; guided, linked to its own application, or unfit and why."""
    campaign = campaign_for(session, family)
    not_in_future(family.found_on, on, "found_on", "发现日期")
    not_before(family.found_on, campaign.since, "found_on", "发现日期", "排查起", CLAUSE)
    if len(family.grounds.strip()) < SHORTEST:
        raise refuse(CLAUSE, "请写明疑似依据（至少4个字）", "grounds")
    if family.phone:
        phone = normalise_phone(family.phone)
        if phone is None:
            raise refuse(CLAUSE, "联系电话不正确：请填11位手机号或带区号的固定电话", "phone")
        family.phone = phone
    for name, label in (("guided_on", "引导申报日期"), ("unfit_on", "核实日期")):
        not_in_future(getattr(family, name), on, name, label)
        not_before(getattr(family, name), family.found_on, name, label, "发现日期", CLAUSE)
    unfit_and_why(family)
    household = session.get(Household, family.household_id) if family.household_id else None
    if family.household_id and household is None:
        raise refuse(CLAUSE, "没有找到，请从查找结果中选择", "household_id")
    if household is not None:
        may_be_linked(session, family, household)
        family.guided_on = family.guided_on or max(family.found_on, min(household.applied_on, on))


def unfit_and_why(family: SuspectedFamily) -> None:
    """Day and reason together; 其他 is put into words; who has applied is judged by the application."""
    if (family.unfit is None) != (family.unfit_on is None):
        missing = "unfit" if family.unfit is None else "unfit_on"
        raise refuse(CLAUSE, "核实为不符合的，日期和原因须一并填写", missing)
    if family.unfit is not None and family.unfit.value == "other" and not (family.unfit_note or "").strip():
        raise refuse(CLAUSE, "原因为“其他”的，请填写核实说明", "unfit_note")
    if family.unfit is not None and family.household_id is not None:
        raise refuse(CLAUSE, "本户已申请，是否符合以认定结果为准", "unfit")


def may_be_linked(session: Session, family: SuspectedFamily, household: Household) -> None:
    """An application made since the family was found, or still open then, in the same county."""
    community = family.community or session.get_one(Office, family.community_id)
    if household.county_id != (community.county_id or community.id):
        raise refuse(CLAUSE, "这件申请不在本县（市、区）", "household_id")
    if household.applied_on < family.found_on and not household.is_open:
        raise refuse(CLAUSE, "这件申请在发现之前已经办结", "household_id")


def link_to_application(family: SuspectedFamily, household: Household, on: date) -> None:
    """Enter that the family has applied; does not commit. Refused where it has, or is unfit."""
    if family.voided_at is not None or family.unfit is not None:
        raise refuse(CLAUSE, "这户疑似户已核实为不符合或已作废，请先核对")
    if family.household is not None and family.household.status is not Status.WITHDRAWN:
        raise refuse(CLAUSE, "这户疑似户已经申请，不能重复受理")
    family.household = household
    family.guided_on = family.guided_on or on


def campaign_for(session: Session, row: SweepVisit | SuspectedFamily) -> SweepCampaign:
    """The campaign of the row, if it was ordered for the row's community and stands."""
    campaign = session.get(SweepCampaign, row.campaign_id) if row.campaign_id else None
    if campaign is None or campaign.voided_at is not None:
        raise refuse(CLAUSE, "请选择排查批次", "campaign_id")
    office = row.community or session.get(Office, row.community_id)
    if office is None or not office.is_under(campaign.path):
        raise refuse(CLAUSE, "该社区不在这一批次的排查范围", "campaign_id")
    return campaign
