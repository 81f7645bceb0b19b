"""A register that lives: random changes of every kind, and what must be true of the kept figures after each."""

from __future__ import annotations

from datetime import date, datetime
from itertools import cycle, product

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
)
from sqlalchemy import select

from access.audit import verify
from access.kept_recount import miskept
from access.many import add_rows, new_ids
from charts.people import Population, Whom, by_row, tally
from charts.queries import month_trend, progress, promise_state, totals
from charts.traits import traits_on
from models import Household, Member, Office, db
from policy.terms import ExitGround, MemberState
from policy.terms import Status as S
from tests.cast import office
from tests.charts.living_records import DAY, TODAY, Records, change, days, maybe, numbers
from tests.charts.recount import (
    assert_months_are_the_days_together,
    assert_spans_are_counted,
    counted_promises,
    counted_totals,
    counted_trend,
)
from tests.charts.test_queries import EARLY
from tests.factories import add_member
from workflow.report_counts import Places

PLACES = ("220104001001", "220104001002", "220104002001", "220102001001", "222401001001",
          "220581001001", "220104001", "220104", "220581")
"""Communities, and what may lie at a street, a county or a unit itself."""


def drawn(status: S, values: dict, since: date) -> dict:
    """Dates that the database allows in the status; of the others it wants none."""
    held = status in (S.RECOGNISED, S.EXITED, S.REVOKED)
    later = max(values["assisted_on"] or since, since)
    return {
        "status": status, "recognised_on": since if held else None,
        "submitted_on": min(values["submitted_on"], since) if values["submitted_on"] else None,
        "assisted_on": later if held and values["assisted_on"] else None,
        "exited_on": max(values["left_on"], since) if status is S.EXITED else None,
        "exit_ground": values["exit_ground"] if status is S.EXITED else None,
        "revoked_on": values["left_on"] if status is S.REVOKED else None,
        "withdrawn_on": TODAY if status is S.WITHDRAWN else None,
        "promise_due_on": values["promise_due_on"], "placed_on": values["placed_on"],
        "picky_on": values["picky_on"],
    }


states = st.builds(
    drawn, st.sampled_from([S.DRAFT, S.RECOGNISED, S.RECOGNISED, S.EXITED, S.REVOKED, S.WITHDRAWN]),
    st.fixed_dictionaries({
        "submitted_on": maybe, "assisted_on": maybe, "left_on": days, "exit_ground": st.sampled_from(list(ExitGround)),
        "promise_due_on": maybe, "placed_on": maybe, "picky_on": maybe,
    }), days,
)
place = st.sampled_from(PLACES)


def new_household(community: str, values: dict) -> Household:
    household = Household(
        family_no=f"K-{next(numbers):06d}", head_name="张试子", register_address="虚构路1号",
        phone="15400000001", **{**EARLY, "applied_on": date(2020, 1, 2)},
    )
    household.place_in(office(db.session, community))
    change(household, values)
    return household


births = st.one_of(st.dates(date(1940, 1, 1), date(2026, 3, 9)), st.sampled_from([
    date(TODAY.year - age, month, 9) + n * DAY for age in (16, 25, 60) for month in (2, 3, 4) for n in (-1, 0, 1)]))
persons = st.fixed_dictionaries({
    "sex": st.sampled_from("129"), "birth_on": births, "state": st.sampled_from(list(MemberState)),
    "urban": st.booleans(), "registered_on": maybe, "education": st.sampled_from([None, "", "71", "11", "x"]),
    "unemployment_cause": st.sampled_from([None, "12", "77"]), "skills": st.sampled_from([None, "", "厨师"]),
    "unemployed_since": st.none() | st.integers(-900, 5).map(lambda n: TODAY + n * DAY),
})


def member_row(number: int) -> dict:
    return {
        "no": number, "relation": "30", "is_applicant": False, "name": "张例", "pinyin": "z", "initials": "z",
        "id_no": "0", "id_no_index": f"K{number}", "id_no_last4": "0000", "book": "A", "co_living": True,
    }


class Register(Records):
    """Households come, change, move, come by the thousand and are taken back."""

    @initialize()
    def begin(self):
        self.ids = []

    @rule(community=place, values=states)
    def a_household_comes(self, community, values):
        household = new_household(community, values)
        db.session.add(household)
        db.session.commit()
        self.ids.append(household.id)

    @rule(n=st.integers(0, 99), values=states)
    def one_changes(self, n, values):
        if (household := self.one(n)) is not None:
            change(household, values)
            db.session.commit()

    @rule(n=st.integers(0, 99), community=place)
    def one_moves(self, n, community):
        if (household := self.one(n)) is not None:
            household.place_in(office(db.session, community))
            db.session.commit()

    @rule(n=st.integers(0, 99), first=maybe, second=maybe)
    def one_changes_twice_before_the_commit(self, n, first, second):
        if (household := self.one(n)) is not None:
            for day in (first, second):
                household.placed_on = day
                db.session.flush()
            db.session.commit()

    @rule(n=st.integers(0, 99), values=states, community=place, how=st.booleans())
    def what_is_not_committed_counts_for_nothing(self, n, values, community, how):
        nested = db.session.begin_nested() if how else None
        if (household := self.one(n)) is not None:
            change(household, values)
        db.session.add(new_household(community, values))
        db.session.flush()
        if nested is None:
            db.session.rollback()
        else:
            nested.rollback()
            db.session.commit()

    @rule(rows=st.lists(st.tuples(place, states), max_size=4))
    def many_come_at_once(self, rows):
        lies = {code: office(db.session, code) for code, _values in rows}
        laid = []
        for (code, values), pk in zip(rows, new_ids(db.session, Household, len(rows)), strict=True):
            one = new_household(code, values)
            laid.append({c.key: getattr(one, c.key) for c in Household.__mapper__.columns
                         if getattr(one, c.key) is not None or c.key in values} | {
                "id": pk, "episode": 1, "kind": "ordinary", "head_pinyin": "z", "head_initials": "z",
                "size": 1, "labour_members": 1, "registered_members": 1, "promise_provisional": False,
            } | columns_of(one))
        db.session.expunge_all()
        keys = {key for row in laid for key in row}
        add_rows(db.session, Household, [dict.fromkeys(keys) | row for row in laid],
                 [lies[code].path for code, _values in rows])
        db.session.commit()
        self.ids += [row["id"] for row in laid]

    @rule(n=st.integers(0, 99), values=persons, others=persons)
    def members_come_and_change(self, n, values, others):
        if (household := self.one(n)) is not None:
            member = add_member(household, no=next(numbers), relation="30", id_no=f"K{next(numbers)}", **values)
            db.session.flush()
            for name, value in others.items():
                setattr(member, name, value)
            db.session.commit()

    @rule(n=st.integers(0, 99), values=persons, states=states)
    def a_member_changes_with_its_household(self, n, values, states):
        if (household := self.one(n)) is None:
            return
        change(household, states)
        household.size, household.low_income_no = n % 7, [None, "", "吉低保1"][n % 3]
        for member in db.session.scalars(select(Member).where(Member.household_id == household.id)):
            for name, value in values.items():
                setattr(member, name, value)
            member.voided_at = datetime(2026, 3, 9) if n % 4 == 0 else None
            member.void_reason = "误录" if n % 4 == 0 else None
        db.session.commit()

    @rule(n=st.integers(0, 99), rows=st.lists(persons, min_size=1, max_size=3))
    def many_members_come_at_once(self, n, rows):
        if (household := self.one(n)) is None:
            return
        place = {name: getattr(household, name) for name in ("unit_id", "county_id", "street_id", "community_id", "is_open")}
        laid = [
            member_row(next(numbers)) | place | values | {"id": pk, "household_id": household.id}
            for values, pk in zip(rows, new_ids(db.session, Member, len(rows)), strict=True)
        ]
        add_rows(db.session, Member, laid, [household.lies_under] * len(laid))
        db.session.commit()

    @invariant()
    def kept_is_counted(self):
        assert miskept(db.session) == []

    def teardown(self):
        assert_pages_are_counted(db.session)
        assert_people_are_counted(db.session)
        assert_months_are_the_days_together(db.session)
        assert verify(db.session)[1] is None
        db.session.rollback()


def columns_of(one: Household) -> dict:
    names = ("unit_id", "county_id", "street_id", "community_id", "is_open", "phone_last4")
    return {name: getattr(one, name) for name in names}


ASKED = ("220000", "220100", "220104", "220104001", "220104001001", "220581", "222400")
PERIODS = (
    (date(2026, 1, 1), date(2026, 12, 31)), (TODAY, TODAY), (date(2026, 2, 28), date(2026, 3, 1)),
    (date(2026, 1, 5), date(2026, 1, 20)), (date(2026, 2, 1), date(2026, 2, 28)),
    (date(2025, 12, 31), date(2026, 4, 1)), (date(2026, 3, 2), date(2026, 2, 1)),
    (date(2026, 2, 10), date(2026, 3, 31)), (date(2026, 2, 1), date(2026, 3, 5)),
)


def assert_pages_are_counted(session) -> None:
    """Whatever the pages ask, of every office and of all kinds of periods, a count says the same."""
    for n, (code, (since, until)) in enumerate(product(ASKED, PERIODS)):
        here = office(session, code)
        whole = totals(session, here, since, until)
        assert whole == counted_totals(session, here, since, until)
        assert month_trend(session, here, since, until) == counted_trend(session, here, since, until)
        rows = progress(session, here, since, until)
        for row in rows:
            if not row.own and row.office_id != here.id:
                child = session.get(Office, row.office_id)
                assert row.counts == counted_totals(session, child, since, until)
        assert all(sum(row.counts[m] for row in rows) == n for m, n in whole.items())
        today = (TODAY, TODAY - 30 * DAY, TODAY + 90 * DAY)[n % 3]
        assert promise_state(session, here, since, until, today=today) == counted_promises(
            session, here, since, until, today=today)
        if code in ("220000", "220100", "222400") and n % 2:
            assert_spans_are_counted(session, here, since, until, today)



def assert_people_are_counted(session) -> None:
    """Who the families are, of any office and period, on any day: as a count of the rows says."""
    for n, (code, (since, until)) in enumerate(zip(cycle(("220000", "220100", "220104", "220581")), PERIODS, strict=False)):
        here, today = office(session, code), (TODAY, TODAY - 30 * DAY, TODAY + 90 * DAY)[n % 3]
        for whom in (*Whom,)[n % 4 == 0:]:
            population = Population(whom, since, until, today)
            traits = traits_on(session, population.on)
            places = Places.of(session, here) if n % 2 else Places(here, ())
            assert tally(session, places, population, traits) == by_row(session, places, population.condition(), traits)
