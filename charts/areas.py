"""Counting in one office's area: never beyond that of whoever asks."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy.orm import Session

from access.scope import OutsideScope, in_charge_of
from models import Area


def within(session: Session, area: Area) -> AbstractContextManager[None]:
    """Count in this area alone. Raises OutsideScope rather than widen the session's own."""
    own = session.info.get("area")
    if own is None or not area.path.startswith(own.path):
        raise OutsideScope("charts")
    return in_charge_of(session, area)
