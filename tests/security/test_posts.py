"""No form without its token, and no page that changes anything (BR01, BR02)."""

from __future__ import annotations

import pytest

from models import Household, Member, Visit
from tests.admin.typed import application, present
from tests.cast import PASSWORD
from tests.security.doors import doors
from tests.security.test_matrix import ids_for, rule_of, stand_in
from tests.security.world import OFFICERS, Probe, changed, rows_by_table

NEW_PASSWORD = "Lingyige-2026-mima"


def presses(session, world) -> list[tuple[str, str, dict[str, str]]]:
    """Forms that would do something, each with all it needs but the token: whose, where, what."""
    ids = world.here.ids

    def version(model, name: str) -> str:
        return str(session.get(model, ids[name]).version)

    submitted, draft = str(ids["submitted"]), str(ids["draft"])
    act = "/admin/household/action/"
    return [
        ("s", "/admin/comparison/action/",
         {"action": "decide", "rowid": str(ids["comparison"]), "confirm": "1", "version": "1",
          "decision": "no_effect", "decision_note": "经核查不影响"}),
        ("s", "/admin/household/decide/comparison/{comparison}".format(**ids),
         {"decision": "no_effect", "version": "2"}),
        ("s", "/admin/household/decide/objection/{objection}".format(**ids),
         {"finding": "unfounded", "decision_note": "经核查不属实", "version": "1"}),
        ("s", act, {"action": "return", "rowid": submitted, "confirm": "1",
                    "version": version(Household, "submitted"), "reason": "材料缺少户口簿首页"}),
        ("c", act, {"action": "withdraw", "rowid": draft, "confirm": "1",
                    "version": version(Household, "draft"), "reason": "本人不再申请"}),
        ("c", "/admin/household/new/", application(session)),
        ("s", f"/admin/visit/void/?id={ids['visit']}",
         {"reason": "录入有误，重复登记", "version": version(Visit, "visit")}),
        ("k", "/admin/household/decide/exit/{exit}".format(**ids),
         {"decision_note": "依据不足，继续援助", "version": "1"}),
        ("x", f"/admin/code/edit/?id={ids['code']}", {"name": "另一个名称", "sort": "1", "valid": "y"}),
        ("x", "/admin/user/reset/?id=2", {}),
        ("x", "/admin/user/new/", {"username": "xinren", "name": "辛试人", "role": "leader",
                                   "office_id": "1"}),
        ("m", "/admin/target/new/", {"office_id": "3", "year": "2026", "measure": "exited",
                                     "households": "5"}),
        ("k", "/lang", {"lang": "en"}),
    ]


def test_no_form_is_obeyed_without_the_token_of_its_own_session(app, session, world):
    before = rows_by_table(session)
    forms = presses(session, world)
    thief = Probe(app, "k").token
    probes = {letter: Probe(app, letter) for letter in OFFICERS}
    older = {}
    for letter, username in OFFICERS.items():
        older[letter] = probes[letter].token
        probes[letter].desk.post("/login", token_from="/password", username=username, password=PASSWORD)
        probes[letter].token = probes[letter].desk.token()
    ways = {
        "none": lambda letter: ({}, ""),
        "empty": lambda letter: ({"csrf_token": ""}, ""),
        "of another session": lambda letter: ({"csrf_token": thief}, ""),
        "of an older session": lambda letter: ({"csrf_token": older[letter]}, ""),
        "in the address": lambda letter: ({}, f"csrf_token={probes[letter].token}"),
    }
    faults = []
    for way, forged in ways.items():
        for letter, url, fields in [*forms, *every_post(app, session, world)]:
            data, query = forged(letter)
            address = f"{url}{'&' if '?' in url else '?'}{query}" if query else url
            code = probes[letter].send("POST", address, {**fields, **data}, token=False).status_code
            if code not in (400, 403):
                faults.append(f"token {way}: {letter} {url}: {code}")

    assert faults == []
    assert changed(before, rows_by_table(session)) == []
    assert all(p.send("GET", "/password").status_code == 200 for p in probes.values()), "signed out"
    for letter, url, fields in forms:  # and with the token each of them does something
        before = rows_by_table(session)
        answer = probes[letter].send("POST", url, fields)
        assert changed(before, rows_by_table(session)), (letter, url, answer.status_code)


def every_post(app, session, world):
    """Each POST rule once, by an officer who may."""
    seen = set()
    for door in doors():
        rule = rule_of(app, "POST", stand_in(door, world.here.ids)) if door.method == "POST" else None
        if rule is None or rule.rule in seen:
            continue
        seen.add(rule.rule)
        letter = (door.may or "x")[0]
        yield letter, *door.address(ids_for(session, world, letter, foreign=False))
    yield "c", "/logout", {}
    yield "c", "/login", {"username": "wu", "password": PASSWORD}
    yield "c", "/password", {"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}


@pytest.mark.parametrize("letter", ["s", "m", "a", "x"])
def test_no_page_changes_anything_but_the_trail(app, session, world, letter):
    """Whatever the address says beside: what a form would say counts for nothing in a link."""
    before = rows_by_table(session)
    probe, ids = Probe(app, letter), ids_for(session, world, letter, foreign=False)
    said = ("confirm=1&version=1&reason=材料不全需补充&decision=no_effect&finding=unfounded&action=delete"
            "&decision_note=经核查不属实&lang=en&name=甲&status=exited&_method=POST")
    for door in doors():
        url, fields = door.address(ids)
        query = "&".join([*(f"{k}={v}" for k, v in fields.items()), said])
        probe.send("GET", f"{url}{'&' if '?' in url else '?'}{query}").close()
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE"}
    probe.desk.open(f"/admin/user/reset/?id={ids['user']}", headers=headers)

    assert changed(before, rows_by_table(session)) == []


def test_an_edit_form_sent_back_is_what_changes_a_row(app, session, world):
    """The other side of the page that changes nothing: the hash does see a change."""
    before, probe = rows_by_table(session), Probe(app, "c")
    url = f"/admin/household/edit/?id={world.here.ids['household']}"
    typed = present(probe.desk.read(url)) | {"housing": "自有住房"}
    assert probe.send("POST", url, typed).status_code == 302

    assert changed(before, rows_by_table(session)) == ["alert", "household"]  # a warning follows from it
    assert session.query(Member).count() == 35
