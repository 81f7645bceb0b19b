"""Families on the watch list of the demo province: one earner, low or unstable; a few just lost the job."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from models import Watch
from policy.ages import add_months
from policy.terms import EmploymentForm, WatchEnd
from seeds.bulk import Ids, Rows
from seeds.episode import BEIJING
from seeds.people import Population
from seeds.staff import ACCOUNTS, Place, Staff

EVERY: Final = 30
"""One family for so many households of the demo, and two where the demo's own clerks sit."""
MEASURES: Final = ("已联系用人单位续签合同", "已推荐技能培训", "协调公益性岗位续聘", "每月电话跟踪")


def watch_families(
    rows: Rows, ids: Ids, staff: Staff, people: Population, random: Random, last: date, households: int
) -> None:
    """Fill the rows of the list: mostly running, some over, some red; nothing dated after `last`."""
    ours = {code for _role, code, _name in ACCOUNTS.values()}
    places = [place for place in staff.places if place.code in ours] * 2
    places += random.choices(staff.places, k=max(1, households // EVERY))
    rows[Watch].extend(watched(ids, n, place, staff, people, random, last) for n, place in enumerate(places))


def watched(
    ids: Ids, n: int, place: Place, staff: Staff, people: Population, random: Random, last: date
) -> dict[str, Any]:
    """One entry as it stands on the last day of the demo: a ninth lost the job, some are over."""
    listed = last - timedelta(days=random.randrange(20, 300))
    size, low = random.choice((2, 3, 3, 4)), random.random() < 0.5
    form = random.choice((EmploymentForm.UNIT, EmploymentForm.FLEXIBLE, EmploymentForm.PUBLIC_POST))
    wage = Decimal(random.randrange(900, 1500) if low else random.randrange(2000, 3200))
    begun = listed - timedelta(days=random.randrange(30, 200))
    ends = add_months(begun, random.choice((3, 5, 12, 24)))
    lost = n % 9 == 1
    over = not lost and n % 7 == 2
    ended = min(last, listed + timedelta(days=60)) if over else None
    clerk = staff.of(place, "community")[0]
    return {
        "id": ids.next(Watch), **place.columns, "version": 1,
        "head_name": people.name(), "earner_name": people.name(), "phone": (phone := people.phone()),
        "phone_last4": phone[-4:], "size": size, "form": form,
        "home_address": f"{place.words}虚构路{random.randrange(1, 300)}号",
        "employer": None if form is EmploymentForm.FLEXIBLE else "虚构物业服务有限公司",
        "wage": wage, "monthly_income": wage + random.choice((0, 0, 300)),
        "has_contract": form is not EmploymentForm.FLEXIBLE and random.random() < 0.7,
        "contract_from": None if form is EmploymentForm.FLEXIBLE else begun,
        "contract_until": None if form is EmploymentForm.FLEXIBLE else ends,
        "insured_until": add_months(listed, -random.choice((0, 1, 3))),
        "job_losses": random.choice((0, 0, 1, 2)) if low else 2,
        "listed_on": listed, "tracked_on": min(last, listed + timedelta(days=18)),
        "measures": random.choice(MEASURES),
        "lost_job_on": last - timedelta(days=n % 12) if lost else None,
        "ended_on": ended, "ending": WatchEnd.STABLE if over else None,
        "ending_note": "已签订一年以上合同并参保" if over else None,
        "created_at": datetime.combine(listed, time(10), BEIJING), "created_by_id": clerk.id,
        "voided_at": None, "void_reason": None,
    }
