"""One recognised family of the demo, the officers who come to its page, and all that is on its file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, Base, Member, db
from models.engine import writing
from policy.terms import Status
from tests.browser.officer import Officer
from tests.factories import make_household

NAME = "欧阳试㛃"
HOME = "/admin/household/details/?id="


class Story:
    """The household, and whoever comes to its page on the day it is."""

    def __init__(self, town) -> None:
        self.town, self.here = town, {}
        with town.app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE), writing():
            household = make_household(
                status=Status.RECOGNISED, name=NAME, planned=False, family_no="220104-2026-90001"
            )
            self.pk, self.family_no = household.id, household.family_no
            self.member = db.session.scalars(
                select(Member.id).where(Member.household_id == household.id)
            ).one()
            db.session.remove()
        self.on(date(2026, 3, 9))

    def on(self, day: date) -> None:
        """It is that day; the clocks have run, and everybody signs in anew."""
        for officer in self.here.values():
            officer.page.context.close()
        self.here, self.day = {}, day
        self.town.clocks(day)

    def officer(self, username: str, tab: str = "") -> Officer:
        """That officer, at work today; at a tab of the household page where one is named."""
        if username not in self.here:
            self.here[username] = Officer(self.town, username)
        found = self.here[username]
        return found.opens(f"{HOME}{self.pk}&tab={tab}") if tab else found

    def refuses(self, officer: Officer, button: str, *words: str, **typed: str) -> None:
        """The step the wrong way: told why, nothing typed is lost, nothing on file is another."""
        before = self.rows()
        officer.fills(**typed).presses(button).reads(*words).keeps(**typed)
        assert self.rows() == before

    def rows(self) -> dict[str, list[tuple]]:
        """All that is on file of the family, and the pool of jobs."""
        tables = [t for t in Base.metadata.sorted_tables
                  if "household_id" in t.c or t.name in ("household", "vacancy")]
        found = {}
        for table in tables:
            of = table.c.household_id if "household_id" in table.c else table.c.id
            wanted = select(table) if table.name == "vacancy" else select(table).where(of == self.pk)
            found[table.name] = [tuple(map(str, row)) for row in self.town.ask(wanted)]
        return found

    def last(self, model, *columns):
        """The columns of the newest row of the family in that table."""
        return self.town.ask(
            select(*(getattr(model, c) for c in columns))
            .where(model.household_id == self.pk).order_by(model.id.desc()).limit(1)
        )[0]
