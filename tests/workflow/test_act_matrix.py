"""Every act from every status by every role: the procedure written a second time, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from policy.terms import Role, VisitWay
from policy.terms import Status as S
from tests.cast import officer
from tests.factories import add_employment, add_exit, first_member, make_household, order
from workflow.acts import perform
from workflow.refusals import Refused
from workflow.transitions import BUTTONS, TRANSITIONS

TODAY = date(2026, 3, 9)
FIELDS = {
    "reason": "材料不全，需补充",
    "place": "社区公告栏",
    "complaint_phone": "0431-12345678",
    "told_on": TODAY,
    "told_way": VisitWay.HOME,
}
WHO = {Role.COMMUNITY: "wang", Role.STREET: "chen", Role.COUNTY: "zhao", Role.CITY: "mei",
       Role.PROVINCE: "gao", Role.LEADER: "song", Role.AUDITOR: "jin", Role.SYSADMIN: "guan"}

OPEN = {
    ("submit", S.DRAFT): {Role.COMMUNITY, Role.STREET},
    ("submit", S.RETURNED): {Role.COMMUNITY, Role.STREET},
    ("verify", S.SUBMITTED): {Role.STREET},
    ("publicize", S.VERIFIED): {Role.STREET},
    ("report", S.PUBLICIZED): {Role.STREET},
    ("repost", S.PUBLICIZED): {Role.STREET},
    ("recognise", S.REPORTED): {Role.COUNTY},
    ("exit", S.RECOGNISED): {Role.COUNTY},
    ("return", S.SUBMITTED): {Role.STREET},
    ("return", S.VERIFIED): {Role.STREET},
    ("return", S.PUBLICIZED): {Role.STREET},
    ("return", S.REPORTED): {Role.COUNTY},
    ("reject", S.SUBMITTED): {Role.STREET},
    ("reject", S.VERIFIED): {Role.STREET},
    ("reject", S.PUBLICIZED): {Role.STREET},
    ("reject", S.REPORTED): {Role.COUNTY},
    ("withdraw", S.DRAFT): {Role.COMMUNITY, Role.STREET},
    ("withdraw", S.SUBMITTED): {Role.COMMUNITY, Role.STREET},
    ("withdraw", S.VERIFIED): {Role.COMMUNITY, Role.STREET},
    ("withdraw", S.PUBLICIZED): {Role.COMMUNITY, Role.STREET},
    ("withdraw", S.REPORTED): {Role.COMMUNITY, Role.STREET},
    ("withdraw", S.RETURNED): {Role.COMMUNITY, Role.STREET},
    ("revoke", S.RECOGNISED): {Role.COUNTY},
}
"""The procedure of the notice written down a second time, by hand, as an officer would say it."""

MATRIX = [
    pytest.param(act, status, id=f"{act}-{status.value}") for act in TRANSITIONS for status in S
]


@pytest.mark.parametrize(("act", "status"), MATRIX)
def test_an_act_is_open_from_its_statuses_to_its_roles_only(session, calendar, act, status):
    """Each role has a household of its own to press the button on."""
    step, faults = TRANSITIONS[act], []
    for role in Role:
        household = make_household(status=status)
        if status is S.RECOGNISED:
            add_employment(first_member(household), verified=True, verified_on=TODAY)
            add_exit(household)
            session.commit()
        by = officer(session, WHO[role])

        try:
            perform(session, step.button, household, by, order(TODAY, calendar, **FIELDS))
            session.commit()
        except Refused:
            session.rollback()

        allowed = role in OPEN.get((act, status), set())
        another = next((t for t in BUTTONS[step.button] if status in t.sources and t is not step), None)
        if another is not None:  # approve is two acts: where this one is closed the other is open
            continue
        if household.status is not (step.target if allowed else status):
            faults.append(f"{role.value}: {household.status.value}")
    assert not faults
