"""From decreed parameters to the rule book the rules are asked under."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Office, ParameterDecree
from policy.rulebook import Decree, RuleBook

STANDING = (
    select(
        ParameterDecree.parameter, Office.path, ParameterDecree.valid_from,
        ParameterDecree.value, ParameterDecree.basis,
    )
    .join(Office, Office.id == ParameterDecree.office_id)
    .order_by(ParameterDecree.id)
)


def rule_book(session: Session) -> RuleBook:
    """Every decree that stands, whatever the officer's own area; one small statement."""
    return RuleBook.of(Decree(*row) for row in session.execute(STANDING))
