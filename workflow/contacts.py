"""From visits and calls to the attempts the rules of reaching a household are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from models import Visit
from policy.exit import Contact


def contacts_of(visits: Iterable[Visit]) -> tuple[Contact, ...]:
    """Every visit and call is an attempt to reach the household; voided ones are the caller's to leave out."""
    return tuple(Contact(v.visited_on, v.reached, v.way, f"visit:{v.id}") for v in visits)
