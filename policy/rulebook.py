"""The rules of a region on a day: the numbers of the notice and the localities' own.

The notice leaves much to the localities (一（三）, 定期, 按规定 …). A change is decreed for an
office and everything beneath it, from a day on, with its basis document; the nearest office's
decree leads, the latest of it first. Whatever a region has not decreed holds as the notice says.
Every rule asks the version in force on the day its own term began: a case keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from policy.parameters import ISSUED_ON, PARAMETERS, NotYetInForce, Parameter

NAMES: Final[dict[Parameter, str]] = {number: name for name, number in PARAMETERS.items()}


@dataclass(frozen=True, slots=True)
class Decree:
    """One changed number: for which office (`path`) and all beneath it, from which day on.

    `basis` names the document it rests on.
    """

    parameter: str
    path: str
    since: date
    value: int
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers as they hold in one region; `decrees` are those of its own line of offices."""

    decrees: tuple[Decree, ...] = ()

    def at(self, parameter: Parameter, day: date) -> int:
        """The number in force on `day`; raises NotYetInForce before the first one."""
        decree = self.decree_at(parameter, day)
        return decree.value if decree else parameter.at(day)

    def since_issue(self, parameter: Parameter, day: date) -> int:
        """The same, and before the notice its first number: old ledgers hold older days."""
        return self.at(parameter, max(day, ISSUED_ON))

    def decree_at(self, parameter: Parameter, day: date) -> Decree | None:
        """The decree the number rests on; None where it is the notice's own."""
        if not self.decrees:
            return None
        name = NAMES[parameter]
        found = [d for d in self.decrees if d.parameter == name and d.since <= day]
        return max(found, key=lambda d: (len(d.path), d.since), default=None)

    def version(self, day: date) -> Mapping[str, int]:
        """Every number in force on that day by name, to be kept with what relied on it."""
        found: dict[str, int] = {}
        for name, parameter in PARAMETERS.items():
            try:
                found[name] = self.at(parameter, day)
            except NotYetInForce:
                continue
        return found


NOTICE: Final = Rules()
"""The notice alone, without any local decree."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All decrees of the province, handed out by region."""

    decrees: tuple[Decree, ...] = ()
    _by_path: dict[str, Rules] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, decrees: Iterable[Decree]) -> RuleBook:
        return cls(tuple(decrees))

    def for_region(self, path: str) -> Rules:
        """The rules where the office of that path stands ("0001.0002.": its line of offices)."""
        if not self.decrees:
            return NOTICE
        known = self._by_path.get(path)
        if known is None:
            mine = tuple(d for d in self.decrees if path.startswith(d.path))
            known = self._by_path[path] = Rules(mine) if mine else NOTICE
        return known
