"""Supervision (督导检查): how far a finding has come, and who may write one or answer it.

Source: docs/notice.md 五（三）; readings in docs/decisions/0036.
"""

from __future__ import annotations

from datetime import date

from policy.sweep_terms import FindingReply, FindingState
from policy.verdict import rule


@rule("102-5-3")
def finding_state(
    reply: FindingReply | None, mended_on: date | None, closed_on: date | None
) -> FindingState:
    """待反馈 → 整改中 → 待复查 → 已销号; what is answered as unfounded has nothing to mend."""
    if closed_on is not None:
        return FindingState.CLOSED
    if reply is None:
        return FindingState.ANSWER
    if reply is FindingReply.UNFOUNDED or mended_on is not None:
        return FindingState.CHECKING
    return FindingState.MENDING


@rule("102-5-3")
def is_overdue(state: FindingState, due_on: date, on: date) -> bool:
    """Whether the office has let the term for mending pass; the last day is still within it."""
    return state in (FindingState.ANSWER, FindingState.MENDING) and on > due_on


@rule("102-5-3")
def may_inspect(inspector: str, inspected: str) -> bool:
    """Whether the office with the one path stands above the other: nobody inspects oneself."""
    return inspected.startswith(inspector) and inspected != inspector


@rule("102-5-3")
def may_answer(answering: str, inspected: str, inspector: str) -> bool:
    """The inspected office answers, or one above it that is itself beneath the inspector."""
    return inspected.startswith(answering) and may_inspect(inspector, answering)
