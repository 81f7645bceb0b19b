"""Each day's warnings beside the recount: what differs, what came, turned red and went, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import select

from models import Alert, FollowUp, Household
from tests.seeds.year_recount import Recount, Said
from workflow.clocks import Run

KINDS = ("W05", "W06", "W07", "W08", "W14", "W20", "W21", "W22", "W23", "W24")
"""Of the promise (承诺), of the visits (回访) and of plans, policies and lasting work (政策)."""
COLUMNS = [getattr(Alert, name) for name in (
    "id", "code", "tone", "subject", "household_id", "member_id", "raised_on", "red_on", "cleared_on")]


class Watcher:
    """The evening of each day of the year; `wrong` tells whatever is not as it should be."""

    def __init__(self, session, first: date, last: date) -> None:
        self.session, self.first = session, first
        self.recount = Recount(session, first, last)
        self.before: dict[tuple[int, str, int], Said] = {}
        self.last_id = 0
        self.wrong: list[tuple] = []
        self.came: Counter[str] = Counter()
        self.reddened: Counter[str] = Counter()
        self.went: Counter[str] = Counter()
        self.by_time: Counter[str] = Counter()
        self.written = 0
        self.stood: dict[tuple[int, str, int], int] = defaultdict(int)

    def look(self, day: date, run: Run, touched: set[int]) -> None:
        """Compare the day's warnings with the recount; `touched` are the families something was recorded of."""
        due, rows = self.recount.standing(day), self.rows()
        self.wrong += self.differences(day, due, rows)
        self.once(day, due, rows)
        self.told(day, due, run)
        self.in_time(day, due, touched)
        self.promises(day, due, run)
        self.before = due

    def rows(self) -> list:
        return list(self.session.execute(
            select(*COLUMNS).where(Alert.code.in_(KINDS), Alert.cleared_on.is_(None))).all())

    def differences(self, day: date, due: dict, rows: list) -> list[tuple]:
        """Each warning that should stand and does not, or stands otherwise, or should not."""
        kept = {(r.household_id, r.code.value, r.member_id or 0): Said(r.tone.value == "red", r.raised_on, r.red_on)
                for r in rows}
        found = [(day, key, "should be", due.get(key), "is", kept.get(key))
                 for key in sorted(due.keys() | kept.keys()) if due.get(key) != kept.get(key)]
        return found if len(kept) == len(rows) else [*found, (day, "two of one subject")]

    def once(self, day: date, due: dict, standing: list) -> None:
        """Each new subject is one new row; what stands stands on in its row; what goes goes today."""
        new = {r.subject for r in standing if r.id > self.last_id}
        came = due.keys() - self.before.keys()
        if len(new) != len(came):
            self.wrong.append((day, "rows written", len(new), "subjects that came", len(came)))
        fresh = self.session.execute(
            select(Alert.id, Alert.code, Alert.cleared_on).where(Alert.id > self.last_id)).all()
        self.written += sum(row.code.value in KINDS and row.cleared_on is None for row in fresh)
        went = self.before.keys() - due.keys()
        cleared = self.session.scalars(select(Alert.household_id).where(
            Alert.code.in_(KINDS), Alert.cleared_on == day, Alert.id <= self.last_id)).all()
        if sorted(key[0] for key in went) != sorted(cleared):
            self.wrong.append((day, "cleared", sorted(cleared), "went", sorted(went)))
        self.last_id = max((row.id for row in fresh), default=self.last_id)
        self.came.update(key[1] for key in came)
        self.went.update(key[1] for key in went)
        for key in came:
            self.stood[key] += 1

    def told(self, day: date, due: dict, run: Run) -> None:
        """The digest names what is new and what has turned red, once, and counts what stands."""
        came = Counter(key[1] for key in due.keys() - self.before.keys())
        red = Counter(key[1] for key, said in due.items()
                      if said.red and not (key in self.before and self.before[key].red))
        colours = [Counter(key[1] for key, said in due.items() if said.red is colour) for colour in (False, True)]
        self.reddened += red
        if day == self.first:
            return
        digest = run.digest
        for name, figures, mine in (("new", digest.raised, came), ("reddened", digest.reddened, red),
                                    ("yellow", digest.yellow, colours[0]), ("red", digest.red, colours[1])):
            his = {code: n for code, n in figures.items() if code in KINDS}
            if his != dict(mine):
                self.wrong.append((day, "digest", name, his, "recount", dict(mine)))

    def in_time(self, day: date, due: dict, touched: set[int]) -> None:
        """What only time brings comes true and turns red on the very day it is first seen so."""
        for key, said in due.items():
            if day == self.first or key[0] in touched:
                continue
            earlier = self.before.get(key)
            if earlier is None and said.raised_on != day:
                self.wrong.append((day, key, "seen first today, true since", said.raised_on))
            if said.red and said.red_on != day and not (earlier and earlier.red):
                self.wrong.append((day, key, "seen red first today, red since", said.red_on))
            self.by_time[key[1]] += earlier is None

    def promises(self, day: date, due: dict, run: Run) -> None:
        """The run names each promise near its end or over, as W05 does."""
        numbers = dict(self.session.execute(select(Household.id, Household.family_no)).all())
        mine = sorted(numbers[key[0]] for key in due if key[1] == "W05")
        named = sorted(term.household for term in run.due if term.term == "承诺期限")
        if mine != named:
            self.wrong.append((day, "promises", named, "recount", mine))

    def look_at_visits(self, day: date) -> None:
        """The list of visits owed, beside the recount."""
        mine, kept = self.recount.slots(day), self.recount.kept_slots()
        for key in mine.keys() | kept.keys():
            if mine.get(key) != kept.get(key):
                self.wrong.append((day, "visit owed", key, "should be", mine.get(key), "is", kept.get(key)))

    def everything(self) -> list[tuple]:
        """All rows a run may write, to be compared before and after."""
        return [tuple(map(tuple, self.session.execute(select(*model.__table__.columns).order_by(model.id)).all()))
                for model in (Alert, FollowUp)]


