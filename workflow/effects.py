"""What a step writes besides the status: notices, numbers, opinions, dates taken back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Household, Office, Opinion, Publicity, User
from policy.parameters import PROMISE_PERIOD, PUBLICITY_PERIOD
from policy.seal_terms import SealKind
from policy.spelling import normalise_phone
from policy.terms import OpinionStage
from policy.terms import Status as S
from workflow.demands import Order, open_proposal
from workflow.facts import members_of
from workflow.notice import NoticeLeaks, notice_text
from workflow.numbers import recognition_number
from workflow.papers import close_all, prepare
from workflow.refusals import refuse
from workflow.transitions import Transition

AGREES = {
    "submit": (OpinionStage.COMMUNITY, "经核对，申请材料齐备，同意受理上报。"),
    "verify": (OpinionStage.STREET, "经线上比对和入户走访，情况属实，初审通过。"),
    "recognise": (OpinionStage.COUNTY, "经复核，符合条件，认定为零就业家庭。"),
    "exit": (OpinionStage.EXIT, "退出情形属实，依据齐备，同意退出。"),
}
LANDLINE_OR_SHORT = "12333"


def carry_out(
    session: Session, step: Transition, household: Household, by: User, order: Order
) -> None:
    """The effects of the step, before its status is written. May raise Refused."""
    if step.act in EFFECTS:
        EFFECTS[step.act](session, household, by, order)
    if step.act in AGREES:
        stage, words = AGREES[step.act]
        give_opinion(session, household, stage, True, order.text("words") or words, by, order)
    if step.act in ("return", "reject"):
        county = household.status is S.REPORTED
        stage = OpinionStage.COUNTY if county else OpinionStage.STREET
        give_opinion(session, household, stage, False, order.text("reason"), by, order)


def give_opinion(
    session: Session,
    household: Household,
    stage: OpinionStage,
    agrees: bool,
    words: str,
    by: User,
    order: Order,
) -> None:
    session.add(
        Opinion(
            household=household, stage=stage, agrees=agrees, words=words,
            given_on=order.on, given_by_id=by.id,
        )
    )


def resubmit(session: Session, household: Household, by: User, order: Order) -> None:
    household.returned_on = None


def publicize(session: Session, household: Household, by: User, order: Order) -> None:
    """Post the masked notice; its last day is the third full working day after the posting.

    Where it runs into a year whose holidays are not entered the last day is provisional and says
    so; the report asks the calendar again on its own day.
    """
    period = order.calendar.count(
        order.on, order.rules(household).at(PUBLICITY_PERIOD, order.on), provisional_ok=True
    )
    phone = order.text("complaint_phone")
    if phone != LANDLINE_OR_SHORT:
        office_line = normalise_phone(phone)
        if office_line is None or not office_line.startswith("0"):
            raise refuse(
                "102-2-2", "监督电话须为单位固定电话（如0431-12345678）或12333，不能用个人手机", "complaint_phone"
            )
        phone = office_line
    community = household.community
    street = session.get_one(Office, household.street_id)
    applicant = next(m for m in members_of(session, household) if m.is_applicant)
    try:
        text = notice_text(household, applicant, community, street, period, order.on, phone)
    except NoticeLeaks:
        raise refuse("102-2-2", "公示内容中疑有身份证号码或个人电话，未发布：请核对社区名称等内容") from None
    posted = session.scalar(
        select(func.count()).select_from(Publicity).where(Publicity.household_id == household.id)
    )
    session.add(
        Publicity(
            household=household, round=(posted or 0) + 1, posted_on=order.on, until=period.due,
            provisional=period.provisional, place=order.text("place"), text=text,
            complaint_phone=phone, posted_by_id=by.id,
        )
    )
    household.publicized_until = period.due


def report(session: Session, household: Household, by: User, order: Order) -> None:
    """A provisional last day becomes the one the calendar now gives; the notice comes down."""
    assert household.publicized_on is not None
    household.publicized_until = order.calendar.after(
        household.publicized_on,
        order.rules(household).at(PUBLICITY_PERIOD, household.publicized_on),
    )
    take_down(session, household, order, household.publicized_until)


def recognise(session: Session, household: Household, by: User, order: Order) -> None:
    """Number, promise, and the paper that waits for its seal: in the transaction of the recognition itself."""
    county = session.get_one(Office, household.county_id)
    household.recognition_no = recognition_number(session, county, order.on.year)
    days = order.rules(household).at(PROMISE_PERIOD, order.on)
    period = order.calendar.count(order.on, days, provisional_ok=True)
    household.promise_due_on = period.due
    household.promise_provisional = period.provisional
    prepare(session, household, SealKind.RECOGNITION, by, order.on)


def exit_(session: Session, household: Household, by: User, order: Order) -> None:
    proposal = open_proposal(session, household)
    assert proposal is not None
    proposal.approved = True
    proposal.decided_on = order.on
    proposal.decided_by_id = by.id
    proposal.told_on = order.fields["told_on"]
    proposal.told_way = order.fields["told_way"]
    proposal.decision_note = order.text("words") or None
    household.exit_ground = proposal.ground
    prepare(session, household, SealKind.EXIT, by, order.on)


def send_back(session: Session, household: Household, by: User, order: Order) -> None:
    """The round begins anew: its dates go into the history, the columns are free again."""
    take_down(session, household, order)
    for column in ("verified_on", "verified_by_id", "publicized_on", "publicized_until",
                   "reported_on", "reported_by_id"):
        setattr(household, column, None)


def revoke(session: Session, household: Household, by: User, order: Order) -> None:
    """What rested on the recognition falls with it: papers sealed are void, papers asked for go back."""
    close_all(session, household, by, order.text("reason"), order.at)


def close(session: Session, household: Household, by: User, order: Order) -> None:
    household.returned_on = None
    take_down(session, household, order)


def take_down(session: Session, household: Household, order: Order, *_: object) -> None:
    for posted in session.scalars(
        select(Publicity).where(
            Publicity.household_id == household.id, Publicity.taken_down_on.is_(None)
        )
    ):
        posted.taken_down_on = order.on


EFFECTS: dict[str, Callable[[Session, Household, User, Order], None]] = {
    "submit": resubmit,
    "publicize": publicize,
    "report": report,
    "recognise": recognise,
    "exit": exit_,
    "return": send_back,
    "reject": close,
    "withdraw": close,
    "revoke": revoke,
}
