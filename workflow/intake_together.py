"""Households of a ledger laid down many at once: the rows and the lines that one by one would leave.

If the database objects to any of them, all are taken back and each is stored for itself, so that the
objection is told of the one household it concerns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from access.audit import append, line
from access.many import add_rows, new_ids
from models import Household, Member, Office, StatusChange, identity_index
from models.office import columns_of_place
from policy.labour import could_work
from policy.recognition import MemberFacts
from policy.terms import MemberState
from policy.terms import Status as S
from workflow.families import earlier_episode
from workflow.intake_store import (
    Group,
    Import,
    first_step,
    household_values,
    members_values,
    store,
)
from workflow.numbers import (
    family_series,
    next_numbers,
    recognition_series,
    written_family,
    written_recognition,
)

Values = dict[str, Any]


def store_all(session: Session, groups: Sequence[Group], known: frozenset[str], how: Import) -> None:
    """Lay the households on file, each wholly or not at all; does not commit."""
    if not lay_together(session, groups, known, how):
        for group in groups:
            store(session, group, known, how)


def lay_together(
    session: Session, groups: Sequence[Group], known: frozenset[str], how: Import
) -> bool:
    """Lay all of the households on file, or, where the database objects, none: then False."""
    try:
        with session.begin_nested():
            lay(session, groups, known, how)
    except (IntegrityError, DataError):
        for group in groups:
            group.family_no, group.household_id = None, 0
        return False
    return True


def lay(session: Session, groups: Sequence[Group], known: frozenset[str], how: Import) -> None:
    """Number, place and insert them all, with their members, first steps and lines; raises what the database objects."""
    offices = {id(group): group.community for group in groups}
    communities = {office.id: office for office in offices.values() if office is not None}
    places = {key: columns_of_place(office) for key, office in communities.items()}
    paths = {key: office.path for key, office in communities.items()}
    where = [group.community.id for group in groups if group.community is not None]
    households = [household_values(group, how) for group in groups]
    persons = [members_values(group) for group in groups]
    give_numbers(session, groups, households, [places[key]["county_id"] for key in where], known)
    ids = new_ids(session, Household, len(groups))
    for group, key, household, members, household_id in zip(
        groups, where, households, persons, ids, strict=True
    ):
        household |= {
            **places[key], **Household.beside(household), **counts(members, household), "id": household_id,
        }
        for member in members:
            member |= {**places[key], **Member.beside(member), "household_id": household_id}
        group.family_no, group.household_id = household["family_no"], household_id
    everybody = [member for members in persons for member in members]
    for member, member_id in zip(everybody, new_ids(session, Member, len(everybody)), strict=True):
        member["id"] = member_id
    steps = [first_step(how) | places[key] | {"household_id": n} for key, n in zip(where, ids, strict=True)]
    for step, step_id in zip(steps, new_ids(session, StatusChange, len(steps)), strict=True):
        step["id"] = step_id
    lie = [paths[key] for key in where]
    add_rows(session, Household, households, lie)
    add_rows(session, Member, everybody, [paths[member["community_id"]] for member in everybody])
    add_rows(session, StatusChange, steps, lie)
    told = {"after": S.RECOGNISED.value, "on": how.on.isoformat(), "file": how.sha256}
    append(session, [
        line(session, "import", f"household:{n}", told, path) for n, path in zip(ids, lie, strict=True)
    ])


def give_numbers(
    session: Session, groups: Sequence[Group], households: Sequence[Values], counties: Sequence[int],
    known: frozenset[str],
) -> None:
    """Family and recognition numbers in the order of the ledger; a family of old keeps its own."""
    offices = {key: session.get_one(Office, key) for key in set(counties)}
    taken: Counter[str] = Counter()
    plans = []
    for group, household, county in zip(groups, households, counties, strict=True):
        index = identity_index(group.heads[0].person.id_no)
        earlier = earlier_episode(session, index) if index in known else None
        place = offices[county], household["applied_on"].year
        plans.append((household, place, earlier))
        taken[recognition_series(*place)] += 1
        taken[family_series(*place)] += earlier is None
    numbers = {
        series: count(first) for series, first in
        next_numbers(session, {series: n for series, n in taken.items() if n}).items()
    }
    for household, place, earlier in plans:
        if earlier is None:
            earlier = written_family(*place, next(numbers[family_series(*place)])), 1
        household["family_no"], household["episode"] = earlier
        household["recognition_no"] = written_recognition(*place, next(numbers[recognition_series(*place)]))


def counts(members: Sequence[Values], household: Values) -> Values:
    """Size, labour members and registered members, as workflow.file_records counts them."""
    standing = [member for member in members if member["state"] is not MemberState.DEAD]
    return {
        "size": len(standing), "registered_members": 0,
        "labour_members": sum(could_work(facts, household["applied_on"]) for facts in as_facts(standing)),
    }


def as_facts(members: Sequence[Values]) -> Iterator[MemberFacts]:
    for member in members:
        yield MemberFacts(
            no=member["no"], name=member["name"], relation=member["relation"],
            birth_on=member["birth_on"], sex=int(member["sex"]), state=member["state"],
            retirement_group=member["retirement_group"], identity_no=member["id_no"], registered=False,
        )
