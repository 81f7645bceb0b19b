"""What a rule answers: yes or no, and why, clause by clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec

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

P = ParamSpec("P")
RULES: dict[str, tuple[str, ...]] = {}


def objection(clause: str, text: str, **values: object) -> Verdict:
    """A verdict with one ground against."""
    return Verdict((Reason(clause, text, values),))


def rule(*clauses: str) -> Callable[[Callable[P, Verdict]], Callable[P, Verdict]]:
    """Enter a function in the register of rules, under the clauses it carries out.

    Raises KeyError for a clause that policy.clauses does not know.
    """
    for clause in clauses:
        if clause not in CLAUSES:
            raise KeyError(f"no clause {clause!r} in policy.clauses")

    def enter(function: Callable[P, Verdict]) -> Callable[P, Verdict]:
        RULES[function.__name__] = clauses
        return function

    return enter
