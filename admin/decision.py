"""What one kind of small decision is made of; the kinds are in admin.decisions and beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from access.permissions import Permission as P
from admin.act_forms import ActForm, text
from admin.words import labelled
from models import User
from policy.terms import Term


@dataclass(frozen=True, slots=True)
class Decision:
    """One kind of decision: on what, by whom, with which words, and what carries it out."""

    model: Any
    permission: P
    label: str
    verb: str
    clause: str
    explains: str
    tab: str
    fields: Callable[[], dict[str, Any]]
    facts: Callable[[Any], str]
    decide: Callable[[Any, ActForm, User, date], None]
    tone: str = "primary"
    fields_for: Callable[[Any], dict[str, Any]] | None = None

    def fields_of(self, row: Any) -> dict[str, Any]:
        """The inputs, filled from the row where the kind asks for that."""
        return self.fields_for(row) if self.fields_for is not None else self.fields()


def lines(*pairs: tuple[str, Any]) -> str:
    return "\n".join(labelled(_(label), value) for label, value in pairs if value not in (None, ""))


def closed(terms: type[Term]) -> list[Term]:
    """The answers that end a question: all but “open”."""
    return [term for term in terms if term.value != "open"]


def note(label: str, **kwargs: Any) -> Any:
    return text(_(label), longest=300, area=True, **kwargs)
