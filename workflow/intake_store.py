"""From the rows of a ledger to a household on file: recognised by the ledger, not by an act here.

What the ledger does not say stays empty: whether a member is able or willing to work, when a
member registered, who submitted, reviewed and sealed. The head of the household stands as its
applicant (申请人), relations are seen from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from access.audit import note
from models import Household, Member, Office, StatusChange, User
from policy.ages import full_years
from policy.identity import MALE
from policy.parameters import PROMISE_PERIOD, NotYetInForce
from policy.terms import MemberState, Origin, RetirementGroup
from policy.terms import Status as S
from policy.verdict import Reason
from policy.workdays import WorkCalendar
from workflow.families import earlier_episode
from workflow.file_records import count_members
from workflow.intake_rows import Row
from workflow.ledger_words import EDUCATION, HEAD, HEALTH, ONESELF, STATES, UNNAMED
from workflow.numbers import family_number, recognition_number
from workflow.refusals import from_conflict
from workflow.spelling import pinyin_of

ADULT = 16
SYSTEM = "系统"
STILL_HERE = frozenset({"", "否", "无", "未退出", "/", "-", "—"})
"""What stands in a column about leaving while a household is still assisted."""
ON_FILE = "本户已在系统中，未重复导入"
Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Import:
    """Who imports, when, from which file; the same for every household of it."""

    by: User | None
    on: date
    at: datetime
    calendar: WorkCalendar
    sha256: str
    promises: dict[date, date | None] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class Group:
    """One household of the file: its rows, where it is to lie, and why it is not stored, if so."""

    key: str
    rows: list[Row]
    community: Office | None = None
    reasons: tuple[Reason, ...] = ()
    family_no: str | None = None
    household_id: int = 0

    @property
    def heads(self) -> list[Row]:
        return [row for row in self.rows if row.is_head and row.accepted]

    @property
    def accepted(self) -> list[Row]:
        """Without the rows that only repeat a person of this household."""
        return [row for row in self.rows if row.accepted]


def say(text: str, **values: object) -> Reason:
    return Reason("102-3", text, values)


def objections(group: Group) -> tuple[Reason, ...]:
    """Why the rows do not make up a household that could be stored; nothing if they do."""
    said = []
    if all("DUP_IN_REGISTRY" in row.codes or repeats(row) for row in group.rows):
        return (say(ON_FILE),)
    if broken := [r.number for r in group.rows if not r.accepted and not repeats(r)]:
        rows = "、".join(map(str, broken))
        said.append(say("第%(rows)s行未通过检查：整户改正后再导入", rows=rows))
    elif not group.heads:
        said.append(say("没有户主一行：请补填与户主关系"))
    elif len(group.heads) > 1:
        said.append(say("有两人填为户主或本人：请核对与户主关系，或分为两户"))
    days = {r.person.recognised_on for r in group.accepted if not r.person.month_only}
    if len(days) > 1:
        said.append(say("各行的认定日期不一致：请核对"))
    if any("STRIKETHROUGH" in row.codes or row.said("left") not in STILL_HERE for row in group.rows):
        said.append(say("台账载明已退出或已划去：请核对退出情形后另行登记"))
    if long := too_long(group):
        said.append(say("%(label)s过长：请缩短后再导入", label=long))
    return tuple(said)


def repeats(row: Row) -> bool:
    """Whether the row only says once more what another of the same household has said."""
    return "DUP_IN_HOUSEHOLD" in row.told <= {"DUP_IN_HOUSEHOLD", "HIDDEN_ROW"}


def too_long(group: Group) -> str:
    """The label of the first text that its column would not hold; texts are never cut."""
    for name, longest, label in lengths():
        for row in group.accepted:
            text = member_remarks(row) if name == "remarks" else row.said(name)
            if len(text) > longest:
                return label
    return ""


@cache
def lengths() -> tuple[tuple[str, int, str], ...]:
    """The texts of a ledger, how long each may be, and what it is called."""
    texts: list[tuple[Any, str]] = [(Household, name) for name in ("home_address", "register_address")]
    texts += [(Member, name) for name in ("remarks", "wished_job", "skills")]
    columns: list[Any] = [table.__mapper__.columns[name] for table, name in texts]
    return tuple((c.key, c.type.length, str(c.info["label"])) for c in columns)


def store(session: Session, group: Group, known: frozenset[str], how: Import) -> None:
    """Lay the household on file, wholly or not at all; does not commit.

    `known` are the blind indexes of persons who stood in an earlier episode. What the database
    objects to becomes the group's reason.
    """
    try:
        with session.begin_nested():
            household = build(session, group, known, how)
            session.add(StatusChange(household=household, **first_step(how)))
            session.flush()
            note(
                session, "import", f"household:{household.id}", path=household.lies_under,
                after=S.RECOGNISED.value, on=how.on.isoformat(), file=how.sha256,
            )
            group.family_no, group.household_id = household.family_no, household.id
    except IntegrityError as error:
        group.reasons = from_conflict(error).reasons
    except DataError:
        group.reasons = (say("有内容无法保存：请核对各格内容后再导入"),)


def build(session: Session, group: Group, known: frozenset[str], how: Import) -> Household:
    """The household with its members, numbered, not yet flushed; a family of old keeps its number."""
    community = group.community
    assert community is not None
    household = Household(**household_values(group, how))
    members = [Member(**values) for values in members_values(group)]
    with session.no_autoflush:
        household.place_in(community)
        county, year = session.get_one(Office, household.county_id), household.applied_on.year
        earlier = None
        if members[0].id_no_index in known:
            earlier = earlier_episode(session, members[0].id_no_index)
    if earlier is None:
        earlier = family_number(session, county, year), 1
    household.family_no, household.episode = earlier
    household.recognition_no = recognition_number(session, county, year)
    for member in members:
        member.household = household
    count_members(household, members)
    session.add_all([household, *members])
    return household


def household_values(group: Group, how: Import) -> dict[str, Any]:
    """What the ledger says of the household, but for its place, its numbers and its counts."""
    head = group.heads[0]
    on = head.person.recognised_on
    pinyin, initials = pinyin_of(head.person.name)
    return {
        "origin": Origin.LEDGER, "status": S.RECOGNISED, "applied_on": on, "recognised_on": on,
        "acted_on": how.on, "phone": head.person.phone, "head_name": head.person.name,
        "head_pinyin": pinyin, "head_initials": initials,
        "register_address": head.said("register_address"),
        "home_address": head.said("home_address") or None, "remarks": household_remarks(group),
        "promise_due_on": promised(on, how),
    }


def members_values(group: Group) -> list[dict[str, Any]]:
    """What the ledger says of the members, the head first."""
    head = group.heads[0]
    others = [row for row in group.accepted if row is not head]
    return [member_values(row, no) for no, row in enumerate([head, *others], start=1)]


def first_step(how: Import) -> dict[str, Any]:
    """The first line of the household's way through the procedure (办理经过)."""
    by = how.by
    return {
        "at": how.at, "acted_on": how.on, "act": "import", "before": None, "after": S.RECOGNISED,
        "by_id": by.id if by else None, "by_name": by.name if by else SYSTEM,
        "by_role": by.role if by else None, "by_office": by.office.name if by else SYSTEM,
        "reason": None,
    }


def promised(recognised_on: date, how: Import) -> date | None:
    """As `promise_due` says, counted once for each day."""
    if recognised_on not in how.promises:
        how.promises[recognised_on] = promise_due(recognised_on, how)
    return how.promises[recognised_on]


def promise_due(recognised_on: date, how: Import) -> date | None:
    """The last day of the promise; none before the notice, none in a past year without a calendar."""
    try:
        workdays = PROMISE_PERIOD.at(recognised_on)
    except NotYetInForce:
        return None
    period = how.calendar.count(recognised_on, workdays, provisional_ok=True)
    return None if period.provisional and period.due < how.on else period.due


def member_values(row: Row, no: int) -> dict[str, Any]:
    """What the ledger says of a person."""
    person = row.person
    pinyin, initials = pinyin_of(person.name)
    from_head = person.relation if person.relation != ONESELF else None
    return {
        "no": no, "name": person.name, "pinyin": pinyin, "initials": initials, "id_no": person.id_no,
        "sex": str(person.sex), "birth_on": person.birth_on, "phone": person.phone,
        "relation": ONESELF if row.is_head else from_head or UNNAMED,
        "relation_to_head": HEAD if row.is_head and from_head else from_head,
        "education": meaning(EDUCATION, row.table.text(row.number, "education")),
        "health": meaning(HEALTH, row.table.text(row.number, "health")),
        "wished_job": row.table.text(row.number, "wished_job") or None,
        "skills": row.table.text(row.number, "skills") or None,
        "retirement_group": RetirementGroup.MALE if person.sex == MALE else None,
        "state": state_of(row), "remarks": member_remarks(row) or None,
    }


def state_of(row: Row) -> MemberState:
    """As the ledger says; else the applicant is unemployed, for on that the recognition rests.

    Of others nothing is known but that they were children.
    """
    if said := meaning(STATES, row.table.text(row.number, "state")):
        return said
    if row.is_head:
        return MemberState.UNEMPLOYED
    young = full_years(row.person.birth_on, row.person.recognised_on) < ADULT
    return MemberState.MINOR if young else MemberState.OTHER


def meaning(words: Mapping[str, Meaning], text: str) -> Meaning | None:
    return words.get(text.replace(" ", ""))


def household_remarks(group: Group) -> str | None:
    """The number under which the old ledger has the household, where it has one."""
    number = group.heads[0].said("household")
    return f"原台账户编号：{number}"[:500] if number else None


def member_remarks(row: Row) -> str:
    """The ledger's own remarks, and the words of it that no code was found for."""
    said = [row.table.text(row.number, "remarks")]
    for name, label, words in (("education", "文化程度", EDUCATION), ("health", "健康状况", HEALTH),
                               ("state", "就业状况", STATES)):
        text = row.table.text(row.number, name)
        if text and meaning(words, text) is None:
            said.append(f"台账载{label}：{text}")
    if "RELATION_UNKNOWN" in row.codes:
        said.append(f"台账载与户主关系：{row.table.text(row.number, 'relation')}")
    return "；".join(filter(None, said))


def groups_of(rows: Iterable[Row]) -> list[Group]:
    found: dict[str, Group] = {}
    for row in rows:
        if row.household is not None:
            found.setdefault(row.household, Group(row.household, [])).rows.append(row)
    return list(found.values())
