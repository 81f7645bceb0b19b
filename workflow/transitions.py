"""The procedure as one table: who may take a file from where to where, by which clause.

DRAFT ─submit─▶ SUBMITTED ─verify─▶ VERIFIED ─publicize─▶ PUBLICIZED ─report─▶ REPORTED
  ▲                │                        (repost: another text, a new period)  │
RETURNED ◀─return──┴── (street; county from REPORTED)          recognise (seal) ──▼
                                                        RECOGNISED ─exit─▶ EXITED
side ways: reject ─▶ REJECTED · withdraw ─▶ WITHDRAWN · revoke ─▶ REVOKED
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from access.permissions import Permission as P
from policy.terms import Level
from policy.terms import Status as S

BEFORE_RECOGNITION = frozenset({S.SUBMITTED, S.VERIFIED, S.PUBLICIZED, S.REPORTED})

HOLDER: Final[dict[S, Level]] = {
    S.DRAFT: Level.COMMUNITY,
    S.RETURNED: Level.COMMUNITY,
    S.SUBMITTED: Level.STREET,
    S.VERIFIED: Level.STREET,
    S.PUBLICIZED: Level.STREET,
    S.REPORTED: Level.COUNTY,
    S.RECOGNISED: Level.COUNTY,
}
"""On whose desk a file lies; a return or refusal is given by the desk that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step of the procedure.

    `button` is what officers press (approve is the first review or the recognition, by where the
    file lies). `stamps` and `signs` name the columns that take the day and the officer;
    `not_by` the columns whose officers may not do this step (两人复核). `needs` are the fields the
    act page must have filled, `takes` those it may. `at_holder`: only the desk that holds it.
    """

    act: str
    button: str
    label: str
    verb: str
    sources: frozenset[S]
    target: S
    permission: P
    clause: str
    stamps: str
    signs: str = ""
    not_by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tone: str = "primary"
    at_holder: bool = False


def _table(*steps: Transition) -> dict[str, Transition]:
    return {step.act: step for step in steps}


TRANSITIONS: Final = _table(
    Transition(
        act="submit", button="submit", label="提交", verb="提交申请",
        sources=frozenset({S.DRAFT, S.RETURNED}), target=S.SUBMITTED,
        permission=P.HOUSEHOLD_SUBMIT, clause="102-2-1",
        stamps="submitted_on", signs="submitted_by_id", takes=("words",),
    ),
    Transition(
        act="verify", button="approve", label="初审通过", verb="初审通过",
        sources=frozenset({S.SUBMITTED}), target=S.VERIFIED,
        permission=P.HOUSEHOLD_VERIFY, clause="102-2-2",
        stamps="verified_on", signs="verified_by_id", not_by=("submitted_by_id",),
        takes=("words", "override"),
    ),
    Transition(
        act="publicize", button="publicize", label="公示", verb="发布公示",
        sources=frozenset({S.VERIFIED}), target=S.PUBLICIZED,
        permission=P.HOUSEHOLD_PUBLICIZE, clause="102-2-2",
        stamps="publicized_on", needs=("place", "complaint_phone"), takes=("remark",),
    ),
    Transition(
        act="report", button="report", label="上报", verb="公示无异议，上报县级",
        sources=frozenset({S.PUBLICIZED}), target=S.REPORTED,
        permission=P.HOUSEHOLD_REPORT, clause="102-2-2",
        stamps="reported_on", signs="reported_by_id",
    ),
    Transition(
        act="repost", button="repost", label="变更公示", verb="撤下原公示，重新发布",
        sources=frozenset({S.PUBLICIZED}), target=S.PUBLICIZED,
        permission=P.HOUSEHOLD_PUBLICIZE, clause="102-2-2",
        stamps="publicized_on", needs=("place", "complaint_phone", "reason"), takes=("remark",),
        tone="warn",
    ),
    Transition(
        act="recognise", button="approve", label="复核认定", verb="复核认定",
        sources=frozenset({S.REPORTED}), target=S.RECOGNISED,
        permission=P.HOUSEHOLD_RECOGNISE, clause="102-2-3",
        stamps="recognised_on", signs="recognised_by_id", not_by=("submitted_by_id", "verified_by_id"),
        takes=("words", "unregistered"), tone="seal",
    ),
    Transition(
        act="exit", button="exit", label="退出", verb="批准退出",
        sources=frozenset({S.RECOGNISED}), target=S.EXITED,
        permission=P.HOUSEHOLD_EXIT, clause="102-3",
        stamps="exited_on", signs="exited_by_id",
        needs=("told_on", "told_way"), takes=("words",),
    ),
    Transition(
        act="return", button="return", label="退回补正", verb="退回补正",
        sources=BEFORE_RECOGNITION, target=S.RETURNED,
        permission=P.HOUSEHOLD_RETURN, clause="102-2-2",
        stamps="returned_on", needs=("reason",), tone="warn", at_holder=True,
    ),
    Transition(
        act="reject", button="reject", label="不予认定", verb="不予认定",
        sources=BEFORE_RECOGNITION, target=S.REJECTED,
        permission=P.HOUSEHOLD_REJECT, clause="102-1",
        stamps="rejected_on", needs=("reason",), tone="danger", at_holder=True,
    ),
    Transition(
        act="withdraw", button="withdraw", label="撤回", verb="撤回申请",
        sources=BEFORE_RECOGNITION | {S.DRAFT, S.RETURNED}, target=S.WITHDRAWN,
        permission=P.HOUSEHOLD_WITHDRAW, clause="102-2-1",
        stamps="withdrawn_on", needs=("reason",), tone="warn",
    ),
    Transition(
        act="revoke", button="revoke", label="撤销认定", verb="撤销认定",
        sources=frozenset({S.RECOGNISED}), target=S.REVOKED,
        permission=P.HOUSEHOLD_REVOKE, clause="102-5-3",
        stamps="revoked_on", needs=("reason",), tone="danger",
    ),
)

BUTTONS: Final[dict[str, tuple[Transition, ...]]] = {
    button: tuple(t for t in TRANSITIONS.values() if t.button == button)
    for button in dict.fromkeys(t.button for t in TRANSITIONS.values())
}
"""What officers press, in the order of the procedure, and the steps each may stand for."""


def step_for(button: str, status: S) -> Transition | None:
    """The step a button means for a file in this status; None if it is not open there."""
    return next((t for t in BUTTONS.get(button, ()) if status in t.sources), None)
