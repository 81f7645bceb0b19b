"""Sweeps of the demo province: a campaign a quarter in the counties, blocks visited, families found.

The families that applied are households of the demo; one county has not swept at all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.scope import in_charge_of
from models import (
    WHOLE_PROVINCE,
    Household,
    Office,
    SuspectedFamily,
    SweepCampaign,
    SweepVisit,
)
from policy.sweep_terms import UnfitReason
from policy.terms import Status
from seeds.bulk import Ids, Rows
from seeds.episode import BEIJING
from seeds.people import Population
from seeds.staff import ACCOUNTS, Place, Staff

DAYS: Final = 75
"""How long ago the campaign that is told of began."""
BLOCKS: Final = ("一网格", "二网格", "三网格")
GROUNDS: Final = ("夫妻二人均未就业，靠积蓄生活", "本人失业一年以上，配偶近期下岗", "单亲，本人失业在家照料子女", "两代人均无稳定收入，正在求职")
UNFIT: Final = ((UnfitReason.EMPLOYED, "长子已在外地就业"), (UnfitReason.NO_LABOUR, "均已领取养老金"),
                (UnfitReason.DECLINED, "已签字说明暂不申请"), (UnfitReason.MOVED, "房屋已出租，本户迁往外地"))


@dataclass(slots=True)
class Sweeping:
    """What the rows of one load share."""

    rows: Rows
    ids: Ids
    staff: Staff
    people: Population
    random: Random
    last: date

    def entered(self, on: date, by: int | None) -> dict[str, Any]:
        at = datetime.combine(on, time(16, 30), BEIJING)
        return {"created_at": at, "created_by_id": by, "version": 1, "voided_at": None, "void_reason": None}


def sweep_counties(session: Session, to: Sweeping, silent: str) -> None:
    """One campaign of every second county but `silent`, two where the demo's own clerks sit."""
    ours = {code for _role, code, _name in ACCOUNTS.values()}
    applied = applications(session, to.last)
    beneath: dict[int, list[Place]] = defaultdict(list)
    for place in to.staff.places:
        beneath[place.columns["county_id"]].append(place)
    for n, office in enumerate(o for o in to.staff.offices if o.seals and o.code != silent):
        at_home = office.code in ours
        if not at_home and n % 2:
            continue
        places = sorted(beneath[office.id], key=lambda place: (place.code not in ours, place.code))
        swept = places[:6] if at_home else places[:3]
        if at_home:
            earlier = campaign(to, office, to.last - timedelta(days=DAYS + 95), "上一季度入户摸底排查")
            for place in swept[:4]:
                visits(to, earlier, place, whole=True)
        now = campaign(to, office, to.last - timedelta(days=DAYS), "本季度入户摸底排查")
        for place in swept:
            visits(to, now, place, whole=place is not swept[-1])
            families(to, now, place, applied[place.columns["community_id"]], place.code in ours)


def applications(session: Session, last: date) -> dict[int, list[Any]]:
    """By community, the recent applications a sweep may have led to."""
    found: dict[int, list[Any]] = defaultdict(list)
    with in_charge_of(session, WHOLE_PROVINCE):
        for row in session.execute(
            select(Household.id, Household.community_id, Household.head_name, Household.phone,
                   Household.applied_on, Household.status)
            .where(Household.applied_on > last - timedelta(days=DAYS - 4), Household.status != Status.DRAFT)
            .order_by(Household.applied_on, Household.id)
        ):
            found[row.community_id].append(row)
    return found


def campaign(to: Sweeping, office: Office, since: date, name: str) -> dict[str, Any]:
    row = {
        "id": to.ids.next(SweepCampaign), "office_id": office.id, "path": office.path,
        "name": f"{since.year}年{name}", "since": since, "until": since + timedelta(days=89),
        "basis": f"{office.short_name}人社局入户摸底排查通知（虚构）", **to.entered(since, None),
    }
    to.rows[SweepCampaign].append(row)
    return row


def visits(to: Sweeping, row: dict[str, Any], place: Place, *, whole: bool) -> None:
    """The blocks of one community: all of them, or the first alone, some doors shut."""
    first, second = pair(to, place)
    for n, block in enumerate(BLOCKS[: 3 if whole else 1]):
        on, due = row["since"] + timedelta(days=4 + 9 * n), to.random.randrange(60, 220)
        to.rows[SweepVisit].append({
            "id": to.ids.next(SweepVisit), **place.columns, "campaign_id": row["id"], "block": block,
            "visited_on": min(on, to.last), "households_due": due,
            "households_visited": due - to.random.choice((0, 0, 3, 9)) if whole else due // 2,
            "sweeper_1": first.name, "sweeper_2": second.name, "findings": None,
            **to.entered(min(on, to.last), first.id),
        })


def pair(to: Sweeping, place: Place) -> tuple[Any, Any]:
    """Two who went: of the community, else one of its street beside the clerk."""
    here, street = to.staff.of(place, "community"), to.staff.of(place, "street")
    others = [officer for officer in (*here[1:], *street) if officer.name != here[0].name]
    return here[0], others[0]


def families(to: Sweeping, row: dict[str, Any], place: Place, applied: list[Any], at_home: bool) -> None:
    """Those that applied, and of the others one in each state where the demo's clerks sit."""
    for household in applied[: 2 if at_home else 1]:
        found = max(row["since"], household.applied_on - timedelta(days=4))
        family(to, row, place, found, head_name=household.head_name, phone=household.phone,
               guided_on=found, household_id=household.id)
    fresh, old = to.last - timedelta(days=3), row["since"] + timedelta(days=12)
    kinds = ("waiting", "late", "guided", "unfit", "unfit") if at_home else to.random.choice(
        (("waiting",), ("unfit",), ("guided",), ()))
    for kind in kinds:
        found = fresh if kind == "waiting" else old
        more: dict[str, Any] = {"guided_on": found + timedelta(days=6)} if kind == "guided" else {}
        if kind == "unfit":
            reason, note = to.random.choice(UNFIT)
            more = {"unfit": reason, "unfit_on": found + timedelta(days=5), "unfit_note": note}
        family(to, row, place, found, head_name=to.people.name(), phone=to.people.phone(), **more)


def family(to: Sweeping, row: dict[str, Any], place: Place, found: date, **more: Any) -> None:
    phone, by = more["phone"], to.staff.of(place, "community")[0]
    to.rows[SuspectedFamily].append({
        "id": to.ids.next(SuspectedFamily), **place.columns, "campaign_id": row["id"], "found_on": found,
        "phone_last4": phone[-4:] if phone else None, "size": to.random.choice((1, 2, 2, 3)),
        "home_address": f"{place.words}虚构路{to.random.randrange(1, 300)}号",
        "grounds": to.random.choice(GROUNDS), "guided_on": None, "household_id": None, "unfit": None,
        "unfit_on": None, "unfit_note": None, **to.entered(found, by.id), **more,
    })
