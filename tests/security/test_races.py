"""Two at once: a double click, two officers, an old page (WF08–WF10, WF20), through the whole application in threads."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from access.audit import verify
from models import AuditEntry, Household, NumberSeries, StatusChange, db
from policy.rulebook import NOTICE
from policy.terms import Status as S
from tests.admin.typed import application, present
from tests.factories import add_comparison, identity, make_household
from tests.security.world import Probe
from workflow.assessments import judge
from workflow.calendar import work_calendar

ACTION = "/admin/household/action/"


def at_once(app, session, sends) -> list[int]:
    """Send all of it at the same moment, each from a thread and a browser of its own; the codes in order."""
    session.commit()
    gate = Barrier(len(sends))

    def go(send):
        probe, url, fields = send
        gate.wait(10)
        data = {"csrf_token": probe.token, **fields}
        with app.app_context():
            answer = probe.desk.client.post(url, data=data)
            return answer.status_code, answer.get_data(as_text=True)

    with ThreadPoolExecutor(len(sends)) as pool:
        found = list(pool.map(go, sends))
    session.expire_all()
    session.info["last"] = [page for _code, page in found]
    return [code for code, _page in found]


def pressed(household: Household, button: str, **fields) -> dict[str, str]:
    """What the page of this moment sends back, whoever looks at it."""
    with db.session.no_autoflush:
        shown = judge(db.session, household, date(2026, 3, 9), NOTICE, work_calendar(db.session)).hash
    return {"action": button, "confirm": "1", "rowid": str(household.id),
            "version": str(household.version), "seen": shown, **fields}


def fresh(status: S) -> Household:
    household = make_household(status=status)
    add_comparison(household, compared_on=date(2026, 3, 6))
    db.session.commit()
    return household


def test_ten_clicks_are_one_recognition_with_one_number(app, session):
    household = fresh(S.REPORTED)
    session.commit()
    probes = [Probe(app, "k") for _n in range(2)]
    fields = pressed(household, "approve")
    codes = at_once(app, session, [(probes[n % 2], ACTION, fields) for n in range(10)])

    assert Counter(codes) == {200: 1, 409: 9}
    session.refresh(household)
    assert household.status is S.RECOGNISED
    assert session.query(StatusChange).filter_by(household_id=household.id).count() == 1
    lines = session.query(AuditEntry).filter_by(act="recognise", record=f"household:{household.id}")
    assert lines.count() == 1
    assert [series.last for series in session.query(NumberSeries)] == [1]
    assert verify(session)[1] is None


@pytest.mark.parametrize("round_", range(4))
def test_of_two_reviewers_the_first_decides_and_the_second_is_told(app, session, round_):
    household = fresh(S.SUBMITTED)
    chen, cheng = Probe(app, "s"), Probe(app, "s", "cheng")
    codes = at_once(app, session, [
        (chen, ACTION, pressed(household, "approve")),
        (cheng, ACTION, pressed(household, "return", reason="材料缺少户口簿首页")),
    ])
    session.refresh(household)
    first = codes.index(200)
    told = session.info["last"][1 - first]

    assert sorted(codes) == [200, 409]
    assert household.status is (S.VERIFIED, S.RETURNED)[first]
    assert ("陈例戊", "程样己")[first] in told
    assert session.query(StatusChange).filter_by(household_id=household.id).count() == 1
    assert verify(session)[1] is None


def test_of_two_edits_of_one_page_one_is_kept_and_the_other_handed_back(app, session):
    household = fresh(S.DRAFT)
    url = f"/admin/household/edit/?id={household.id}"
    session.commit()
    wang, wu = Probe(app, "c"), Probe(app, "c", "wu")
    typed = present(wang.desk.read(url))
    both = [(wang, url, typed | {"housing": "自有住房甲"}), (wu, url, typed | {"housing": "租住公房乙"})]
    codes = at_once(app, session, both)
    first = codes.index(302)
    session.refresh(household)

    assert sorted(codes) == [302, 409]
    assert household.housing == ("自有住房甲", "租住公房乙")[first]
    assert ("租住公房乙", "自有住房甲")[first] in session.info["last"][1 - first], "what was typed is kept"


def test_files_opened_at_once_have_numbers_of_their_own(app, session):
    """WF20: twelve applications in the same moment, no number twice, none left out."""
    probes = [Probe(app, "c"), Probe(app, "s"), Probe(app, "c", "wu")]
    forms = [application(session, applicant_id_no=identity(date(1980, 1, 1 + n)), phone=f"1540000{n:04d}")
             for n in range(12)]
    for n, form in enumerate(forms):
        form["applicant_name"] = f"郑试{'甲乙丙丁戊己庚辛壬癸子丑'[n]}"
    codes = at_once(app, session, [(probes[n % 3], "/admin/household/new/", f) for n, f in enumerate(forms)])
    numbers = sorted(n for (n,) in session.query(Household.family_no))

    assert codes == [302] * 12
    assert numbers == [f"220104-2026-{n:05d}" for n in range(1, 13)]
    assert verify(session)[1] is None


def test_one_person_applying_twice_at_once_is_on_file_once(app, session):
    """BI05 at the door: the second is refused by the database, in words, without a word of the first."""
    number = identity(date(1979, 4, 5))
    wang, chen = Probe(app, "c"), Probe(app, "s")
    forms = [application(session, applicant_id_no=number) for _n in range(2)]
    codes = at_once(app, session, [(wang, "/admin/household/new/", forms[0]), (chen, "/admin/household/new/", forms[1])])

    assert sorted(codes) == [302, 422]
    assert session.query(Household).count() == 1
    assert "一人只能在一户" in session.info["last"][codes.index(422)]
