"""Builders of ordinary rows of sweeps and of supervision."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import (
    Censure,
    CensureGround,
    SupervisionFinding,
    SuspectedFamily,
    SweepCampaign,
    SweepVisit,
    db,
)
from policy.sweep_terms import CensureKind, FaultKind
from tests.cast import office


def add_campaign(code: str = "220104", **values: Any) -> SweepCampaign:
    """A campaign of the first quarter, ordered by Wang's county."""
    row = SweepCampaign(**{"name": "一季度入户摸底排查", "since": date(2026, 2, 2), "until": date(2026, 3, 31),
                           "basis": "区人社局试发〔2026〕2号"} | values)
    row.lay_under(office(db.session, code))
    db.session.add(row)
    db.session.flush()
    return row


def add_sweep(campaign: SweepCampaign, code: str = "220104001001", **values: Any) -> SweepVisit:
    """A block of Wang's community, forty doors, all but two opened."""
    row = SweepVisit(**{"campaign": campaign, "campaign_id": campaign.id, "block": "一号楼", "visited_on": date(2026, 3, 2),
                        "households_due": 40, "households_visited": 38, "sweeper_1": "王试甲", "sweeper_2": "吴例乙"} | values)
    row.place_in(office(db.session, code))
    db.session.add(row)
    db.session.flush()
    return row


def add_suspect(campaign: SweepCampaign, code: str = "220104001001", **values: Any) -> SuspectedFamily:
    """A family found in Wang's community in which nobody seems to work."""
    row = SuspectedFamily(**{"campaign": campaign, "campaign_id": campaign.id, "found_on": date(2026, 3, 2),
                             "head_name": "郑试其", "phone": "15400000021", "size": 2, "home_address": "前进大街（试）9号2单元301室",
                             "grounds": "夫妻二人均未就业"} | values)
    row.place_in(office(db.session, code))
    db.session.add(row)
    db.session.flush()
    return row


def add_finding(code: str = "220104001", by: str = "220100", **values: Any) -> SupervisionFinding:
    """Something the city found in Wang's street."""
    row = SupervisionFinding(**{"inspected_on": date(2026, 3, 2), "inspectors": "梅试寅", "fault": FaultKind.PROMISE,
                                "problem": "承诺到期未安排岗位推荐", "clause": "102-4-3", "due_on": date(2026, 3, 16)} | values)
    row.by_office = office(db.session, by)
    row.lay_under(office(db.session, code))
    db.session.add(row)
    db.session.flush()
    return row


def add_censure(code: str = "220104001", by: str = "220100", finding: SupervisionFinding | None = None, **values: Any) -> Censure:
    """A talk the city held with Wang's street."""
    row = Censure(**{"kind": CensureKind.TALK, "censured_on": date(2026, 3, 5), "host": "梅试寅", "attendees": "郑试辛",
                     "reason": "承诺未实现"} | values)
    row.by_office = office(db.session, by)
    row.lay_under(office(db.session, code))
    if finding is not None:
        row.grounds = [CensureGround(finding=finding)]
    db.session.add(row)
    db.session.flush()
    return row
