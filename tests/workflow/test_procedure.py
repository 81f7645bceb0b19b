"""Any sequence of acts by anybody: no status without its dates, its history and its lines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from access.audit import verify
from access.kept_recount import miskept
from models import AuditEntry, Household, Member, NumberSeries, Objection, StatusChange, db
from models.household import HELD
from policy.terms import ObjectionFinding, VisitWay
from policy.terms import Status as S
from tests.cast import OFFICERS, officer
from tests.factories import (
    add_comparison,
    add_employment,
    add_exit,
    first_member,
    make_household,
    order,
)
from workflow.acts import Ticket, perform_on_each
from workflow.calendar import work_calendar
from workflow.transitions import BUTTONS, TRANSITIONS

NEEDED = {
    S.SUBMITTED: ["submitted_on"],
    S.VERIFIED: ["submitted_on", "verified_on"],
    S.PUBLICIZED: ["submitted_on", "verified_on", "publicized_on", "publicized_until"],
    S.REPORTED: ["submitted_on", "verified_on", "publicized_on", "publicized_until", "reported_on"],
    S.RETURNED: ["submitted_on", "returned_on"],
    S.REJECTED: ["submitted_on", "rejected_on"],
    S.WITHDRAWN: ["withdrawn_on"],
    S.REVOKED: ["recognised_on", "recognition_no", "revoked_on"],
    S.RECOGNISED: ["reported_on", "recognised_on", "recognition_no", "promise_due_on"],
    S.EXITED: ["reported_on", "recognised_on", "recognition_no", "exited_on", "exit_ground"],
}


class Procedure(RuleBasedStateMachine):
    """Three files, every officer of the cast, every button, days passing now and then."""

    def __init__(self):
        super().__init__()
        self.today = date(2026, 3, 9)

    @initialize()
    def furnish(self):
        for table in (StatusChange, Objection):
            assert db.session.query(table).filter_by(id=-1).count() == 0
        self.files = [make_household().id for _ in range(3)]
        self.calendar = work_calendar(db.session)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days):
        self.today += timedelta(days=days)
        if self.today > date(2026, 11, 30):
            self.today = date(2026, 11, 30)

    @rule(n=st.integers(0, 2), button=st.sampled_from(list(BUTTONS)),
          who=st.sampled_from(list(OFFICERS)), filled=st.booleans())
    def somebody_presses(self, n, button, who, filled):
        self.press(n, button, who, filled)

    @rule(n=st.integers(0, 2))
    def the_right_officer_presses(self, n):
        status = db.session.get(Household, self.files[n]).status
        way = {
            S.DRAFT: ("submit", "wang"), S.RETURNED: ("submit", "wang"),
            S.SUBMITTED: ("approve", "chen"), S.VERIFIED: ("publicize", "chen"),
            S.PUBLICIZED: ("report", "cheng"), S.REPORTED: ("approve", "zhao"),
            S.RECOGNISED: ("exit", "zhou"),
        }
        if status in way:
            self.press(n, *way[status], filled=True)

    def press(self, n, button, who, filled):
        session = db.session
        household = session.get(Household, self.files[n])
        ticket = Ticket(household.id, household.version)
        fields = {
            "reason": "材料不全，需补充", "place": "社区公告栏", "complaint_phone": "12333",
            "told_on": self.today, "told_way": VisitWay.PHONE,
        } if filled else {}
        before, count = household.status, self.history(household)
        [outcome] = perform_on_each(
            session, button, [ticket], officer(session, who),
            order(self.today, self.calendar, **fields),
        )
        session.expire_all()
        after = session.get(Household, ticket.id).status
        assert outcome.done is (self.history(household) == count + 1)
        assert outcome.done or (after is before and outcome.reasons)

    def history(self, household):
        return db.session.scalar(
            select(func.count()).select_from(StatusChange).where(
                StatusChange.household_id == household.id
            )
        )

    @rule(n=st.integers(0, 2), finding=st.sampled_from(list(ObjectionFinding)))
    def an_objection_is_raised(self, n, finding):
        household = db.session.get(Household, self.files[n])
        if household.status is S.PUBLICIZED:
            decided = None if finding is ObjectionFinding.OPEN else self.today
            db.session.add(Objection(household=household, raised_on=self.today, content="其子务工",
                                     finding=finding, decided_on=decided))
            db.session.commit()

    @rule(n=st.integers(0, 2))
    def a_comparison_is_fresh(self, n):
        household = db.session.get(Household, self.files[n])
        add_comparison(household, compared_on=self.today, decided_on=self.today)
        db.session.commit()

    @rule(n=st.integers(0, 2))
    def somebody_finds_work(self, n):
        household = db.session.get(Household, self.files[n])
        if household.status is S.RECOGNISED:
            add_employment(first_member(household), started_on=self.today, verified=True,
                           verified_on=self.today)
            add_exit(household, proposed_on=self.today)
            db.session.commit()

    @invariant()
    def every_status_has_its_dates_and_its_history(self):
        session = db.session
        for pk in getattr(self, "files", ()):
            household = session.get(Household, pk)
            empty = [c for c in NEEDED.get(household.status, ()) if getattr(household, c) is None]
            assert not empty, (household.status, empty)
            steps = session.scalars(
                select(StatusChange).filter_by(household_id=pk).order_by(StatusChange.id)
            ).all()
            reached = S.DRAFT
            for step in steps:
                assert step.before is reached
                assert reached in TRANSITIONS[step.act].sources
                assert step.after is TRANSITIONS[step.act].target
                reached = step.after
            assert household.status is reached
            lines = session.scalars(
                select(AuditEntry.act)
                .where(AuditEntry.record == f"household:{pk}")
                .order_by(AuditEntry.id)
            ).all()
            assert [a for a in lines if a in TRANSITIONS] == [s.act for s in steps]
            signed = {s.act: s.by_id for s in steps}
            if household.status in HELD:
                assert signed["verify"] != signed["recognise"]
            opened = session.scalars(select(Member.is_open).filter_by(household_id=pk)).all()
            assert set(opened) == {household.is_open}

    @invariant()
    def seal_numbers_have_no_gap(self):
        given = sorted(
            int(no[-4:])
            for no in db.session.scalars(select(Household.recognition_no))
            if no and no.startswith("220104-2026-")
        )
        last = db.session.scalar(
            select(NumberSeries.last).where(NumberSeries.name == "recognition:3:2026")
        )
        assert given == list(range(1, len(given) + 1))
        assert (last or 0) == len(given)

    @invariant()
    def the_leaders_figures_are_what_the_files_say(self):
        assert miskept(db.session) == []

    def teardown(self):
        db.session.rollback()
        count, fault = verify(db.session)
        assert fault is None, fault
        db.session.commit()


@pytest.mark.parametrize("round_", range(2))
def test_no_sequence_of_acts_breaks_the_procedure(session, round_):
    run_state_machine_as_test(
        Procedure,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
