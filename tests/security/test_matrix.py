"""Every rule × method × role × own and foreign row, against one table written by hand (VT01, HZ01–HZ03)."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import HTTPException

from tests.cast import officer
from tests.security.doors import ENDING, FILES, OPEN, Door, doors
from tests.security.places import MISSING
from tests.security.world import OFFICERS, Probe, World, changed, rows_by_table


def rule_of(app, method: str, url: str):
    """The rule an address falls under; None if there is none."""
    path, _, query = url.partition("?")
    adapter = app.url_map.bind("localhost", query_args=query)
    try:
        return adapter.match(path, method=method, return_rule=True)[0]
    except HTTPException:
        return None


def stand_in(door: Door, ids: dict[str, object]) -> str:
    return door.address({**ids, "self": 1, "office_name": "x", "long": "", "batch_no": ""})[0]


def test_every_rule_is_in_the_table(app, world):
    listed = {
        (rule.rule, door.method)
        for door in doors()
        if (rule := rule_of(app, door.method, stand_in(door, world.here.ids))) is not None
    }
    listed |= {(url, method) for method, url in (*OPEN, ENDING)}
    there = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint not in FILES
    }

    assert there - listed == set(), "a door nobody wrote down"
    assert listed - there == set(), "a door that is not there"
    assert len(there) > 200


def ids_for(session, world: World, letter: str, foreign: bool) -> dict[str, object]:
    """What the braces of the table stand for. Nobody's numbers where the whole province is one's own."""
    place = world.foreign(letter) if foreign else world.here
    if place is None:
        ids: dict[str, object] = dict.fromkeys(world.here.ids, MISSING)
        ids |= {"calendar": "2026-03-04", "id_no": "11010120000229001X"}
    else:
        ids = dict(place.ids)
        if foreign:
            ids |= {"user": MISSING, "code": MISSING, "parameter": MISSING, "special_case": MISSING, "contingency_plan": MISSING, "calendar": "2026-03-04", "calendar_year": 2099}
    own = officer(session, OFFICERS[letter]).id if letter in OFFICERS else 1
    if not foreign and letter in world.own_plans:
        ids["contingency_plan"] = world.own_plans[letter]
    return ids | {"self": MISSING if foreign else own, "office_name": "前进", "long": "长" * 101,
                  "batch_no": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}


def wrong(probe: Probe, door: Door, letter: str, ids, foreign: bool, marks: set[str]) -> str:
    """Go through the door; what is not as the table says, or empty."""
    url, fields = door.address(ids)
    expected = door.answers(letter, foreign)
    if not expected:
        return ""
    answer = probe.send(door.method, url, fields)
    where = f"{letter} {door.method} {url} {fields} {'foreign' if foreign else 'own'}"
    if answer.status_code not in expected:
        return f"{where}: {answer.status_code}, expected {sorted(expected)}"
    if letter == "-" and answer.status_code == 302 and not answer.location.startswith("/login"):
        return f"{where}: sent to {answer.location}"
    if answer.mimetype.startswith("text/") or answer.mimetype == "application/json":
        body = answer.get_data(as_text=True)
        told = [mark for mark in marks if mark in body]
        if told:
            return f"{where}: tells {told}"
    answer.close()
    return ""


@pytest.mark.parametrize("letter", [*OFFICERS, "-"])
def test_each_door_opens_to_its_roles_and_to_ones_own_rows_alone(app, session, world, letter):
    before = rows_by_table(session)
    probe = Probe(app, letter)
    outside = world.foreign(letter)
    marks = outside.marks if outside else set()
    if letter == "-":
        marks = set().union(*(place.marks for place in world.places.values()))
    faults = []
    for foreign in (False, True):
        ids = ids_for(session, world, letter, foreign)
        for door in doors():
            if foreign and letter not in door.may:
                continue  # refused whatever the row; seen in the first round
            faults.append(wrong(probe, door, letter, ids, foreign, marks))
    for (method, url), answers in OPEN.items():
        got = probe.send(method, url, {"lang": "xx"}).status_code
        faults.append("" if str(got) in answers.split("|") else f"{letter} {method} {url}: {got}")
    got = probe.send(*ENDING).status_code
    faults.append("" if got == (401 if letter == "-" else 302) else f"{letter} logout: {got}")

    assert list(filter(None, faults)) == []
    assert changed(before, rows_by_table(session)) == []
