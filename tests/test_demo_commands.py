"""What the console makes up for a demo."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from commands import house
from models import Household, User, db
from tests.test_commands import call, run, small  # noqa: F401  (a fixture)
from tests.vacant import inside, vacant


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
