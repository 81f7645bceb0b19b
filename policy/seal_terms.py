"""The vocabulary of papers that bear the seal (用印): which papers there are, and what became of each.

Source: the notice, 2(3): the county agency re-checks and puts the electronic seal on the form.
"""

from __future__ import annotations

from typing import Final

from policy.terms import Status, Term


class SealKind(Term):
    """The form the notice has sealed, and what the household is handed."""

    FORM = "form", "认定及援助申请表"
    RECOGNITION = "recognition", "认定通知书"
    EXIT = "exit", "退出通知书"


class SealState(Term):
    """Where a paper stands: asked for, sealed, and what ended it."""

    WAITING = "waiting", "待用印"
    SEALED = "sealed", "已用印"
    REPLACED = "replaced", "已替换"
    REVOKED = "revoked", "已作废"
    RETURNED = "returned", "已退回"


BEARS_SEAL: Final = (SealState.SEALED, SealState.REPLACED, SealState.REVOKED)
"""States of a paper that has left the office with a number and a seal."""
PREPARED_BY: Final = {"recognise": (SealKind.FORM, SealKind.RECOGNITION), "exit": (SealKind.EXIT,)}
"""The act that asks for papers, and for which."""
IN_FULL: Final = (SealKind.FORM,)
"""Papers that hold identity numbers: handed out for a reason only."""
RESTS_ON: Final = {
    SealKind.FORM: frozenset({Status.RECOGNISED, Status.EXITED}),
    SealKind.RECOGNITION: frozenset({Status.RECOGNISED, Status.EXITED}),
    SealKind.EXIT: frozenset({Status.EXITED}),
}
"""In which status of the household a paper tells the truth."""


class Finding(Term):
    """What the check page says of a code or a file."""

    GENUINE = "genuine", "真实有效"
    ALTERED = "altered", "内容被改动"
    REPLACED = "replaced", "已被替换"
    REVOKED = "revoked", "已作废"
    UNKNOWN = "unknown", "查无此件"
