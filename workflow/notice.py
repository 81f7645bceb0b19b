"""The publicity notice, made from a masked projection of the household and from nothing else."""

from __future__ import annotations

from datetime import date

from models import Household, Member, Office
from policy.ages import full_years
from policy.leaks import may_be_posted
from policy.masking import mask_name
from policy.posting import Posting
from policy.workdays import WorkdayCount

SEXES = {"1": "男", "2": "女"}


class NoticeLeaks(ValueError):
    """The text holds what looks like an identity number, a private telephone or a door."""


def projection(
    household: Household,
    applicant: Member,
    community: Office,
    street: Office,
    period: WorkdayCount,
    on: date,
    complaint_phone: str,
    remark: str = "",
) -> Posting:
    """What is posted: masked name, sex, age, category, community, size, period, complaint line.

    Never an identity number, a private telephone or a door number (政府信息公开条例; domain §13).
    Raises NoticeLeaks if one got in all the same, by the name of an office or of a category.
    """
    posting = Posting(
        name=mask_name(applicant.name), sex=SEXES.get(applicant.sex, ""),
        age=full_years(applicant.birth_on, on), kind=f"零就业家庭（{household.kind.label}）",
        size=household.size, community=community.name, first=period.counted[0], last=period.due,
        workdays=period.days, days=tuple(period.counted), office=street.name,
        phone=complaint_phone, remark=remark,
    )
    body = f"{posting.name} {posting.kind} {posting.community} {posting.office} {remark}"
    if not may_be_posted(body, [applicant.name], (), [community.name, street.name]).met:
        raise NoticeLeaks(household.family_no)
    return posting


def notice_text(
    household: Household, applicant: Member, community: Office, street: Office,
    period: WorkdayCount, on: date, complaint_phone: str,
) -> str:
    """The same as the text that is posted."""
    return projection(
        household, applicant, community, street, period, on, complaint_phone
    ).text()
