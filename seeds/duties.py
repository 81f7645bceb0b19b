"""Outreach and duties of the demo province: most offices have theirs, one county has been silent."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Duty, Office, Outreach
from policy.aid_terms import OutreachForm
from policy.terms import Level
from seeds.bulk import Ids, Rows
from seeds.episode import BEIJING
from seeds.people import Population

F = OutreachForm
DONE: Final = (
    (F.TALK, "社区文化广场", "零就业家庭认定条件和申请办法宣讲", (40, 160)),
    (F.AT_HOME, "辖区居民家中", "上门讲解援助措施和申请材料", (12, 60)),
    (F.BOARD, "街道政务公开栏", "张贴零就业家庭援助政策问答", (80, 300)),
    (F.LEAFLET, "公共就业服务大厅", "发放就业援助政策折页", (60, 240)),
    (F.ONLINE, "人社局微信公众号", "推送零就业家庭援助政策图解", (300, 2600)),
    (F.FAIR, "就业援助月招聘会", "现场解答零就业家庭援助政策", (80, 400)),
)
SILENT_UNTIL: Final = 420
"""Days since the last activity of the county that is named."""


def fill_registers(
    session: Session, rows: Rows, ids: Ids, people: Population, random: Random, last: date, silent: str
) -> None:
    """Rows of both registers, none dated after `last`; `silent` is the county that did nothing of late."""
    offices = session.scalars(
        select(Office)
        .where(Office.valid, Office.level.in_((Level.UNIT, Level.COUNTY, Level.STREET)))
        .order_by(Office.path)
    ).all()
    quiet = next((office.path for office in offices if office.code == silent), "none")
    for n, office in enumerate(offices):
        street = office.level is Level.STREET
        if not street or n % 9 == 0:
            rows[Duty].append(duty(ids, office, people, random, last))
        if street and n % 4:
            continue
        for _time in range(1 if street else random.randrange(1, 4)):
            ago = SILENT_UNTIL if office.is_under(quiet) else random.randrange(3, 330)
            rows[Outreach].append(activity(ids, office, random, last - timedelta(days=ago)))


def duty(ids: Ids, office: Office, people: Population, random: Random, last: date) -> dict[str, Any]:
    since = last - timedelta(days=random.randrange(60, 700))
    street = office.level is Level.STREET
    return {
        "id": ids.next(Duty), **of(office, since), "valid_from": since, "leader": people.name(),
        "handler": people.name(), "phone": None,
        "department": "公共服务办公室" if street else "就业服务局就业援助科",
    }


def activity(ids: Ids, office: Office, random: Random, held: date) -> dict[str, Any]:
    medium, venue, content, (least, most) = random.choice(DONE)
    return {
        "id": ids.next(Outreach), **of(office, held), "held_on": held, "medium": medium,
        "venue": venue, "content": content, "reach": random.randrange(least, most),
    }


def of(office: Office, on: date) -> dict[str, Any]:
    return {
        "office_id": office.id, "path": office.path, "version": 1,
        "created_at": datetime.combine(on, time(17, 0), BEIJING), "created_by_id": None,
    }
