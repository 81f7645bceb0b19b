"""A street with three families and its reports: what the tests of the reports begin with."""

from __future__ import annotations

from datetime import UTC, date, datetime

from policy.report_periods import span_named
from policy.report_terms import ReportKind
from policy.rulebook import NOTICE, RuleBook
from policy.terms import EmploymentForm
from policy.terms import Status as S
from tests.cast import office, officer
from tests.factories import add_employment, add_service, first_member, make_household
from workflow.report_acts import (
    accept,
    submit,
)
from workflow.report_build import report_of

MONTH = ReportKind.MONTH
FEBRUARY, MARCH = span_named(MONTH, "2026-02"), span_named(MONTH, "2026-03")
ON, AT = date(2026, 4, 2), datetime(2026, 4, 2, 2, tzinfo=UTC)
BOOK = RuleBook()
WORDS = dict.fromkeys(
    ("14", "15", "16", "17", "20", "A1", "beneath"), "已逐户核对，情况属实"
)
EARLY = {"submitted_on": None, "verified_on": None, "publicized_on": None,
         "publicized_until": None, "reported_on": None, "applied_on": date(2024, 1, 2),
         "origin": "ledger", "ready": False, "planned": False}


def recognised(on, community="220104001001", **values):
    return make_household(status=S.RECOGNISED, community=community, recognised_on=on,
                          **{**EARLY, "promise_due_on": date(2026, 5, 6), **values})



def hand_up(session, here, span=FEBRUARY, who="chen", words=WORDS):
    return submit(session, here, span, words, officer(session, who), AT, NOTICE)


def locked(session, here, span=FEBRUARY):
    filed = hand_up(session, here, span)
    accept(session, filed, officer(session, "zhao"), AT)
    return filed


def whole(session, here, span):
    return report_of(session, here, span, NOTICE, ON).table.whole


def settle_street(session):
    """Three families of the street: recognised in January, February and March; one at work in March."""
    made = [recognised(date(2026, month, 6)) for month in (1, 2, 3)]
    add_employment(first_member(made[0]), started_on=date(2026, 3, 2), verified=True,
                   verified_on=date(2026, 3, 4), form=EmploymentForm.UNIT)
    made[0].placed_on = date(2026, 3, 2)
    for household in made:
        add_service(first_member(household), served_on=household.recognised_on)
        household.assisted_on = household.recognised_on
    session.commit()
    return office(session, "220104001")
