"""Ten thousand random attempts to reach a row, by every way a door goes, against an oracle (HZ12)."""

from __future__ import annotations

import random
from contextlib import suppress

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified
from werkzeug.exceptions import HTTPException

from access.scope import OutsideScope, in_charge_of
from admin.acts import chosen
from admin.base import TableView
from admin.decisions import KINDS, row_of
from admin.lookups import find_household, household_or_404, households
from models import WHOLE_PROVINCE, Household, Member, Placed, db
from tests.access.test_scope import lies_under
from tests.cast import OFFICERS as CAST
from tests.cast import officer
from tests.databases import POSTGRES


def reaches(session, verb: str, model, row_id: int, household_id: int) -> bool:
    """Whether this way leads to the row; each is a way some door goes."""
    with suppress(HTTPException, OutsideScope):
        match verb:
            case "get":
                session.expunge_all()
                return session.get(model, row_id) is not None
            case "list":
                return row_id in set(session.scalars(select(model.id)))
            case "count":
                return bool(session.scalar(select(func.count()).select_from(model).where(model.id == row_id)))
            case "by household":
                return household_or_404(str(household_id)) is not None
            case "look-up":
                return find_household(household_id) is not None
            case "chosen":
                return bool(chosen([household_id]))
            case "view":
                view = next(v for v in app_views() if v.of is model)
                return view.get_one(str(row_id)) is not None
            case "decision":
                decision = next((d for d in KINDS.values() if d.model is model), KINDS["comparison"])
                kind = decision.model
                pk = session.scalar(select(kind.id).where(kind.household_id == household_id).limit(1))
                return row_of(decision, pk or 999_999) is not None
            case "typed":
                number = session.info["numbers"][household_id]
                return household_id in dict(households(session, number, 20))
            case "write":
                return wrote(session, model, row_id)
    return False


def wrote(session, model, row_id: int) -> bool:
    """A row learnt of by some other way is still not written."""
    area = session.info["area"]
    session.expunge_all()
    with in_charge_of(session, WHOLE_PROVINCE):
        row = session.get(model, row_id)
    session.info["area"] = area
    flag_modified(row, "street_id")
    try:
        session.flush()
        return True
    finally:
        session.rollback()


def app_views() -> list[TableView]:
    return [v for v in current_app.extensions["admin"][0]._views if isinstance(v, TableView)]


def household_beside(model):
    """The household of the row; of a row that has none, one of the same community."""
    if model is Household:
        return Household.id
    near = (
        select(func.min(Household.id)).where(Household.community_id == model.community_id)
        .correlate(model).scalar_subquery()
    )
    own = getattr(model, "household_id", None)
    return near if own is None else func.coalesce(own, near)


ATTEMPTS = 2_500 if POSTGRES else 10_000  # the scope is one line of SQL; every round trip costs
VERBS = ["get", "count", "by household", "look-up", "chosen", "view", "decision", "typed", "list", "write"]


def test_ten_thousand_attempts_agree_with_an_oracle(session, world):
    """HZ12: who, which row, which way; right exactly where the office stands above the community."""
    dice = random.Random(20210630)
    models = [m for m in {v.of for v in app_views()} if issubclass(m, Placed)]
    rows = [
        (model, pk, pk if model is Household else household, community)
        for model in sorted(models, key=lambda m: m.__name__)
        for pk, household, community in session.execute(
            select(model.id, household_beside(model), model.community_id)
        )
    ]
    decidable = {
        kind.model: set(session.scalars(select(kind.model.household_id))) for kind in KINDS.values()
    }
    session.info["numbers"] = dict(session.execute(select(Household.id, Household.family_no)).all())
    areas = {name: officer(session, name).office.area for name in CAST}
    wrong, seen = [], 0
    for _n in range(ATTEMPTS):
        who, verb = dice.choice(list(CAST)), dice.choices(VERBS, [20, 20, 10, 10, 10, 20, 10, 8, 3, 2])[0]
        model, row_id, household_id, community = dice.choice(rows)
        expected = lies_under(community, CAST[who][2])
        if verb == "decision":
            kind = model if model in decidable else KINDS["comparison"].model
            expected = expected and household_id in decidable[kind]
        with in_charge_of(session, areas[who]):
            found = reaches(session, verb, model, row_id, household_id)
        seen += found
        if found is not expected:
            wrong.append((who, verb, model.__name__, row_id))

    assert wrong == []
    assert 0.3 < seen / ATTEMPTS < 0.8, "about as many within as without"
    assert db.session.query(Member).count() == 35
