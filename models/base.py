"""The base class and the few habits all tables share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    MetaData,
    String,
    TypeDecorator,
    event,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column

from policy.terms import Level, Term


class Base(DeclarativeBase):
    """Names every index and constraint, so that migrations can find them again."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


@event.listens_for(Base, "attribute_instrument", propagate=True)
def remember_old_values(cls: type, key: str, attribute: Any) -> None:
    """Without it a value set on a row just committed has no old value for the audit to name."""
    if hasattr(attribute.impl, "active_history"):
        attribute.impl.active_history = True


def field(label: str, *args: Any, **kwargs: Any) -> MappedColumn[Any]:
    """A column that says its own Chinese name once, for lists, forms, ledgers and imports alike.

    `personal=True` marks a personal datum: the audit notes that it changed, never its value.
    `help` is one line for the form.
    """
    info = {"label": label, **kwargs.pop("info", {})}
    for mark in ("personal", "help", "section"):
        if mark in kwargs:
            info[mark] = kwargs.pop(mark)
    return mapped_column(*args, info=info, comment=label, **kwargs)


def sought(length: int) -> String:
    """Text found by its beginning and listed in the order of its code points, on both databases."""
    exact = String(length, collation="C")
    return String(length).with_variant(exact, "postgresql")


def coded(terms: type[Term], name: str = "") -> Enum:
    """A column type that stores a Term by its code and refuses every other code.

    `name` tells the constraints apart where a table has two columns of the same terms.
    """
    return Enum(
        terms,
        values_callable=lambda e: [t.value for t in e],
        native_enum=False,
        create_constraint=True,
        name=name or terms.__name__.lower(),
        length=20,
    )


def filled_when(
    column: str,
    status: str,
    reached: tuple[Term, ...],
    either: tuple[Term, ...] = (),
    unless: str = "",
) -> CheckConstraint:
    """The database itself holds `column` empty until `status` is one of `reached`, and filled then.

    In a status of `either` the column may be empty or filled; `unless` is a condition in SQL
    under which the column is free.
    """
    codes = ", ".join(f"'{t.value}'" for t in reached)
    rule = f"({status} IN ({codes})) = ({column} IS NOT NULL)"
    if either:
        free = ", ".join(f"'{t.value}'" for t in either)
        rule = f"{status} IN ({free}) OR {rule}"
    if unless:
        rule = f"{unless} OR ({rule})"
    return CheckConstraint(rule, name=f"{column}_when_reached")


class Instant(TypeDecorator[datetime]):
    """A moment, kept as UTC without a zone, handed out with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the bureau under one office, as an officer is in charge of it.

    `column` names the ancestor column that equals `office_id` on every row of the area; it is
    empty for the whole province, where no condition is needed. `path` decides writes.
    """

    path: str
    office_id: int = 0
    column: str = ""


WHOLE_PROVINCE = Area("")

ANCESTOR_COLUMN = {
    Level.PROVINCE: "",
    Level.UNIT: "unit_id",
    Level.COUNTY: "county_id",
    Level.STREET: "street_id",
    Level.COMMUNITY: "community_id",
}


class Scoped:
    """Rows that only the officers in charge of them may see; access.scope asks where they lie."""

    @classmethod
    def within(cls, area: Area) -> ColumnElement[bool]:
        """The SQL condition that a row lies in the area."""
        raise NotImplementedError(cls)

    @property
    def lies_under(self) -> str:
        """The path of the office this row belongs to."""
        raise NotImplementedError(type(self))


class Versioned:
    """Two officers who save the same row: the second is told, not obeyed."""

    version: Mapped[int] = mapped_column(nullable=False, info={"label": "版本"})

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Recorded:
    """Who entered the row and when; filled by access.audit, never from a form."""

    created_at: Mapped[datetime] = field("录入时间", Instant())

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("user.id"), info={"label": "录入人"})


class Untraced:
    """A trace itself, or a record of nothing but presence: a change of it leaves no line in the trail."""


class Voidable:
    """Nothing is deleted: a mistake is voided, with its reason, and stays readable."""

    voided_at: Mapped[datetime | None] = field("作废时间", Instant())
    void_reason: Mapped[str | None] = field("作废原因", String(200))
