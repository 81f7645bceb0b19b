"""Two at once, where one of them is the day's run or a whole file: each household judged once, each line stored once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select

from access.audit import verify
from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Alert, Comparison, ComparisonBatch, Exit, Household, db
from models.engine import writing
from policy.rulebook import RuleBook
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_employment, first_member, make_household
from tests.security.test_races import ACTION, at_once, pressed
from tests.security.world import Probe
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.comparison_files import take_in

ON = date(2026, 3, 9)
AT = datetime(2026, 3, 9, 2, tzinfo=UTC)


def sweep_in_a_context_of_its_own(app, on=ON):
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
        try:
            return run_clocks(db.session, on, work_calendar(db.session), RuleBook(), AT)
        finally:
            db.session.remove()


def beside(app, session, sends):
    """The day's run and the requests in one moment; the run, and the codes of the answers."""
    session.commit()
    gate = Barrier(len(sends) + 1)

    def run():
        gate.wait(10)
        return sweep_in_a_context_of_its_own(app)

    def send(probe, url, fields):
        gate.wait(10)
        with app.app_context():
            return probe.desk.client.post(url, data={"csrf_token": probe.token, **fields}).status_code

    with ThreadPoolExecutor(len(sends) + 1) as pool:
        swept = pool.submit(run)
        codes = [future.result() for future in [pool.submit(send, *each) for each in sends]]
        found = swept.result()
    session.expire_all()
    return found, codes


def standing(session):
    return session.execute(
        select(Alert.subject, Alert.tone, Alert.red_on).where(Alert.cleared_on.is_(None)).order_by(Alert.subject)
    ).all()


@pytest.mark.parametrize("round_", range(3))
def test_the_sweep_beside_acts_leaves_what_a_run_after_them_would_leave(app, session, clock, round_):
    clock.at = AT
    made = [make_household(status=S.SUBMITTED, submitted_on=date(2026, 3, 2), applied_on=date(2026, 2, 20)) for _n in range(6)]
    session.commit()
    chen, cheng = Probe(app, "s"), Probe(app, "s", "cheng")
    sends = [((chen, cheng)[n % 2], ACTION, pressed(household, "approve")) for n, household in enumerate(made[:5])]
    keys = [household.id for household in made]
    _run, codes = beside(app, session, sends)

    assert codes == [200] * 5
    assert [session.get(Household, key).status for key in keys] == [S.VERIFIED] * 5 + [S.SUBMITTED]
    before = standing(session)
    session.commit()
    again = sweep_in_a_context_of_its_own(app)
    assert (again.proposals.raised, again.proposals.cleared) == (0, 0)
    session.expire_all()
    assert standing(session) == before
    assert len({subject for subject, _tone, _red in before}) == len(before)
    assert [subject for subject, _tone, _red in before if f"household:{keys[-1]}/" in subject]
    assert verify(session)[1] is None


@pytest.mark.parametrize("round_", range(3))
def test_a_job_verified_beside_the_sweep_is_proposed_once(app, session, clock, round_):
    clock.at = AT
    household = make_household(status=S.RECOGNISED, assisted_on=date(2026, 3, 6))
    job = add_employment(first_member(household), created_by_id=officer(session, "wang").id, verified=False)
    session.commit()
    key, url = household.id, f"/admin/household/decide/employment/{job.id}"
    _run, codes = beside(app, session, [(Probe(app, "s"), url, {"verified_way": "电话核实单位", "version": str(job.version)})])

    assert codes == [302]
    assert session.scalar(select(func.count()).where(Exit.household_id == key)) == 1
    session.commit()
    assert sweep_in_a_context_of_its_own(app).proposals.made == 0
    assert verify(session)[1] is None


@pytest.mark.parametrize("round_", range(3))
def test_of_two_officers_who_store_one_file_one_does(app, session, clock, round_):
    clock.at = AT
    people = [first_member(make_household(status=S.SUBMITTED, ready=False)) for _n in range(4)]
    rows = "\n".join(f"{who.name},{who.id_no},命中" for who in people)
    batch = ComparisonBatch(source="insurance", data_on=ON, basis="授权书", file_name="结果.csv")
    take_in(session, batch, f"姓名,身份证号码,比对结果\n{rows}".encode(), officer(session, "chen"), ON)
    url = f"/admin/comparison/import/{batch.id}"
    fields = {"do": "store", "id_no": "1", "name": "0", "result": "2"}
    codes = at_once(app, session, [(Probe(app, "s"), url, fields), (Probe(app, "s", "cheng"), url, fields)])
    stored = session.scalars(select(Comparison.member_id).where(Comparison.batch_no.is_not(None))).all()

    assert codes.count(302) == 1
    assert (set(codes) - {302}) <= {404, 409, 422}
    assert sorted(stored) == sorted(who.id for who in people)
    session.refresh(batch)
    assert (batch.stored, batch.pending) == (4, None)
    assert verify(session)[1] is None
