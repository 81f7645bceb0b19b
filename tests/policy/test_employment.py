"""What proves a job, by its form, and what is asked about a wage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from policy.employment import Papers, job_is_proven, low_wage
from policy.rulebook import Decree, Rules
from policy.terms import EmploymentForm as F

DAY = date(2026, 3, 9)
BETTER = Rules((Decree("MINIMUM_WAGE", "1.", date(2026, 3, 1), 2100),))


@pytest.mark.parametrize(
    ("papers", "proven"),
    [
        pytest.param(Papers(F.UNIT), False, id="a post with no paper at all"),
        pytest.param(Papers(F.UNIT, has_contract=True), True, id="a post with its contract"),
        pytest.param(Papers(F.UNIT, filed_on=DAY), True, id="a post that was filed"),
        pytest.param(Papers(F.UNIT, insured=True), True, id="a post that is insured"),
        pytest.param(Papers(F.UNIT, has_contract=False, stated_on=DAY), False, id="a post by the member's word"),
        pytest.param(Papers(F.SELF, licence=True), True, id="a stall with its licence"),
        pytest.param(Papers(F.SELF, insured=True), False, id="a stall without licence"),
        pytest.param(Papers(F.STARTUP, has_contract=True), False, id="a company without licence"),
        pytest.param(Papers(F.FLEXIBLE, stated_on=DAY, visited=True), True, id="odd jobs, stated and seen"),
        pytest.param(Papers(F.FLEXIBLE, stated_on=DAY), False, id="odd jobs nobody saw"),
        pytest.param(Papers(F.FLEXIBLE, visited=True, insured=True), False, id="odd jobs without a statement"),
        pytest.param(Papers(F.PUBLIC_POST, has_contract=True), True, id="a public post with its agreement"),
        pytest.param(Papers(F.PUBLIC_POST, insured=True), False, id="a public post without agreement"),
        pytest.param(Papers(F.OTHER, stated_on=DAY, visited=True), True, id="anything else like odd jobs"),
    ],
)
def test_each_form_of_work_has_its_paper(papers, proven):
    assert job_is_proven(papers).met is proven


def test_every_missing_paper_is_named_with_the_clause():
    reasons = job_is_proven(Papers(F.FLEXIBLE)).objections

    assert [r.clause for r in reasons] == ["102-3-1", "102-3-1"]
    assert "就业说明" in str(reasons[0])
    assert "入户走访" in str(reasons[1])


@pytest.mark.parametrize(
    ("form", "wage", "rules", "asks"),
    [
        pytest.param(F.UNIT, "1539.99", Rules(), True, id="a cent short"),
        pytest.param(F.UNIT, "1540", Rules(), False, id="the minimum itself"),
        pytest.param(F.UNIT, "2000", BETTER, True, id="short of the region's own"),
        pytest.param(F.PUBLIC_POST, "1200", Rules(), True, id="a public post"),
        pytest.param(F.FLEXIBLE, "800", Rules(), False, id="odd jobs are not employed"),
        pytest.param(F.UNIT, None, Rules(), False, id="no wage told"),
    ],
)
def test_a_wage_under_the_minimum_of_place_and_day_is_asked_about(form, wage, rules, asks):
    remark = low_wage(form, Decimal(wage) if wage else None, DAY, rules)

    assert (remark is not None) is asks
