"""A small bureau for the security tests: every kind of row in five communities, and who is who.

For each officer one community is foreign, always the nearest that is: the neighbour of the same
street for a clerk, the next county of the same city for a county.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property

from sqlalchemy import func, select

from access.audit import note
from access.login import hash_password
from models import (
    Activation,
    AidPlan,
    Alert,
    AuditEntry,
    Base,
    CodeEntry,
    FollowUp,
    Household,
    LifeChange,
    Objection,
    Office,
    Opinion,
    Pairing,
    Paper,
    ParameterDecree,
    Publicity,
    StatusChange,
    Target,
    Ticket,
    User,
    Visit,
    db,
)
from policy.aid_terms import SlotState, TicketKind
from policy.seal_terms import SealKind
from policy.terms import (
    ComparisonDecision,
    ComparisonResult,
    Feedback,
    LifeEvent,
    Measure,
    OpinionStage,
    Role,
    Tone,
    WarningCode,
)
from policy.terms import Status as S
from tests.cast import PASSWORD, officer
from tests.databases import POSTGRES
from tests.desk import Desk
from tests.factories import (
    add_comparison,
    add_employer,
    add_employment,
    add_exit,
    add_referral,
    add_service,
    add_vacancy,
    first_member,
    make_household,
    special_case,
)
from tests.factories_aid import (
    add_measure,
    make_contingency_plan,
)
from tests.security.places import FOREIGN, HERE, NAMES, PHONES, SPELLED
from tests.security.world_more import (
    batch_of,
    import_of,
    ledgers_of,
    of_the_street,
    on_the_wall,
    papers_of,
    returned_report,
    rows_of_old,
    swept,
    watched,
)

TRACES = {"audit", "audit_head", "officer_session", "sign_in_attempt"}
"""Tables that a page which only shows something may write."""
OFFICERS = {
    "c": "wang", "s": "chen", "k": "zhao", "m": "mei", "p": "gao", "l": "song", "a": "ke",
    "x": "guan",
}
"""One officer for each role, by the letter the tables use."""
NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)


@dataclass
class Place:
    """The rows of one community: `ids` by the word the tables of doors use."""

    code: str
    ids: dict[str, int | str] = field(default_factory=dict)
    households: dict[S, Household] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    """What no page of a foreign officer may hold: names, numbers, the office's name."""


@dataclass
class World:
    places: dict[str, Place]
    own_plans: dict[str, int] = field(default_factory=dict)
    """The contingency plan of each officer's own office, by letter: nobody writes another's."""

    @cached_property
    def here(self) -> Place:
        return self.places[HERE]

    def foreign(self, letter: str) -> Place | None:
        """The nearest place an officer of the role has nothing to do with; None for the province."""
        code = FOREIGN.get(letter)
        return self.places[code] if code else None


def build(session) -> World:
    """Fill the five communities; appoint an auditor of one county, so that auditors have limits too."""
    session.add(User(username="ke", name="柯试未", role=Role.AUDITOR, office_id=3,
                     password_hash=hash_password(PASSWORD), password_set_on=date(2026, 1, 5)))
    if POSTGRES:  # the offices of the cast were laid with numbers of their own
        session.execute(select(func.setval(func.pg_get_serial_sequence("office", "id"), 100)))
    session.commit()
    world = World({code: settle(session, code) for code in NAMES})
    world.own_plans = {"c": world.here.ids["contingency_plan"]}
    for letter, office_id in (("s", 4), ("k", 3), ("m", 2), ("p", 1)):
        plan = make_contingency_plan(office_id=office_id, edition=9)
        session.commit()
        world.own_plans[letter] = plan.id
    return world


def settle(session, code: str) -> Place:
    place = Place(code)
    stages = (S.DRAFT, S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED, S.RECOGNISED)
    for n, status in enumerate(stages, 1):
        household = make_household(
            status=status, community=code, name=NAMES[code], phone=PHONES[code],
            family_no=f"{code[:6]}-2025-{code[-4:]}{n}",
            head_pinyin=f"{SPELLED[code]}shi", head_initials=f"{SPELLED[code][0]}s",
        )
        for row in session.query(Publicity).filter_by(household_id=household.id):
            place.ids["publicity"] = row.id
        place.households[status] = household
        place.ids[status.value] = household.id
        place.marks.add(household.family_no)
    rows = more_rows(place) | rows_of_old(place)
    session.add_all(rows.values())
    session.flush()
    path = place.households[S.DRAFT].lies_under
    note(session, "denied", f"{code}.of_old", path=path)
    session.flush()
    place.ids |= {name: row.id for name, row in rows.items()}
    place.ids |= {
        "household": place.ids["draft"],
        "member": first_member(place.households[S.DRAFT]).id,
        "seeker": first_member(place.households[S.RECOGNISED]).id,
        "visit": session.query(Visit).filter_by(household_id=place.ids["submitted"]).one().id,
        "office": place.households[S.DRAFT].community_id,
        "user": officer(session, "wang").id,
        "code": session.scalars(select(CodeEntry.id).order_by(CodeEntry.id)).first(),
        "calendar": "2026-10-10", "calendar_year": 2026,
        "audit": session.query(AuditEntry).filter_by(record=f"{code}.of_old").one().id,
    }
    number = first_member(place.households[S.DRAFT]).id_no
    place.ids["id_no"] = number
    place.marks |= {NAMES[code], number, PHONES[code], f"{code}.of_old"}
    place.marks.add(session.get(Office, place.ids["office"]).name)
    session.commit()
    return place


def more_rows(place: Place) -> dict[str, Base]:
    recognised = place.households[S.RECOGNISED]
    member = first_member(recognised)
    by = officer(db.session, "cheng")
    n = list(NAMES).index(place.code)
    above = recognised.community.county or recognised.community
    contingency = make_contingency_plan(office=above if n else recognised.community, edition=n + 1)
    plan = db.session.query(AidPlan).filter_by(member_id=member.id).one()
    street = recognised.community.street
    employer = add_employer(office=street)
    vacancy = add_vacancy(employer=employer, office=street, place=street, title=f"理货员{place.code[-4:]}")
    return {
        "contingency_plan": contingency, "aid_plan": plan, "plan_measure": add_measure(plan),
        "pairing": Pairing(household=recognised, partner=f"{NAMES[place.code]}友", partner_unit="试单位",
                           phone=PHONES[place.code], pledge="每月走访一次", since=date(2026, 3, 6)),
        "activation": Activation(household=recognised, plan=contingency, started_on=date(2026, 3, 6),
                                 reason="难以安置", measures="公益性岗位托底"),
        "employer": employer, "vacancy": vacancy,
        "refused": add_referral(member, vacancy, feedback=Feedback.REFUSED, refusal_code="U2", refusal_reason="嫌累"),
        "comparison": add_comparison(
            place.households[S.SUBMITTED], result=ComparisonResult.HIT, details="有参保记录",
            decision=ComparisonDecision.OPEN, decided_on=None,
        ),
        "objection": Objection(household=place.households[S.PUBLICIZED],
                               raised_on=date(2026, 2, 27), content="其子已就业"),
        "service": add_service(member), "employment": add_employment(member),
        "exit": add_exit(recognised),
        "followup": FollowUp(household=recognised, month=date(2026, 3, 1), state=SlotState.OPEN),
        "ticket": Ticket(household=recognised, kind=TicketKind.JOB, content=f"{NAMES[place.code]}想换岗位",
                         raised_on=date(2026, 3, 6), due_on=date(2026, 3, 20), owner=by),
        "life_change": LifeChange(household=recognised, member=member, what=LifeEvent.AWAY,
                                 happened_on=date(2026, 3, 6), evidence="入学通知书"),
        "alert": Alert(
            household=recognised, code=WarningCode.PROMISE, tone=Tone.YELLOW, clause="102-4-3",
            subject=f"household:{recognised.id}/test", raised_on=date(2026, 3, 6), words="试预警", values={},
        ),
        "special_case": special_case(office=place.households[S.DRAFT].community.county or place.households[S.DRAFT].community,
                                     name=f"试情形{list(NAMES).index(place.code)}"),
        "watch": watched(place),
        **of_the_street(place),
        **swept(place),
        **on_the_wall(place),
        **ledgers_of(place),
        **papers_of(place),
        "batch": batch_of(place),
        "report_period": returned_report(place),
        "importbatch": import_of(place),
        "paper": Paper(household=recognised, kind=SealKind.RECOGNITION, prepared_by_id=by.id, prepared_on=date(2026, 3, 5)),
        "parameter": ParameterDecree(
            parameter="URBAN_ONLY", office_id=recognised.county_id, value=1, basis="试文件",
            basis_on=date(2026, 1, 5), valid_from=date(2026, 1, 5 + list(NAMES).index(place.code)),
        ),
        "opinion": Opinion(household=recognised, stage=OpinionStage.STREET, agrees=True,
                           words="同意", given_on=date(2026, 2, 24), given_by_id=by.id),
        "history": StatusChange(
            household=recognised, at=NOW, acted_on=date(2026, 3, 5), act="recognise",
            before=S.REPORTED, after=S.RECOGNISED, by_id=by.id, by_name=by.name, by_role=by.role,
            by_office="前进街道",
        ),
        "target": Target(office_id=recognised.county_id, year=2021 + list(NAMES).index(place.code),
                         measure=Measure.RECOGNISED, households=40, basis="试下达"),
    }


def rows_by_table(session) -> dict[str, str]:
    """One hash of all rows for each table but the traces: equal hashes, nothing was changed."""
    found = {}
    for name, table in sorted(Base.metadata.tables.items()):
        if name not in TRACES:
            rows = session.connection().execute(select(table).order_by(*table.primary_key.columns))
            found[name] = hashlib.sha256(repr(rows.all()).encode()).hexdigest()
    session.rollback()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


class Probe:
    """An officer's browser that fetches one token and keeps it; a stranger for the letter `-`."""

    def __init__(self, app, letter: str, username: str | None = None) -> None:
        self.desk = Desk(app, username or OFFICERS.get(letter))
        self.token = self.desk.token("/login" if letter == "-" else "/password")

    def send(self, method: str, url: str, fields: dict | None = None, token: bool = True):
        if method == "GET":
            return self.desk.open(url)
        data = {**({"csrf_token": self.token} if token else {}), **(fields or {})}
        return self.desk.open(url, method=method, data=data)

