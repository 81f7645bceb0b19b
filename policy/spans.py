"""What one household, and one service, adds to the figures of time and of outcome, by two days each.

`day` is the one by which a period holds it, `other` the one it is measured against: when a step began,
or from when on (and, with −1, until when) somebody counts. Where nothing is measured both are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.assistance import COUNTS_AS
from policy.figures import DAY, earliest
from policy.terms import ExitGround, Feedback, ServiceKind, Term
from policy.terms import Status as S


class Span(Term):
    """What is kept by office and two days: of households (户), the SERVED of services (人次)."""

    CAME_SUBMITTED = "came_submitted", "受理"
    CAME_VERIFIED = "came_verified", "初审通过"
    CAME_PUBLICIZED = "came_publicized", "公示"
    CAME_REPORTED = "came_reported", "上报县级"
    CAME_RECOGNISED = "came_recognised", "认定盖章"
    CAME_ASSISTED = "came_assisted", "首次援助"
    CAME_PLACED = "came_placed", "实现就业"
    CAME_LEFT = "came_left", "就业退出"
    ASIDE_WAITING = "aside_waiting", "受理的户：认定前在办"
    ASIDE_REFUSED = "aside_refused", "受理的户：不予认定或撤回"
    ASIDE_REGISTER = "aside_register", "受理的户：在册援助中"
    ASIDE_PLACED = "aside_placed", "受理的户：就业退出"
    ASIDE_LEFT = "aside_left", "受理的户：其他情形退出或撤销认定"
    TOOK_ACCEPTANCE = "took_acceptance", "申请→受理"
    TOOK_VERIFICATION = "took_verification", "受理→初审通过"
    TOOK_POSTING = "took_posting", "初审通过→公示"
    TOOK_PUBLICITY = "took_publicity", "公示期"
    TOOK_REPORT = "took_report", "公示期满→上报"
    TOOK_REVIEW = "took_review", "上报→认定盖章"
    TOOK_SERVICE = "took_service", "认定→首次援助"
    TOOK_WORK = "took_work", "认定→实现就业"
    TOOK_EXIT = "took_exit", "实现就业→退出"
    TOOK_RECOGNITION = "took_recognition", "受理→认定盖章"
    OWED_WORK = "owed_work", "应援助就业"
    HAS_WORK = "has_work", "应援助就业：至少一人就业"
    LEFT_EMPLOYED = "left_employed", "就业退出"
    LEFT_REFUSED = "left_refused", "拒绝推荐退出"
    LEFT_UNREACHABLE = "left_unreachable", "失去联系退出"
    LEFT_OTHER = "left_other", "其他情形退出或撤销认定"
    SERVED_GUIDANCE = "served_guidance", "职业指导"
    SERVED_TRAINING = "served_training", "培训信息"
    SERVED_REFERRAL = "served_referral", "计入次数的岗位推荐"
    SERVED_SHORT = "served_short", "未计入的岗位推荐"
    SERVED_OTHER = "served_other", "其他服务"


STEPS: Final = {
    Span.TOOK_ACCEPTANCE: ("applied_on", "submitted_on"),
    Span.TOOK_VERIFICATION: ("submitted_on", "verified_on"),
    Span.TOOK_POSTING: ("verified_on", "publicized_on"),
    Span.TOOK_PUBLICITY: ("publicized_on", "publicized_until"),
    Span.TOOK_REPORT: ("publicized_until", "reported_on"),
    Span.TOOK_REVIEW: ("reported_on", "recognised_on"),
    Span.TOOK_SERVICE: ("recognised_on", "assisted_on"),
    Span.TOOK_WORK: ("recognised_on", "placed_on"),
    Span.TOOK_EXIT: ("placed_on", "exited_on"),
    Span.TOOK_RECOGNITION: ("submitted_on", "recognised_on"),
}
"""Each step: the date it began on and the one it ended on."""
CAME: Final = {
    Span.CAME_SUBMITTED: "submitted_on", Span.CAME_VERIFIED: "verified_on",
    Span.CAME_PUBLICIZED: "publicized_on", Span.CAME_REPORTED: "reported_on",
    Span.CAME_RECOGNISED: "recognised_on", Span.CAME_ASSISTED: "assisted_on",
    Span.CAME_PLACED: "placed_on",
}
ASIDE: Final = {
    S.SUBMITTED: Span.ASIDE_WAITING, S.VERIFIED: Span.ASIDE_WAITING, S.PUBLICIZED: Span.ASIDE_WAITING,
    S.REPORTED: Span.ASIDE_WAITING, S.RETURNED: Span.ASIDE_WAITING, S.REJECTED: Span.ASIDE_REFUSED,
    S.WITHDRAWN: Span.ASIDE_REFUSED, S.RECOGNISED: Span.ASIDE_REGISTER, S.REVOKED: Span.ASIDE_LEFT,
}
"""Where an accepted household stands; those who left, by their ground."""
LEFT: Final = {
    ExitGround.EMPLOYED: Span.LEFT_EMPLOYED, ExitGround.REFUSED: Span.LEFT_REFUSED,
    ExitGround.UNREACHABLE: Span.LEFT_UNREACHABLE, ExitGround.OTHER: Span.LEFT_OTHER,
}
SERVED: Final = {
    ServiceKind.GUIDANCE: Span.SERVED_GUIDANCE, ServiceKind.TRAINING_INFO: Span.SERVED_TRAINING,
    ServiceKind.REFERRAL: Span.SERVED_REFERRAL,
}
Spans = dict[tuple[Span, date, date], int]


@dataclass(frozen=True, slots=True)
class HouseholdCourse:
    """All these figures know of a household."""

    status: S = S.DRAFT
    applied_on: date | None = None
    submitted_on: date | None = None
    verified_on: date | None = None
    publicized_on: date | None = None
    publicized_until: date | None = None
    reported_on: date | None = None
    recognised_on: date | None = None
    promise_due_on: date | None = None
    assisted_on: date | None = None
    placed_on: date | None = None
    exited_on: date | None = None
    exit_ground: ExitGround | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceGiven:
    """All they know of a service."""

    kind: ServiceKind
    served_on: date
    feedback: Feedback
    counts: bool | None = None
    voided_at: object | None = None


def spans_of(course: HouseholdCourse) -> Spans:
    """What the household counts for."""
    found: Spans = {}
    for span, (since, ended) in STEPS.items():
        begun, on = getattr(course, since), getattr(course, ended)
        if begun is not None and on is not None:
            found[span, on, begun] = 1
    if (day := course.submitted_on) is not None:
        found |= {(span, day, day): 1 for span in stages(course)}
    if (left := course.exited_on or course.revoked_on) is not None:
        ground = course.exit_ground if course.exited_on is not None else None
        found[LEFT[ground or ExitGround.OTHER], left, left] = 1
    return found | work(course)


def stages(course: HouseholdCourse) -> Iterator[Span]:
    """How far one that was accepted has come, and where it stands."""
    yield from (span for span, name in CAME.items() if getattr(course, name) is not None)
    to_work = course.exit_ground == ExitGround.EMPLOYED
    if to_work:
        yield Span.CAME_LEFT
    if course.status == S.EXITED:
        yield Span.ASIDE_PLACED if to_work else Span.ASIDE_LEFT
    elif (aside := ASIDE.get(course.status)) is not None:
        yield aside


def work(course: HouseholdCourse) -> Spans:
    """援助率: from when on the household is one of those to have work, and one of those that have it.

    Neither any longer from the day it left on another ground or its recognition was revoked.
    """
    if (day := course.recognised_on) is None:
        return {}
    otherwise = course.exited_on if course.exit_ground != ExitGround.EMPLOYED else None
    after = earliest(otherwise, course.revoked_on)
    over = None if course.promise_due_on is None else course.promise_due_on + DAY
    found: Spans = {}
    for span, first in ((Span.OWED_WORK, earliest(over, course.placed_on)), (Span.HAS_WORK, course.placed_on)):
        if first is None or (after is not None and after <= first):
            continue
        found[span, day, first] = 1
        if after is not None:
            found[span, day, after] = -1
    return found


def served(service: ServiceGiven) -> Spans:
    """The one kind under which a service stands; none once it is void."""
    if service.voided_at is not None:
        return {}
    day, kind = service.served_on, COUNTS_AS.get(service.kind)
    reached = kind is not None and service.feedback != Feedback.UNREACHED
    span = Span.SERVED_SHORT if service.kind == ServiceKind.REFERRAL else Span.SERVED_OTHER
    if kind is not None and reached and (kind is not ServiceKind.REFERRAL or service.counts):
        span = SERVED[kind]
    return {(span, day, day): 1}
