"""The demo accounts, and the fictitious officers in whose names the demo history was done."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.passwords import hash_password
from models import Office, User
from policy.terms import Level, Role
from seeds.bulk import Ids, Rows
from seeds.people import Population

STREET, COMMUNITY = "220104001", "220104001001"
OTHER_STREET, OTHER_COMMUNITY = "222401001", "222401001001"

ACCOUNTS: dict[str, tuple[Role, str, str]] = {
    "province": (Role.PROVINCE, "220000", "高样甲"),
    "city": (Role.CITY, "220100", "林样乙"),
    "county": (Role.COUNTY, "220104", "赵样丙"),
    "county2": (Role.COUNTY, "220104", "宋样丁"),
    "street": (Role.STREET, STREET, "陈样戊"),
    "street2": (Role.STREET, STREET, "何样己"),
    "community": (Role.COMMUNITY, COMMUNITY, "王样庚"),
    "community2": (Role.COMMUNITY, COMMUNITY, "郭样辛"),
    "leader": (Role.LEADER, "220000", "孙样壬"),
    "auditor": (Role.AUDITOR, "220000", "董样癸"),
    "sysadmin": (Role.SYSADMIN, "220000", "马样子"),
    "other_county": (Role.COUNTY, "222401", "金例甲"),
    "other_street": (Role.STREET, OTHER_STREET, "朴例乙"),
    "other_community": (Role.COMMUNITY, OTHER_COMMUNITY, "崔例丙"),
}
"""Username → role, code of the office, name. The contract's names; nobody else can sign in."""

POSTS = {Level.COMMUNITY: (Role.COMMUNITY, 1), Level.STREET: (Role.STREET, 2),
         Level.COUNTY: (Role.COUNTY, 2)}


@dataclass(frozen=True, slots=True)
class Officer:
    """Who did something in the demo history."""

    id: int
    username: str
    name: str
    role: Role
    office: str


@dataclass(frozen=True, slots=True)
class Place:
    """A community with its ancestors, as the rows beneath it carry them."""

    code: str
    name: str
    path: str
    county_code: str
    words: str
    street_name: str
    unit_code: str
    columns: dict[str, int]

    def __hash__(self) -> int:
        return hash(self.code)


class Staff:
    """All communities of the province, and the officers of every office that has a desk."""

    def __init__(self, session: Session) -> None:
        offices = {o.id: o for o in session.scalars(select(Office).where(Office.valid))}
        self.offices = list(offices.values())
        self.by_code = {o.code: o for o in self.offices}
        self.places = [place_of(o, offices) for o in self.offices if o.level is Level.COMMUNITY]
        self.officers: dict[int, list[Officer]] = defaultdict(list)

    def hire(self, ids: Ids, rows: Rows, people: Population, password: str, on: date) -> int:
        """Accounts for everyone named in ACCOUNTS, and officers nobody can sign in as elsewhere."""
        nobody = hash_password(secrets.token_urlsafe(32))
        for username, (role, code, name) in ACCOUNTS.items():
            self.add(ids, rows, username, name, role, self.by_code[code],
                     hash_password(password), on)
        for office in self.offices:
            level = Level.COUNTY if office.seals else office.level
            if level not in POSTS:
                continue
            role, posts = POSTS[level]
            for n in range(len(self.officers[office.id]), posts):
                self.add(ids, rows, f"{office.code.lower()}{'ab'[n]}", people.name(), role, office,
                         nobody, on)
        return len(rows[User])

    def add(self, ids: Ids, rows: Rows, username: str, name: str, role: Role, office: Office,
            password_hash: str, on: date) -> None:
        officer = Officer(ids.next(User), username, name, role, office.name)
        row: dict[str, Any] = {
            "id": officer.id, "username": username, "name": name, "role": role,
            "office_id": office.id, "active": True, "password_hash": password_hash,
            "password_set_on": on, "must_change_password": False, "session_version": 1,
            "version": 1,
        }
        rows[User].append(row)
        if role in (Role.COMMUNITY, Role.STREET, Role.COUNTY):
            self.officers[office.id].append(officer)

    def of(self, place: Place, level: str) -> list[Officer]:
        """The officers at the desk of the community, street or county of this place."""
        return self.officers[place.columns[f"{level}_id"]]


def place_of(community: Office, offices: dict[int, Office]) -> Place:
    street, county = offices[community.street_id or 0], offices[community.county_id or 0]
    unit = offices[community.unit_id or 0]
    words = "".join(dict.fromkeys(("吉林省", unit.name, county.name, street.name, community.name)))
    return Place(
        code=community.code, name=community.name, path=community.path, county_code=county.code,
        words=words, street_name=street.name, unit_code=unit.code,
        columns={"community_id": community.id, "street_id": street.id,
                 "county_id": county.id, "unit_id": unit.id},
    )
