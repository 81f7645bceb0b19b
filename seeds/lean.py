"""Very many households for measuring, and little else: members and a few services, no trail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lean:
    households: int
    members: int


def load_lean(session, households, seed, *, on):
    raise NotImplementedError
