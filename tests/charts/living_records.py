"""What lies beside the households of a living register: services, proposals, return visits, changing at random."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import select

from access.many import add_rows, new_ids
from models import Exit, Household, Member, Service, db
from policy.aid_terms import SlotState
from policy.terms import ExitGround, Feedback, ServiceKind, VisitWay
from policy.terms import Status as S
from tests.charts.test_queries import EARLY
from tests.factories import add_exit, add_member, add_service
from workflow.follow_ups import PLACE, Written, standing_of, store

TODAY = date(2026, 3, 9)
DAY = timedelta(days=1)
days = st.integers(-70, 70).map(lambda n: TODAY + timedelta(days=n))
maybe = st.none() | days
numbers = count(1)
services = st.fixed_dictionaries({
    "kind": st.sampled_from([ServiceKind.GUIDANCE, ServiceKind.TRAINING, ServiceKind.TRAINING_INFO, ServiceKind.CALL]),
    "served_on": days, "feedback": st.sampled_from([Feedback.PENDING, Feedback.ACCEPTED, Feedback.UNREACHED]),
})
WHOLE = (ServiceKind.GUIDANCE, ServiceKind.TRAINING_INFO, *[ServiceKind.REFERRAL] * 3)
months = st.sampled_from([date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)])


def service_row(household: Household, member: Member, pk: int, kind: ServiceKind, on: date) -> dict:
    return {
        **{name: getattr(household, name) for name in ("unit_id", "county_id", "street_id", "community_id")},
        "id": pk, "household_id": household.id, "member_id": member.id, "kind": kind, "served_on": on, "content": "援助",
        "employer": "样例商贸有限公司", "served_by": "王试甲", "feedback": Feedback.ACCEPTED, "way": VisitWay.PHONE,
        "counts": kind is ServiceKind.REFERRAL,
    }


def change(household: Household, values: dict) -> None:
    for name, value in values.items():
        setattr(household, name, value)
    household.recognition_no = f"K-{next(numbers)}" if household.recognised_on else None


class Records(RuleBasedStateMachine):
    """Over the households `ids` of whoever inherits it."""

    ids: list[int]

    def one(self, n: int) -> Household | None:
        return db.session.get(Household, self.ids[n % len(self.ids)]) if self.ids else None

    def somebody(self, n: int) -> Member | None:
        """A member of one of the households, who may be registered unemployed."""
        if (household := self.one(n)) is None:
            return None
        theirs = select(Member).where(Member.household_id == household.id).order_by(Member.id)
        if (member := db.session.scalars(theirs).first()) is None:
            member = add_member(household, no=next(numbers), relation="30", id_no=f"K{next(numbers)}",
                                registered_on=TODAY - 400 * DAY)
            db.session.flush()
        return member

    @rule(n=st.integers(0, 99), values=services, others=services, void=st.booleans())
    def a_service_is_given_and_changes(self, n, values, others, void):
        if (member := self.somebody(n)) is not None:
            given = add_service(member, **values)
            db.session.flush()
            for name, value in others.items():
                setattr(given, name, value)
            if void:
                given.voided_at, given.void_reason = datetime(2026, 3, 9), "误录"
            db.session.commit()

    @rule(n=st.integers(0, 99), most=st.integers(3, 5), due=st.integers(-40, 5), placed=maybe)
    def the_1_1_3_is_given_many_at_once(self, n, most, due, placed):
        """To a household whose promise may run out; short of the last ones, or not."""
        if (member := self.somebody(n)) is None:
            return
        household, due = member.household, TODAY + due * DAY
        change(household, EARLY | {
            "status": S.RECOGNISED, "recognised_on": due - 28 * DAY, "promise_due_on": due, "placed_on": placed,
            **dict.fromkeys(("exited_on", "exit_ground", "revoked_on", "withdrawn_on", "submitted_on", "assisted_on"))})
        db.session.flush()
        kinds = list(zip(WHOLE[:most], new_ids(db.session, Service, most), strict=True))
        laid = [service_row(household, member, pk, kind, due) for kind, pk in kinds]
        add_rows(db.session, Service, laid, [household.lies_under] * len(laid))
        db.session.commit()

    @rule(n=st.integers(0, 99), code=st.sampled_from([None, "", "E41", "E46"]), approved=st.sampled_from([None, False, True, True]))
    def an_exit_is_proposed_and_decided(self, n, code, approved):
        if (household := self.one(n)) is None:
            return
        for proposal in db.session.scalars(select(Exit).where(Exit.household_id == household.id, Exit.approved.is_(None))):
            proposal.approved, proposal.decided_on = False, TODAY
        db.session.flush()
        proposal = add_exit(household, ground=ExitGround.OTHER, ground_code="E42")
        db.session.flush()
        proposal.ground_code, proposal.told_on = code, TODAY
        proposal.approved, proposal.decided_on = approved, None if approved is None else TODAY
        db.session.commit()

    @rule(n=st.integers(0, 99), month=months, state=st.sampled_from([SlotState.OPEN, SlotState.CLOSED]))
    def visits_are_owed_and_closed(self, n, month, state):
        """By the rows themselves; one that is there already is not entered twice."""
        if (household := self.one(n)) is None:
            return
        new = {"household_id": household.id, "month": month, "state": state, "visit_id": None,
               **{name: getattr(household, name) for name in PLACE}}
        written = Written([new, new], [
            {"id": row.id, "state": state, "visit_id": None} for row in standing_of(db.session, [household.id])
            .get(household.id, {}).values() if row.month != month])
        store(db.session, written, household.lies_under)
        db.session.commit()
        db.session.expire_all()
