"""What the console makes up for a demo."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from commands import house
from models import AuditEntry, Household, OfficerSession, Paper, User, db
from policy.seal_terms import BEARS_SEAL, Finding, SealState
from tests.test_commands import call, run, small  # noqa: F401  (a fixture)
from tests.vacant import inside, vacant
from workflow.seal_checks import check_file


def test_answers_are_made_up_for_a_family_of_the_demo(small):  # noqa: F811
    with inside(small):
        street = db.session.scalars(select(User).where(User.username == "street")).one().office_id
        household = db.session.scalars(
            select(Household).where(Household.street_id == street, Household.status.in_(("draft", "submitted", "recognised")))
        ).first()
        family, other = household.family_no, db.session.scalars(
            select(Household.family_no).where(Household.street_id != street)).first()
    told = run(small, f"demo answers {family} --as street --json")
    assert told["stored"] == sum(told["results"].values()) > 0
    assert run(small, f"demo answers {family} --as street --json")["stored"] == 0
    assert "辖区内没有" in call(small, f"demo answers {other} --as street").output


def test_the_demo_has_sealed_papers_one_made_anew_one_void_and_some_that_wait(small):  # noqa: F811
    with inside(small):
        papers = db.session.scalars(select(Paper).order_by(Paper.id)).all()
        states = Counter(paper.state for paper in papers)
        by_state = {paper.state: paper for paper in papers}
        said = {state: check_file(db.session(), by_state[state].pdf).finding for state in BEARS_SEAL}
        genuine = by_state[SealState.SEALED]
        altered = check_file(db.session(), genuine.pdf[:-1] + b" ").finding
        asked = {(paper.county.code, paper.prepared_by.username) for paper in papers if paper.state is SealState.WAITING}
        told = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.act == "seal")).all()
        left = db.session.scalar(select(func.count(OfficerSession.id)).where(OfficerSession.ended_at.is_(None)))

    assert states[SealState.SEALED] >= 8
    assert states[SealState.REPLACED] == states[SealState.REVOKED] == 1
    assert said == {SealState.SEALED: Finding.GENUINE, SealState.REPLACED: Finding.REPLACED,
                    SealState.REVOKED: Finding.REVOKED}
    assert altered is Finding.ALTERED
    assert ("220104", "county") in asked, "county2 finds work at the seal desk"
    assert set(told) >= {"county2"}
    assert len(told) == states.total() - states[SealState.WAITING]
    assert left == 0, "nobody is signed in"
    assert run(small, "seals verify --json") == {"papers": len(told), "faults": []}


@pytest.mark.database
def test_an_empty_database_is_given_the_demo_province_unless_told_otherwise(tmp_path, monkeypatch):
    """Loaded whole it takes half a minute: here it is asked for whole and loaded small."""
    monkeypatch.delenv("DEMO", raising=False)
    load, asked = house.load_province, []

    def load_small(households, seed):
        asked.append((households, seed))
        return load(60, seed)

    monkeypatch.setattr(house, "load_province", load_small)
    app = vacant(tmp_path / "data", "demonstrated")

    assert run(app, "prepare --json")["households"] == 60
    assert run(app, "prepare --json")["households"] == 0, "a second time it is empty no more"
    assert asked == [(3600, 2026)]
