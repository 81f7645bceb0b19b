"""Whether the promise of 四（三） was kept for one household, and what of it stands against that.

Source: docs/notice.md 四（三）; the reading is in docs/decisions/0016.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policy.assistance import owed, promise_is_kept
from policy.rulebook import NOTICE, Rules
from policy.terms import ServiceKind
from policy.verdict import Reason, Verdict, rule


@dataclass(frozen=True, slots=True)
class Given:
    """What one registered member was given until the last day, and from when that member worked."""

    name: str
    services: Mapping[ServiceKind, int]
    works_from: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """One household's promise: from the seal to its last day, work found, when it left the register."""

    sealed_on: date | None
    due_on: date | None
    placed_on: date | None = None
    left_on: date | None = None
    revoked: bool = False
    members: tuple[Given, ...] = ()


@rule("102-4-3")
def promise_account(facts: PromiseFacts, on: date, rules: Rules = NOTICE) -> Verdict:
    """Whether it may be certified on that day that the promise was kept; if not, why not.

    Work must have begun by the last day. The 1-1-3 is demanded of whoever was in the register and
    without work on that day; until it is reached, of whoever still is.
    """
    if facts.sealed_on is None or facts.due_on is None:
        return Verdict((Reason("102-4-3", "本户未经认定，没有承诺期限"),))
    if facts.revoked:
        return Verdict((Reason("102-4-3", "本户的认定已撤销"),))
    found = []
    if facts.placed_on is None:
        if facts.left_on is not None and facts.left_on <= facts.due_on:
            found.append(Reason("102-4-3", "本户在承诺期限内因其他情形退出，没有成员实现就业"))
        else:
            text = "承诺期限为%(due)s，尚无成员经核验实现就业"
            found.append(Reason("102-4-3", text, {"due": facts.due_on}))
    elif not promise_is_kept(facts.placed_on, facts.due_on):
        text = "首次就业日期%(on)s晚于承诺期限%(due)s"
        found.append(Reason("102-4-3", text, {"on": facts.placed_on, "due": facts.due_on}))
    last = min(facts.due_on, on)
    if facts.left_on is None or facts.left_on > last:
        found += [
            Reason("102-4-3", "还应为成员%(name)s提供%(kind)s%(count)d次",
                   {"name": member.name, "kind": kind.label, "count": count})
            for member in facts.members
            if member.works_from is None or member.works_from > last
            for kind, count in owed(member.services, facts.sealed_on, rules).items()
        ]
    return Verdict(tuple(found))
