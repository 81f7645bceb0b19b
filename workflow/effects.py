"""What a step writes besides the status: notices, numbers, opinions, dates taken back."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from models import Household, Office, Opinion, User
from policy.parameters import PROMISE_PERIOD, PUBLICITY_PERIOD
from policy.posting import PostingEnd
from policy.seal_terms import PREPARED_BY
from policy.terms import OpinionStage
from policy.terms import Status as S
from workflow.demands import Order, open_proposal
from workflow.numbers import recognition_number
from workflow.papers import close_all, prepare_all
from workflow.postings import post, take_down
from workflow.transitions import Transition

AGREES = {
    "submit": (OpinionStage.COMMUNITY, "经核对，申请材料齐备，同意受理上报。"),
    "verify": (OpinionStage.STREET, "经线上比对和入户走访，情况属实，初审通过。"),
    "recognise": (OpinionStage.COUNTY, "经复核，符合条件，认定为零就业家庭。"),
    "exit": (OpinionStage.EXIT, "退出情形属实，依据齐备，同意退出。"),
}


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


def report(session: Session, household: Household, by: User, order: Order) -> None:
    """A provisional last day becomes the one the calendar now gives; the notice comes down."""
    assert household.publicized_on is not None
    household.publicized_until = order.calendar.after(
        household.publicized_on,
        order.rules(household).at(PUBLICITY_PERIOD, household.publicized_on),
    )
    take_down(session, household, order.on, PostingEnd.OVER)


def recognise(session: Session, household: Household, by: User, order: Order) -> None:
    """Seal number and promise: both in the transaction of the recognition itself."""
    county = session.get_one(Office, household.county_id)
    household.recognition_no = recognition_number(session, county, order.on.year)
    days = order.rules(household).at(PROMISE_PERIOD, order.on)
    period = order.calendar.count(order.on, days, provisional_ok=True)
    household.promise_due_on = period.due
    household.promise_provisional = period.provisional
    prepare_all(session, household, PREPARED_BY["recognise"], by, order.on)


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
    prepare_all(session, household, PREPARED_BY["exit"], by, order.on)


def send_back(session: Session, household: Household, by: User, order: Order) -> None:
    """The round begins anew: its dates go into the history, the columns are free again."""
    take_down(session, household, order.on, PostingEnd.RETURNED)
    for column in ("verified_on", "verified_by_id", "publicized_on", "publicized_until",
                   "reported_on", "reported_by_id"):
        setattr(household, column, None)


def revoke(session: Session, household: Household, by: User, order: Order) -> None:
    """What rested on the recognition falls with it: papers sealed are void, papers asked for go back."""
    close_all(session, household, by, order.text("reason"), order.at)


def close(session: Session, household: Household, order: Order, why: PostingEnd) -> None:
    household.returned_on = None
    take_down(session, household, order.on, why)


def reject(session: Session, household: Household, by: User, order: Order) -> None:
    close(session, household, order, PostingEnd.REJECTED)


def withdraw(session: Session, household: Household, by: User, order: Order) -> None:
    close(session, household, order, PostingEnd.WITHDRAWN)


EFFECTS: dict[str, Callable[[Session, Household, User, Order], None]] = {
    "submit": resubmit,
    "publicize": post,
    "repost": post,
    "report": report,
    "recognise": recognise,
    "exit": exit_,
    "return": send_back,
    "reject": reject,
    "withdraw": withdraw,
    "revoke": revoke,
}
