"""Households of an old ledger (历史台账) as units: new ones, and those on file whose ledger says otherwise.

A household is the same by the blind index of its head's number and the day of its recognition: what
was stored once is not stored twice, and a mended file brings only what is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from models import Household, Member, identity_index
from policy.import_terms import RowOutcome
from policy.terms import Origin
from policy.terms import Status as S
from policy.verdict import Reason
from workflow.file_records import applicant_names_the_file
from workflow.import_layout import Field
from workflow.import_units import REFUSES, WARNS, Bringing, Content, Difference, Laid, Told, Unit
from workflow.intake import ASKED_TOGETHER, chunks, planned
from workflow.intake_rows import Row
from workflow.intake_store import Group, Import, member_values, repeats, say, store
from workflow.intake_together import lay_together
from workflow.ledger_words import HEADINGS, PLAIN, REJECTIONS
from workflow.refusals import Refused
from workflow.sheets import Workbook
from workflow.spelling import pinyin_of

LABELS: Final = {
    "household": "户编号", "order": "序号", "head": "户主姓名", "name": "姓名", "id_no": "身份证号码",
    "relation": "与户主关系", "sex": "性别", "phone": "联系电话", "recognised": "认定日期",
    "left": "退出情况", "home_address": "常住地址", "register_address": "户籍地址",
    "community": "所属社区", "education": "文化程度", "health": "健康状况", "state": "就业状况",
    "wished_job": "就业意向", "skills": "技能特长", "remarks": "备注",
}
FIELDS: Final = {name: Field(label, HEADINGS[name]) for name, label in LABELS.items()}
COLUMN_OF: Final = {
    "NAME": "name", "ID": "id_no", "FORMULA": "id_no", "DUP": "id_no", "DATE": "recognised",
    "PHONE": "phone", "SEX": "sex", "RELATION": "relation",
}
"""The beginning of a code → the column it speaks of; the name where it speaks of the row."""
OF_MEMBER: Final = ("name", "phone", "education", "health", "wished_job", "skills", "remarks")
OF_HOUSEHOLD: Final = ("phone", "home_address", "register_address")
MASKS: Final = {
    "name": "name", "phone": "phone", "home_address": "address", "register_address": "address",
}
Register = dict[tuple[str, date], tuple[Household, dict[str, Member]]]
"""Head's blind index and day → the household on file and its members by theirs."""
NOT_OURS = "本户由本系统认定，台账内容与系统不同的未作改动：如需变更请在家庭页面办理"
NEW_PERSON = "第%(rows)s行是本户尚未登记的成员：请在家庭页面办理成员变动，台账不能加入"


def read_households(session: Session, workbook: Workbook, how: Bringing) -> Content:
    """What the ledger would lay down or change; raises Refused where no sheet is a ledger."""
    rows, groups, known = planned(
        session, workbook, how.on, how.target, how.area, how.mapping
    )
    places = {id(sheet): n for n, sheet in enumerate(workbook.sheets)}
    taken = Import(how.by, how.on, how.at, how.calendar, how.digest)
    units: list[Unit] = []
    quiet: set[int] = set()
    for some in chunks(groups, ASKED_TOGETHER):
        there = on_file(session, map(head_of, some))
        for group in some:
            unit = unit_of(group, places, known, taken, there)
            units.append(unit)
            if unit.outcome in (RowOutcome.CHANGED, RowOutcome.UNCHANGED):
                quiet.update(map(id, group.rows))
    told = [line for row in rows if id(row) not in quiet and (line := told_of(row, places))]
    return Content(units, told, sum(not row.kind for row in rows), partial(lay_all, known, taken))


def told_of(row: Row, places: dict[int, int]) -> Told | None:
    """What the codes of a row say, each at its column; nothing for a row in order, or no person."""
    if row.kind or not row.told:
        return None
    said = [(column_of(row, code), Reason("102-3", PLAIN[code])) for code in sorted(row.told)]
    return Told(
        places[id(row.table.sheet)], row.number, WARNS if row.accepted else REFUSES, said,
        row.person.name, row.person.id_no[-4:],
    )


def column_of(row: Row, code: str) -> str:
    if code == "CELL_ERROR":
        wrong = row.table.sheet.marks.errors
        return next((n for n in ("name", "id_no", "recognised") if row.table.marked(row.number, n, wrong)),
                    "name")
    if code == "DATE_MISSING" and "recognised" not in row.table.columns:
        return "name"
    return COLUMN_OF.get(code.partition("_")[0], "name")


def head_of(group: Group) -> Row:
    return next((row for row in group.rows if row.is_head), group.rows[0])


def unit_of(
    group: Group, places: dict[int, int], known: frozenset[str], how: Import, there: Register
) -> Unit:
    head = head_of(group)
    unit = Unit(
        places[id(head.table.sheet)], [row.number for row in group.rows],
        head.person.name or head.raw_name, group.community.name if group.community else "",
        reasons=group.reasons,
    )
    rows = [row for row in group.rows if not repeats(row)]
    found = there.get(key_of(head)) if head.person.id_no else None
    if found and all(row.codes & REJECTIONS.keys() <= {"DUP_IN_REGISTRY"} for row in rows):
        compare(*found, rows, unit, how)
    elif group.reasons:
        unit.outcome = RowOutcome.REFUSED
    else:
        unit.lay, unit.content = partial(lay_new, group, known, how), group
    return unit


def lay_new(group: Group, known: frozenset[str], how: Import, session: Session) -> list[Laid]:
    group.family_no = None  # a trial may have given it one
    store(session, group, known, how)
    if group.family_no is None:
        reasons, group.reasons = group.reasons, ()
        raise Refused(*reasons)
    return [laid_new(group)]


def lay_all(
    known: frozenset[str], how: Import, session: Session, groups: list[Group]
) -> list[Laid] | None:
    """All of them at once; None, and nothing laid down, where the database objects to any."""
    return list(map(laid_new, groups)) if lay_together(session, groups, known, how) else None


def laid_new(group: Group) -> Laid:
    return Laid(None, key=f"household:{group.household_id}")


def key_of(head: Row) -> tuple[str, date]:
    return identity_index(head.person.id_no), head.person.recognised_on


def on_file(session: Session, heads: Iterable[Row]) -> Register:
    """The households of the officer's area by head and day of recognition, with their members."""
    wanted = dict.fromkeys(key_of(head) for head in heads if head.person.id_no)
    found = {
        (index, household.recognised_on): household
        for household, index in session.execute(
            select(Household, Member.id_no_index)
            .join(Member, Member.household_id == Household.id)
            .where(
                Member.id_no_index.in_([index for index, _day in wanted]),
                Member.voided_at.is_(None), Household.status == S.RECOGNISED,
            )
        )
    }
    members: dict[int, dict[str, Member]] = {}
    for member in session.scalars(
        select(Member).where(
            Member.household_id.in_([h.id for h in found.values()]), Member.voided_at.is_(None)
        )
    ):
        members.setdefault(member.household_id, {})[member.id_no_index] = member
    return {
        key: (found[key], members[found[key].id]) for key in wanted if key in found
    }


def compare(
    household: Household, members: dict[str, Member], rows: list[Row], unit: Unit, how: Import
) -> None:
    """Say of a household on file whether the ledger has it as it stands, and what it has otherwise.

    A blank cell says nothing. Only what came from a ledger is changed by one.
    """
    unit.place, unit.reasons = household.community.name, ()
    strangers = [r.number for r in rows if identity_index(r.person.id_no) not in members]
    if strangers:
        unit.outcome = RowOutcome.REFUSED
        unit.reasons = (say(NEW_PERSON, rows="、".join(map(str, strangers))),)
        return
    wanted: list[tuple[str, int, str, Any]] = []
    for row in rows:
        member = members[identity_index(row.person.id_no)]
        for name, old, new in differing(member, row):
            label = str(Member.__mapper__.columns[name].info["label"])
            unit.differences.append(Difference(row.number, label, MASKS.get(name, ""), old, new))
            wanted.append(("member", member.id, name, new))
        if row.is_head:
            for name in OF_HOUSEHOLD:
                stated = row.person.phone if name == "phone" else row.said(name)
                kept = getattr(household, name)
                if stated and stated != kept:
                    label = str(Household.__mapper__.columns[name].info["label"])
                    difference = Difference(row.number, label, MASKS[name], kept or "", stated)
                    if difference not in unit.differences:  # the head's telephone is the household's
                        unit.differences.append(difference)
                    wanted.append(("household", household.id, name, stated))
    if not wanted:
        unit.outcome = RowOutcome.UNCHANGED
    elif household.origin is not Origin.LEDGER:
        unit.outcome, unit.reasons = RowOutcome.UNCHANGED, (say(NOT_OURS),)
    else:
        unit.outcome = RowOutcome.CHANGED
        unit.lay = partial(lay_changes, household.id, wanted, how)


def differing(member: Member, row: Row) -> Iterator[tuple[str, str, str]]:
    said = member_values(row, member.no)
    for name in OF_MEMBER:
        old, new = getattr(member, name), said[name]
        if new and new != old:
            yield name, old or "", new


def lay_changes(
    household_id: int, wanted: list[tuple[str, int, str, Any]], how: Import, session: Session
) -> list[Laid]:
    household = session.get_one(Household, household_id)
    touched: dict[tuple[str, int], Laid] = {}
    for table, key, name, new in wanted:
        record: Any = session.get_one(Member if table == "member" else Household, key)
        laid = touched.setdefault((table, key), Laid(record, {}))
        assert laid.before is not None
        laid.before[name] = getattr(record, name)
        setattr(record, name, new)
        if name == "name":
            spell(record)
    session.flush()
    note(session, "import_change", f"household:{household.id}", path=household.lies_under,
         on=how.on.isoformat(), file=how.sha256)
    return list(touched.values())


def spell(member: Member) -> None:
    """The name's pinyin, and the household's own name where this is its applicant."""
    member.pinyin, member.initials = pinyin_of(member.name)
    if member.is_applicant:
        applicant_names_the_file(member)
