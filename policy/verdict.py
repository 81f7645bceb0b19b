"""What a rule answers: yes, no or not known, and why, clause by clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from policy.clauses import CLAUSES


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a decision, fit to be printed in the letter to the household.

    `text` keeps its %(names)s apart from their `values`, so that it can be translated.
    """

    clause: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer. No objection means the rule is met."""

    objections: tuple[Reason, ...] = ()

    @property
    def met(self) -> bool:
        return not self.objections

    def __and__(self, other: Verdict) -> Verdict:
        """Both rules: the objections of the first, then those of the second."""
        return Verdict(self.objections + other.objections)


MET = Verdict()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a clause says of one member, or of the whole household where `member` is None.

    `holds` is None where a fact is missing: it is asked for, never guessed. `remedy` says what
    would change a finding that does not hold; the same words for a missing fact ask for it.
    """

    reason: Reason
    holds: bool | None
    member: int | None = None
    remedy: Reason | None = None


P = ParamSpec("P")
R = TypeVar("R")
RULES: dict[str, tuple[str, ...]] = {}


def objection(clause: str, text: str, **values: object) -> Verdict:
    """A verdict with one ground against."""
    return Verdict((Reason(clause, text, values),))


def rule(*clauses: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Enter a function in the register of rules, under the clauses it carries out.

    Raises KeyError for a clause that policy.clauses does not know.
    """
    for clause in clauses:
        if clause not in CLAUSES:
            raise KeyError(f"no clause {clause!r} in policy.clauses")

    def enter(function: Callable[P, R]) -> Callable[P, R]:
        RULES[function.__name__] = clauses
        return function

    return enter
