"""Splitting an office's targets of a year among the offices beneath it (目标分解): set, revise, explain.

The first setting needs no words; whatever is changed afterwards does, and keeps what it was. Where
the parts do not make up the whole the officer says so, with a reason, or nothing is stored.
Commits; the caller opens the write. Source: 五（三）; docs/decisions/0040.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from access.permissions import Permission, may
from models import Household, Office, Target, TargetGap, TargetRevision, User
from models.base import ANCESTOR_COLUMN
from policy.apportion import Gap, gaps, largest_remainder
from policy.parameters import TARGETS_EXCEED
from policy.rulebook import RuleBook
from policy.terms import Measure
from workflow.refusals import Refused, from_conflict, refuse
from workflow.standing import Standing, stands

CLAUSE = "102-5-3"
MOST = 1_000_000
LEAST_WORDS, MOST_WORDS, LONGEST_BASIS = 4, 200, 100
Place = tuple[int, Measure]
"""One cell of the grid: an office and a measure."""


class Stale(Refused):
    """Somebody has stored other figures since the form was opened."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The targets of an office and of those directly beneath it in one year, as they stand."""

    office: Office
    year: int
    children: Sequence[Office]
    targets: Mapping[Place, Target]
    at_least: bool

    @property
    def is_top(self) -> bool:
        """Nobody above sets the figures of this office: it says them itself."""
        return self.office.parent_id is None

    @property
    def offices(self) -> list[Office]:
        """Those whose figures this page sets."""
        return [*([self.office] if self.is_top else []), *self.children]

    def stored(self) -> dict[Place, int]:
        return {place: target.households for place, target in self.targets.items()}

    def stamp(self) -> str:
        """What the form was opened upon: another stamp, other figures."""
        told = sorted((t.id, t.version) for t in self.targets.values())
        return sha256(repr((self.office.id, self.year, told)).encode()).hexdigest()[:32]

    def gaps(self, figures: Mapping[Place, int]) -> list[Gap]:
        """Where these figures do not make up the office's own."""
        wholes = {m: n for (office, m), n in figures.items() if office == self.office.id}
        children = {child.id for child in self.children}
        parts: dict[Measure, list[int]] = {}
        for (office, measure), households in figures.items():
            if office in children:
                parts.setdefault(measure, []).append(households)
        return gaps(wholes, parts, self.at_least)


@dataclass(frozen=True, slots=True)
class Words:
    """What the officer says beside the figures."""

    basis: str = ""
    reason: str = ""
    gap_reason: str = ""
    confirmed: bool = False


def grid_of(session: Session, office: Office, year: int, book: RuleBook, on: date) -> Grid:
    """The figures of the year; offices no longer valid stay as long as they have one."""
    beneath = session.scalars(
        select(Office).where(Office.parent_id == office.id).order_by(Office.sort, Office.id)
    ).all()
    rows = session.scalars(
        select(Target).where(
            Target.year == year, Target.office_id.in_([office.id, *(o.id for o in beneath)])
        )
    ).all()
    targets = {(row.office_id, row.measure): row for row in rows}
    held = {row.office_id for row in rows}
    exceed = book.for_region(office.path).since_issue(TARGETS_EXCEED, on)
    children = [o for o in beneath if o.valid or o.id in held]
    return Grid(office, year, children, targets, bool(exceed))


def may_split(grid: Grid, by: User) -> bool:
    """Each office splits its own figures among its own children, and nobody else's."""
    return (
        may(by, Permission.TARGET_SPLIT) and by.office_id == grid.office.id and bool(grid.children)
    )


def split(
    session: Session, grid: Grid, by: User, wanted: Mapping[Place, int], words: Words, seen: str
) -> tuple[int, int]:
    """Store the figures: (how many are new, how many were revised). Raises Refused, nothing changed."""
    if not may_split(grid, by):
        raise refuse(CLAUSE, "只能把本机构的目标分解到直接下级机构")
    if seen != grid.stamp():
        raise stale()
    mine = {office.id for office in grid.offices}
    if any(office not in mine or not 0 <= n <= MOST for (office, _m), n in wanted.items()):
        raise refuse(CLAUSE, "只能把本机构的目标分解到直接下级机构")
    stored = grid.stored()
    revised = [place for place, n in wanted.items() if place in stored and stored[place] != n]
    new = [place for place in wanted if place not in stored]
    said = enough(words.reason, "reason", "调整理由") if revised else ""
    found = unexplained(session, grid, {**stored, **wanted})
    if found:
        demand_explained(found, words)
    names = {office.id: office for office in grid.offices}
    try:
        for place in revised:
            revise(session, grid.targets[place], names[place[0]], wanted[place], said)
        for office, measure in new:
            session.add(Target(office_id=office, year=grid.year, measure=measure,
                               households=wanted[office, measure], basis=fitting(words.basis)))
        explain(session, grid, found, words.gap_reason)
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise from_conflict(error) from None
    except StaleDataError:
        session.rollback()
        raise stale() from None
    return len(new), len(revised)


def stale() -> Stale:
    return Stale(*refuse(CLAUSE, "他人刚刚改动过这些目标，您的修改没有保存").reasons)


def revise(session: Session, target: Target, office: Office, households: int, reason: str) -> None:
    """Change a target that was set, and keep what it was, with the reason. Does not commit."""
    revision = TargetRevision(
        target=target, households_before=target.households, households_after=households,
        reason=reason,
    )
    revision.lay_under(office)
    target.households = households
    session.add(revision)


def enough(text: str, field: str, label: str) -> str:
    """The words without idle space. Refused at the field unless they say something."""
    said = " ".join(text.split())
    if not LEAST_WORDS <= len(said) <= MOST_WORDS or not said.isprintable():
        raise refuse(CLAUSE, "请填写%(label)s（%(least)d至%(most)d个字）", field, label=label,
                     least=LEAST_WORDS, most=MOST_WORDS)
    return said


def fitting(basis: str) -> str | None:
    said = " ".join(basis.split())
    if len(said) > LONGEST_BASIS or not said.isprintable():
        raise refuse(CLAUSE, "依据文件最多%(most)d个字", "basis", most=LONGEST_BASIS)
    return said or None


def demand_explained(found: Sequence[Gap], words: Words) -> None:
    if not words.confirmed:
        raise refuse(CLAUSE, "下级目标之和与本级目标不一致：请改正，或勾选确认并写明差额原因", "confirmed")
    enough(words.gap_reason, "gap_reason", "差额原因")


def unexplained(session: Session, grid: Grid, figures: Mapping[Place, int]) -> list[Gap]:
    """The gaps of these figures of which nothing was said yet; another sum is another gap."""
    told = {gap.measure: (gap.whole, gap.parts) for gap in explained(session, grid)}
    return [gap for gap in grid.gaps(figures) if told.get(gap.measure) != (gap.whole, gap.parts)]


def explain(session: Session, grid: Grid, found: Sequence[Gap], reason: str) -> None:
    """Keep why the parts do not make up the whole, once for each measure."""
    for gap in found:
        row = TargetGap(year=grid.year, measure=gap.measure, whole=gap.whole, parts=gap.parts,
                        reason=enough(reason, "gap_reason", "差额原因"))
        row.lay_under(grid.office)
        session.add(row)


def explained(session: Session, grid: Grid) -> Sequence[TargetGap]:
    """What was said of the gaps of this office and year, the latest last."""
    return session.scalars(
        select(TargetGap)
        .where(TargetGap.office_id == grid.office.id, TargetGap.year == grid.year)
        .order_by(TargetGap.id)
    ).all()


def revisions(session: Session, grid: Grid) -> Sequence[TargetRevision]:
    """What was changed of the figures of this page, the latest first."""
    numbers = [target.id for target in grid.targets.values()]
    return session.scalars(
        select(TargetRevision)
        .where(TargetRevision.target_id.in_(numbers))
        .order_by(TargetRevision.id.desc())
    ).all()


def by_population(grid: Grid) -> list[int]:
    return [office.urban_population or 0 for office in grid.children]


def by_register(session: Session, grid: Grid, today: date) -> list[int]:
    """Households on the register at the end of the year before, by the offices beneath."""
    if not grid.children:
        return []
    column = getattr(Household, ANCESTOR_COLUMN[grid.children[0].level])
    last = date(grid.year - 1, 12, 31)
    rows = session.execute(
        select(column, func.count()).where(stands(Standing.REGISTER, last, today)).group_by(column)
    )
    counts = {office: count for office, count in rows}
    return [counts.get(office.id, 0) for office in grid.children]


def proposed(grid: Grid, figures: Mapping[Place, int], weights: Sequence[int]) -> dict[Place, int]:
    """The figures of the office split by these weights, measure by measure. Refused without any."""
    if not any(weights):
        raise refuse(CLAUSE, "下级机构没有可用的人口数或在册户数，无法测算：请直接填写")
    found: dict[Place, int] = {}
    for measure in Measure:
        whole = figures.get((grid.office.id, measure))
        if whole is not None:
            parts = largest_remainder(whole, weights)
            found |= {(o.id, measure): n for o, n in zip(grid.children, parts, strict=True)}
    if not found:
        raise refuse(CLAUSE, "本级目标还没有下达，无法测算")
    return found
