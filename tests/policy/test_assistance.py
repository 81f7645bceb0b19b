"""What a newly recognised member is owed, and until when."""

from datetime import date

import pytest

from policy.assistance import (
    ServiceFacts,
    counted,
    owed,
    promise_due,
    promise_is_kept,
    services_are_given,
)
from policy.terms import Feedback, ServiceKind
from policy.workdays import CalendarMissing
from tests.policy.calendars import CALENDAR, day

K = ServiceKind
SEALED_ON, DUE = date(2026, 4, 30), date(2026, 6, 1)


def service(kind: ServiceKind, on: str = "2026-05-08", vacancy: str | None = None, **more):
    return ServiceFacts(**{"member": 1, "kind": kind, "on": day(on), "vacancy": vacancy, **more})


@pytest.mark.parametrize(
    ("sealed", "due"),
    [
        pytest.param("2025-01-20", "2025-02-21", id="over Spring Festival"),
        pytest.param("2026-04-30", "2026-06-01", id="over Labour Day"),
        pytest.param("2025-12-30", "2026-01-28", id="into a new year"),
        pytest.param("2026-09-30", "2026-11-03", id="over National Day"),
    ],
)
def test_the_promise_runs_twenty_working_days_from_the_seal(sealed, due):
    assert promise_due(day(sealed), CALENDAR) == day(due)


def test_a_promise_into_a_year_not_entered_is_not_stored():
    with pytest.raises(CalendarMissing):
        promise_due(day("2026-12-10"), CALENDAR)


@pytest.mark.parametrize(
    ("placed", "kept"),
    [("2026-05-31", True), ("2026-06-01", True), ("2026-06-02", False), (None, False)],
)
def test_work_from_the_last_day_on_still_keeps_the_promise(placed, kept):
    assert promise_is_kept(day(placed) if placed else None, DUE) is kept


@pytest.mark.parametrize(
    ("services", "counts"),
    [
        pytest.param([], (0, 0, 0), id="nothing"),
        pytest.param([service(K.GUIDANCE), service(K.TRAINING_INFO)], (1, 1, 0), id="one each"),
        pytest.param([service(K.TRAINING)], (0, 1, 0), id="who is trained is informed"),
        pytest.param(
            [service(K.REFERRAL, vacancy=v) for v in ("V1", "V2", "V3")],
            (0, 0, 3),
            id="three vacancies on one day",
        ),
        pytest.param([service(K.REFERRAL, vacancy="V1")] * 2, (0, 0, 1), id="one vacancy twice"),
        pytest.param(
            [
                service(K.REFERRAL, "2026-05-08", "V1", feedback=Feedback.UNREACHED),
                service(K.REFERRAL, "2026-05-08", "V1"),
            ],
            (0, 0, 1),
            id="reached at the second call",
        ),
        pytest.param(
            [service(K.REFERRAL, "2026-05-08", "V1"), service(K.REFERRAL, "2026-05-11", "V1")],
            (0, 0, 1),
            id="one vacancy on two days",
        ),
        pytest.param([service(K.REFERRAL)], (0, 0, 0), id="a job without a vacancy"),
        pytest.param(
            [service(K.GUIDANCE, feedback=Feedback.UNREACHED)], (0, 0, 0), id="nobody answered"
        ),
        pytest.param([service(K.GUIDANCE, member=2)], (0, 0, 0), id="another member's"),
        pytest.param([service(K.GUIDANCE, "2026-04-29")], (0, 0, 0), id="before the seal"),
        pytest.param([service(K.GUIDANCE, "2026-04-30")], (1, 0, 0), id="on the day of the seal"),
        pytest.param([service(K.GUIDANCE, "2026-06-01")], (1, 0, 0), id="on the last day"),
        pytest.param([service(K.GUIDANCE, "2026-06-02")], (0, 0, 0), id="too late"),
        pytest.param([service(K.CALL), service(K.POLICY)], (0, 0, 0), id="kind, but not owed"),
    ],
)
def test_which_services_count(services, counts):
    given = counted(services, 1, SEALED_ON, DUE)

    assert tuple(given.values()) == counts
    assert list(given) == [K.GUIDANCE, K.TRAINING_INFO, K.REFERRAL]


@pytest.mark.parametrize(
    ("given", "still_owed"),
    [
        pytest.param({}, {K.GUIDANCE: 1, K.TRAINING_INFO: 1, K.REFERRAL: 3}, id="all of it"),
        pytest.param(
            {K.GUIDANCE: 1, K.REFERRAL: 1}, {K.TRAINING_INFO: 1, K.REFERRAL: 2}, id="part"
        ),
        pytest.param({K.GUIDANCE: 2, K.TRAINING_INFO: 1, K.REFERRAL: 5}, {}, id="more than owed"),
    ],
)
def test_what_is_still_owed(given, still_owed):
    assert owed(given, SEALED_ON) == still_owed


def test_an_objection_says_what_is_still_to_be_given():
    verdict = services_are_given("赵样甲", {K.GUIDANCE: 1, K.TRAINING_INFO: 1}, SEALED_ON)

    assert [(o.clause, str(o)) for o in verdict.objections] == [
        ("102-4-3", "还应为成员赵样甲提供岗位推荐3次")
    ]


def test_what_does_not_count_hides_nothing_after_it():
    services = [
        ServiceFacts(1, ServiceKind.STARTUP, date(2026, 3, 6)), ServiceFacts(2, ServiceKind.GUIDANCE, date(2026, 3, 6)),
        ServiceFacts(1, ServiceKind.GUIDANCE, date(2026, 3, 4)), ServiceFacts(1, ServiceKind.REFERRAL, date(2026, 3, 6)),
        ServiceFacts(1, ServiceKind.REFERRAL, date(2026, 3, 6), "甲/乙"), ServiceFacts(1, ServiceKind.REFERRAL, date(2026, 3, 6), "甲/乙"),
        ServiceFacts(1, ServiceKind.REFERRAL, date(2026, 3, 6), "甲/丙"), ServiceFacts(1, ServiceKind.GUIDANCE, date(2026, 3, 6)),
    ]
    assert counted(services, 1, date(2026, 3, 5), date(2026, 4, 2)) == {
        ServiceKind.GUIDANCE: 1, ServiceKind.TRAINING_INFO: 0, ServiceKind.REFERRAL: 2}
