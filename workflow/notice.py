"""The publicity notice, made from a masked projection of the household and from nothing else."""

from __future__ import annotations

import re
from datetime import date

from models import Household, Member, Office
from policy.ages import full_years
from policy.masking import mask_name
from policy.workdays import WorkdayCount

LEAK = re.compile(r"[0-9]{15,18}|1[3-9][0-9]{9}")


class NoticeLeaks(ValueError):
    """The text holds what looks like an identity number or a private telephone."""


def notice_text(
    household: Household,
    applicant: Member,
    community: Office,
    street: Office,
    period: WorkdayCount,
    on: date,
    complaint_phone: str,
) -> str:
    """What is posted: masked name, sex, age, category, community, size, period, complaint line.

    Never an identity number, a private telephone or a door number (政府信息公开条例; domain §13).
    Raises NoticeLeaks if one got in all the same.
    """
    sex = {"1": "男", "2": "女"}.get(applicant.sex, "")
    first, last = period.counted[0], period.due
    body = (
        "零就业家庭认定公示\n"
        f"申请人：{mask_name(applicant.name)}，{sex}，{full_years(applicant.birth_on, on)}岁\n"
        f"申请认定类别：零就业家庭（{household.kind.label}）\n"
        f"家庭人口：{household.size}人\n"
        f"所属社区：{community.name}\n"
        f"公示期限：{first:%Y年%m月%d日}至{last:%Y年%m月%d日}（{period.days}个工作日）\n"
        f"受理异议机构：{street.name}"
    )
    if LEAK.search(re.sub(r"[\s-]", "", body)):
        raise NoticeLeaks(household.family_no)
    return f"{body}\n监督电话：{complaint_phone}"
