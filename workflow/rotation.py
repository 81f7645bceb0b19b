"""A new field key, and every sealed value sealed again with it, in batches that stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, func, literal, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from access.audit import note
from models import Base, Installation
from models.sealed import FORMAT, Sealed, SealedFile, keys, new_field_key, opens
from workflow.refusals import refuse

BATCH, FILES, DAY_SECONDS = 500, 5, 86_400
PROOF = "installation.proof"
TRACED = {"traced": True, "synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Rotation:
    """Under which key everything is sealed now, whether it is new, and how much was sealed anew."""

    key: str
    new: bool
    resealed: int


def rotate(session: Session, at: datetime, again: bool = False) -> Rotation:
    """Go on with a rotation that was interrupted, or begin one. Commits batch by batch.

    A value is readable at every instant: the old key stays in the folder. A rotation finished
    within the last day is not begun anew unless `again`, so that a second call changes nothing.
    """
    new = not any(left(session, column) for column in sealed_columns())
    if new and not again and made_lately(at):
        return Rotation(keys().current, False, 0)
    if new:
        new_field_key(keys().folder)
        keys().reload()
    resealed = sum(reseal(session, column) for column in sealed_columns())
    note(session, "rotate_keys", f"key:{keys().current}", resealed=resealed)
    session.commit()
    return Rotation(keys().current, new, resealed)


def claim(session: Session) -> None:
    """Note which keys this database belongs to; commits. Raises Refused if it belongs to others.

    A value sealed at the first start must open at every later one: a wrong key is found before
    anything is read or, worse, written with it.
    """
    if prove(session):
        return
    ring = keys()
    session.merge(Installation(name="keys", value=ring.fingerprint()))
    session.merge(Installation(name="proof", value=ring.seal("proof", PROOF).hex()))
    session.commit()


def prove(session: Session) -> bool:
    """Whether the database has an owner already. Raises Refused if that is not the owner of these keys."""
    owner, proof = session.get(Installation, "keys"), session.get(Installation, "proof")
    if owner is None or proof is None:
        return False
    if owner.value != keys().fingerprint() or not opens(bytes.fromhex(proof.value), PROOF):
        raise refuse("102-3", "密钥不是这个数据库所用的：请放回原来的密钥目录")
    return True


def made_lately(at: datetime) -> bool:
    """Whether the newest key came from a rotation of the last day; the first key never did."""
    ring = keys()
    made = (ring.folder / f"field-{ring.current}.key").stat().st_mtime
    return len(ring.fields) > 1 and at.timestamp() - made < DAY_SECONDS


def sealed_columns() -> Iterator[InstrumentedAttribute[Any]]:
    """Every column whose values are sealed, as models declare them."""
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        for name, column in mapper.columns.items():
            if isinstance(column.type, Sealed):
                yield getattr(mapper.class_, name)


def behind(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Sealed with another key than the newest: the key's name stands at the head of the value."""
    name = keys().current.encode()
    head = FORMAT + bytes([len(name)]) + name
    start = func.substr(type_coerce(column, LargeBinary), 1, len(head))
    return start != literal(head, LargeBinary)


def left(session: Session, column: InstrumentedAttribute[Any]) -> bool:
    model = column.class_
    found = session.scalar(select(model.id).where(column.is_not(None), behind(column)).limit(1))
    session.rollback()
    return found is not None


def reseal(session: Session, column: InstrumentedAttribute[Any]) -> int:
    """Read and write back: reading opens with the old key, writing seals with the newest."""
    model, done = column.class_, 0
    most = FILES if isinstance(column.type, SealedFile) else BATCH
    while True:
        rows = session.execute(
            select(model.id, column)
            .where(column.is_not(None), behind(column))
            .limit(most)
            .with_for_update()
        ).all()
        for id_, value in rows:
            session.execute(
                update(model).where(model.id == id_).values({column: value}),
                execution_options=TRACED,
            )
        session.commit()
        done += len(rows)
        if len(rows) < most:
            return done
