"""Importing an old ledger (历史台账): read, check, place, store; all or nothing for each household.

One path for the trial run and for the real one: the trial takes everything back at the end.
Importing a file twice stores nothing twice, because a person on file since that day is rejected.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from access.permissions import Permission, may
from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Area, Household, Member, Office, User, identity_index
from policy.spelling import without_space
from policy.terms import Level
from policy.verdict import Reason
from policy.workdays import WorkCalendar
from workflow.intake_rows import Row, heads_rejected, read_rows
from workflow.intake_store import Group, Import, groups_of, objections
from workflow.intake_together import store_all
from workflow.ledger_tables import Layout
from workflow.ledger_words import PLAIN
from workflow.refusals import refuse
from workflow.sheet_gate import unreadable
from workflow.sheets import Workbook, read_file, read_workbook

TOGETHER = 200
"""Households committed together: other writers get their turn in between."""
ASKED_TOGETHER = 500

NO_TABLE = "没有找到台账：表头中须有“姓名”和“身份证号码”两列"
NO_PLACE = "没有指定社区：请指定导入到哪个社区，或在台账中填写所属社区"
NO_SUCH_PLACE = "台账所填社区在所选机构下没有找到或不止一个：请核对社区名称，或按社区分别导入"
Item = TypeVar("Item")
SUFFIX = re.compile(r"(社区)?(居民委员会|居委会)?$|(村)?(村民委员会|村委会)$")


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a file: every row, every household, and whether anything was stored."""

    file: str
    sha256: str
    as_of: date
    dry_run: bool
    rows: tuple[Row, ...]
    households: tuple[Group, ...]

    @property
    def stored(self) -> tuple[Group, ...]:
        """The households that are on file now, or would be."""
        return tuple(group for group in self.households if group.family_no)

    @property
    def counts(self) -> dict[str, int]:
        statuses = [row.status for row in self.rows]
        accepted = [row for row in self.rows if row.accepted]
        return {
            "rows": len(statuses),
            **{s: statuses.count(s) for s in ("accept", "accept_with_warning", "reject", "skip")},
            "persons_imported": len(accepted),
            "households_imported": len({row.household for row in accepted}),
            "persons_stored": sum(len(group.accepted) for group in self.stored),
            "households_stored": len(self.stored),
        }

    def words(self) -> str:
        """The outcome in a few lines for a person."""
        n = self.counts
        done = "将入库" if self.dry_run else "已入库"
        lines = [
            f"共{n['rows']}行：通过{n['accept']}，有提醒{n['accept_with_warning']}，"
            f"未通过{n['reject']}，跳过{n['skip']}",
            f"{done}{n['households_stored']}户{n['persons_stored']}人",
        ]
        lines += [
            f"第{row.number}行 {'；'.join(PLAIN[code] for code in sorted(row.told))}"
            for row in self.rows
            if row.codes
        ]
        lines += [  # by its rows: without a number of its own a household is called by its head's name here
            f"第{'、'.join(str(row.number) for row in g.rows)}行的家庭未入库：{'；'.join(map(str, g.reasons))}"
            for g in self.households if g.reasons
        ]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The contract's shape; `not_stored` says why a household was left out."""
        sheets = len({row.table.sheet.name for row in self.rows})
        return {
            "file": self.file,
            "sha256": self.sha256,
            "as_of": self.as_of.isoformat(),
            "dry_run": self.dry_run,
            "summary": self.counts,
            "rows": [row.as_json(sheets) for row in self.rows],
            "not_stored": [
                {"household": group.key, "rows": [row.number for row in group.rows],
                 "text": "；".join(map(str, group.reasons))}
                for group in self.households
                if group.reasons
            ],
        }


def import_file(
    session: Session,
    path: Path | str,
    *,
    as_of: date,
    office: Office | None,
    by: User | None,
    on: date,
    at: datetime,
    calendar: WorkCalendar,
    dry_run: bool = False,
) -> Intake:
    """Read a ledger and store its households as recognised on the ledger's own days. Commits.

    `as_of` is the day against which the ledger's days are judged, `on` the day of the import.
    The transaction at hand is given up first.
    `office` is the community all households go to, or an office above it: then each goes to the
    community its row names. Raises Refused for an officer who may not recognise, an office out
    of the area, and a file that cannot be read as a whole.
    """
    path = Path(path)
    area = may_import(session, office, by)
    session.rollback()  # a large file is read before any writer waits for us
    data = read_file(path)
    digest = sha256(data).hexdigest()
    rows, groups, known = planned(session, read_workbook(data), as_of, office, area)
    how = Import(by, on, at, calendar, digest)
    keep = session.rollback if dry_run else session.commit
    for together in chunks([group for group in groups if not group.reasons], TOGETHER):
        store_all(session, together, known, how)
        keep()
    intake = Intake(path.name, digest, as_of, dry_run, tuple(rows), tuple(groups))
    note(
        session, "import_file", f"file:{digest[:40]}", path=office.path if office else area.path,
        sha256=digest, as_of=as_of.isoformat(), counts=intake.counts,
    )
    keep()
    return intake


def planned(
    session: Session, workbook: Workbook, as_of: date, office: Office | None, area: Area,
    mapping: Mapping[str, Layout] | None = None,
) -> tuple[list[Row], list[Group], frozenset[str]]:
    """What a ledger would lay down: its rows, its households, each placed or with the reasons why not.

    Also the blind indexes of persons who stood in an earlier episode. Reads only.
    """
    rows = read_rows(workbook, as_of, mapping)
    if not rows:
        raise unreadable(NO_TABLE)
    known = look_up(session, rows)
    groups = groups_of(rows)
    place(session, groups, office, area)
    for group in groups:
        group.reasons = objections(group) or group.reasons
    return rows, groups, known


def may_import(session: Session, office: Office | None, by: User | None) -> Area:
    """The area of the session; Refused where the officer may not, or not there."""
    area: Area | None = session.info.get("area")
    if by is not None and not may(by, Permission.HOUSEHOLD_RECOGNISE):
        raise refuse("102-2-3", "您没有导入已认定家庭的权限：请由复核认定机构导入")
    if area is None or (office is not None and not office.is_under(area.path)):
        raise refuse("102-3", "该机构不在您的管辖范围内，不能导入到该机构", "office")
    return area


def look_up(session: Session, rows: Iterable[Row]) -> frozenset[str]:
    """Reject whoever is on file in the episode the ledger tells of, or in a later one.

    Asks in the whole province, because a person stands in one open episode only; nothing but
    that it is so is told. Answers the blind indexes of all persons found, for families that
    were recognised before (返零).
    """
    by_index: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.accepted:
            by_index[identity_index(row.person.id_no)].append(row)
    found: set[str] = set()
    with in_charge_of(session, WHOLE_PROVINCE):
        for some in chunks(list(by_index), ASKED_TOGETHER):
            for index, is_open, began, exited, revoked in session.execute(
                select(Member.id_no_index, Household.is_open, Household.recognised_on,
                       Household.exited_on, Household.revoked_on)
                .join(Household, Member.household_id == Household.id)
                .where(Member.id_no_index.in_(some), Member.voided_at.is_(None))
            ):
                found.add(index)
                for row in by_index[index]:
                    day = row.person.recognised_on
                    ended = exited or revoked
                    later = began is not None and (began >= day or ended is None or ended > day)
                    if is_open or later:
                        row.codes.add("DUP_IN_REGISTRY")
    heads_rejected(row for row in rows if not row.kind)
    return frozenset(found)


def place(
    session: Session, groups: Iterable[Group], office: Office | None, area: Area
) -> None:
    """Say for each household in which community it lies; a reason where that is not clear."""
    if office is not None and office.level is Level.COMMUNITY:
        for group in groups:
            group.community = office
        return
    communities = communities_under(session, office.path if office else area.path)
    for group in groups:
        said = next(filter(None, (row.said("community") for row in group.rows)), "")
        found = communities.get(bare(said), []) if said else []
        if len(found) == 1:
            group.community = found[0]
        else:
            group.reasons = (Reason("102-3", NO_SUCH_PLACE if said else NO_PLACE),)


def communities_under(session: Session, path: str) -> dict[str, list[Office]]:
    """The communities under an office by the bare words of their names; namesakes together."""
    found: dict[str, list[Office]] = defaultdict(list)
    for community in session.scalars(
        select(Office).where(
            Office.level == Level.COMMUNITY, Office.valid, Office.path.startswith(path)
        )
    ):
        for words in {bare(community.name), bare(community.short_name)}:
            found[words].append(community)
    return found


def bare(name: str) -> str:
    """华阳社区居民委员会, 华阳社区 and 华阳 are one community."""
    return SUFFIX.sub("", without_space(name), count=1) or name


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
