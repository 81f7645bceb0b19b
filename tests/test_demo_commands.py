"""What the console makes up for a demo."""

from __future__ import annotations

from sqlalchemy import select

from models import Household, User, db
from tests.test_commands import call, run, small  # noqa: F401  (a fixture)
from tests.vacant import inside


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
