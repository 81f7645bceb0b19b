"""The small bureau built once for each worker, and laid anew for each test that wants it."""

from __future__ import annotations

import shutil
from pathlib import Path

from models import Household, db
from tests import databases
from tests.databases import Snapshot
from tests.security.world import Place, World, build


class KeptWorld:
    """A database with the world in it, to be copied, and the numbers by which its rows are found again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.is_built = folder, False
        self.snapshot: Snapshot | None = None

    def build(self, app) -> None:
        """Build it in the database of the test at hand, and keep what came of it."""
        world = build(db.session)
        self.own_plans = dict(world.own_plans)
        self.places = [
            (place, {status: household.id for status, household in place.households.items()})
            for place in world.places.values()
        ]
        db.session.close()
        db.engine.dispose()
        if databases.POSTGRES:
            self.snapshot = Snapshot("house")
        else:
            shutil.copy(app.config["DATA_DIR"] / "registry.db", self.folder / "registry.db")
        self.is_built = True

    def of(self, session) -> World:
        """The world as this session finds it: with households of its own, and sets nobody else holds."""
        places = {
            place.code: Place(
                place.code, dict(place.ids),
                {status: session.get_one(Household, pk) for status, pk in numbers.items()},
                set(place.marks),
            )
            for place, numbers in self.places
        }
        session.commit()
        return World(places, dict(self.own_plans))
