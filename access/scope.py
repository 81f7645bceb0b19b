"""Which rows an officer sees: those under the office of the officer, in every query, without asking.

Sits on the session, so lists, details, dropdowns, exports, charts and ledgers are all limited by
the same line. A session for which nobody has spoken sees no scoped row and writes none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import CompoundSelect, Select, event, false, inspect, select
from sqlalchemy.orm import (
    LoaderCriteriaOption,
    Mapper,
    ORMExecuteState,
    Session,
    with_loader_criteria,
)

from models import Area, Base, Household, Office, Placed, Scoped


class OutsideScope(PermissionError):
    """A row was about to be written under an office the officer is not in charge of."""


@contextmanager
def in_charge_of(session: Session, area: Area) -> Iterator[None]:
    """Within the block, only rows in this area exist."""
    before = session.info.get("area")
    session.info["area"] = area
    try:
        yield
    finally:
        session.info["area"] = before


@event.listens_for(Session, "do_orm_execute")
def limit_reads(state: ORMExecuteState) -> None:
    """Adds the condition to every statement, whether or not it seems to name a scoped table.

    `state.all_mappers` would be the natural test, but it overlooks count() … select_from().
    """
    if state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    area = state.session.info.get("area")
    if area is not None and not area.column:
        return  # the whole province
    state.statement = limited(state.statement, area, state.execution_options.get("lasting"))


def limited(statement: Any, area: Area | None, lasting: bool | None) -> Any:
    """The statement with the conditions of the area; kept for one that is the same object each time."""
    if not lasting:
        return statement.options(*criteria(area))
    key = (statement, area)
    if key not in _limited:
        if len(_limited) >= MOST_LIMITED:
            _limited.clear()
        _limited[key] = statement.options(*criteria(area))
    return _limited[key]


def column_rows(
    session: Session, statement: Select[Any] | CompoundSelect[Any], values: Mapping[str, Any]
) -> Sequence[Any]:
    """The rows of a statement of columns, limited as every other, without the ORM's way of loading.

    For lists: it makes no objects, flushes nothing, and takes two thirds of the time.
    """
    area = session.info.get("area")
    if area is None or area.column:
        lasting = statement.get_execution_options().get("lasting")
        statement = limited(statement, area, lasting)
    return session.connection().execute(statement, values).all()


def column_parts(session: Session, statement: Select[Any], size: int) -> Iterator[Sequence[Any]]:
    """The same a part at a time, from a cursor that stays open on the database's side."""
    area = session.info.get("area")
    if area is None or area.column:
        statement = limited(statement, area, None)
    found = session.connection().execute(statement.execution_options(yield_per=size))
    with found:
        yield from found.partitions()


MOST_LIMITED = 2000
_limited: dict[tuple[Any, Area | None], Any] = {}
"""Statements that stay the same object from page to page (execution option `lasting`), limited."""
_criteria: dict[Area | None, tuple[LoaderCriteriaOption, ...]] = {}


def criteria(area: Area | None) -> tuple[LoaderCriteriaOption, ...]:
    """One condition for each scoped table; made once for each area."""
    if area not in _criteria:
        if len(_criteria) > 5000:
            _criteria.clear()
        _criteria[area] = tuple(
            with_loader_criteria(
                model, false() if area is None else model.within(area), include_aliases=True
            )
            for model in scoped_models()
        )
    return _criteria[area]


@event.listens_for(Mapper, "after_mapper_constructed")
def forget_criteria(*_: object) -> None:
    """A table that is loaded later is limited like those that were there: no condition made before is kept."""
    _criteria.clear()
    _limited.clear()


@event.listens_for(Session, "before_flush")
def limit_writes(session: Session, *_: object) -> None:
    """Lay new rows where their household lies; refuse every row outside the area."""
    area = session.info.get("area")
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, Scoped):
            continue
        if isinstance(row, Placed):
            lay(session, row)
        if area is None or not row.lies_under.startswith(area.path):
            raise OutsideScope(type(row).__name__)


def lay(session: Session, row: Placed) -> None:
    """The four ancestor columns: of a household by its community, of its rows by the household."""
    with session.no_autoflush:
        if row.by_itself:
            community = row.community or session.get(Office, row.community_id)
            if community is None:
                raise OutsideScope(type(row).__name__)
            state: Any = inspect(row)
            if state.persistent and row.unit_id is not None:
                moved = state.attrs.community_id.history.has_changes()
                if not moved and row.community_id == community.id:
                    return
            row.place_in(community)
        elif row in session.new:
            household = row.household  # type: ignore[attr-defined]
            if household is None:
                household = session.scalars(
                    select(Household).where(Household.id == row.household_id)  # type: ignore[attr-defined]
                ).one_or_none()
            if household is None:
                raise OutsideScope(type(row).__name__)
            row.place_in(household.community)


def scoped_models() -> list[type[Scoped]]:
    return [m.class_ for m in Base.registry.mappers if issubclass(m.class_, Scoped)]
