"""Each of Flask-Admin's own ways, closed (FA01–FA04, FA08, FA10, FA14)."""

from __future__ import annotations

import logging
from datetime import date
from urllib.parse import quote

import pytest
from flask_admin.contrib.fileadmin import BaseFileAdmin

from admin.base import TableView
from admin.guarded import Guarded
from models import Member
from policy.terms import Status as S
from tests.admin.typed import application, present
from tests.factories import first_member, identity
from tests.security.doors import TABLES, doors
from tests.security.places import MISSING
from tests.security.test_matrix import ids_for
from tests.security.world import Probe

ELSEWHERE = ["//evil.example", "https:evil.example", "\\\\evil.example", "/%09/evil.example", "/\t/evil.example",
             "javascript:alert(1)", "data:text/html,x", "//[", "http://[::1", "/admin/..//evil.example",
             "https://localhost@evil.example", "/admin/\r\nX: y", "///evil.example", "/admin\\@evil.example"]


def views(app) -> list[TableView]:
    return [view for view in app.extensions["admin"][0]._views if isinstance(view, TableView)]


def test_every_view_is_ours_and_says_all_it_shows(app):
    """FA01: one base, closed by default; columns, filters and fields are named, nothing is made up."""
    assert {view.called for view in views(app)} == set(TABLES)
    for view in views(app):
        name = type(view).__name__
        assert type(view).get_one is TableView.get_one, name
        assert type(view).is_accessible is Guarded.is_accessible, name
        assert view.to_read is not None, name
        assert view.column_list, name
        assert view.column_details_list, name
        assert isinstance(view.filters, list), name
        assert bool(view.form_columns) is bool(TABLES[view.called].writes), name
        assert (view.can_delete, view.can_export, view.export_max_rows) == (False, False, 0), name
        assert not view.column_editable_list, name
        assert not view.inline_models, name
        assert not view.action_disallowed_list, name
        for shut in ("delete_view", "ajax_update", "export"):
            assert getattr(type(view), shut) is getattr(TableView, shut), (name, shut)


def test_no_file_browser_and_no_console_is_in_the_house(app):
    assert not [v for v in app.extensions["admin"][0]._views if isinstance(v, BaseFileAdmin)]
    assert not [r for r in app.url_map.iter_rules() if "rediscli" in r.rule or "file" in r.endpoint.split(".")[0]]
    assert not app.debug
    stranger = app.test_client()
    for path in ("/console", "/.git/config", "/config", "/metrics", "/openapi.json", "/static/../app.py"):
        assert stranger.get(path).status_code == 404, path


@pytest.mark.parametrize("letter", ["s", "x"])
def test_no_way_back_leads_out_of_the_house(app, session, world, letter):
    """FA08: `url` on every address, by link and by form."""
    probe, ids, faults = Probe(app, letter), ids_for(session, world, letter, foreign=False), []
    listed = [door for door in doors() if letter in door.may]
    for n, door in enumerate(listed):
        address, fields = door.address(ids)
        for url in (ELSEWHERE[n % len(ELSEWHERE)], ELSEWHERE[(n + 5) % len(ELSEWHERE)]):
            glue = "&" if "?" in address else "?"
            answer = probe.send(door.method, f"{address}{glue}url={quote(url)}&next={quote(url)}",
                                {**fields, "url": url, "next": url})
            told = answer.headers.get("Location", "")
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            if answer.status_code >= 500 or not (told == "" or told.startswith("/")) or told.startswith("//"):
                faults.append((address, url, answer.status_code, told))
            if any(f'{attribute}="{start}' in page for attribute in ("href", "action", "formaction")
                   for start in ("//", "http", "javascript:", "data:text", "\\")):
                faults.append((address, url, "in the page"))

    assert faults == []


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_saved_form_does_not_lead_out_either(app, session, world, url):
    probe = Probe(app, "c")
    edit = f"/admin/household/edit/?id={world.here.ids['household']}"
    answer = probe.send("POST", f"{edit}&url={quote(url)}", present(probe.desk.read(edit)) | {"url": url})

    assert answer.status_code == 302
    assert answer.location.startswith("/admin/household/details/")


def test_what_the_database_refuses_is_told_without_its_words(app, session, world, caplog):
    """FA04: UNIQUE, CHECK, NOT NULL and FOREIGN KEY, forced through real forms."""
    caplog.set_level(logging.DEBUG)
    taken = first_member(world.here.households[S.SUBMITTED]).id_no
    free = identity(date(1970, 2, 3))
    ids = world.here.ids
    tries = [
        ("c", "/admin/household/new/", application(session, applicant_id_no=taken, applicant_name="卓试撞")),
        ("c", f"/admin/member/new/?household={ids['draft']}",
         {"name": "卓试撞", "id_no": taken, "relation": "20", "state": "unemployed", "capacity": "1", "wants_work": "1"}),
        ("c", f"/admin/member/new/?household={ids['draft']}",
         {"name": "卓试撞", "id_no": free, "relation": "01", "state": "unemployed", "capacity": "1", "wants_work": "1"}),
        ("c", f"/admin/visit/new/?household={ids['submitted']}",
         {"visited_on": "2026-03-06", "purpose": "verification", "way": "home", "reached": "y", "visitor_1": "卓试撞",
          "visitor_2": "卓试撞", "findings": "家中无人"}),
        ("k", f"/admin/employment/new/?household={ids['recognised']}",
         {"member_id": str(first_member(world.here.households[S.RECOGNISED]).id), "form": "10", "employer": "卓试撞",
          "started_on": "2026-03-06", "evidence": "合同", "contract_from": "2026-05-01", "contract_until": "2026-04-01"}),
        ("m", "/admin/target/new/", {"office_id": "3", "year": "2021", "measure": "recognised", "households": "5",
                                     "basis": "卓试撞"}),
        ("x", "/admin/user/new/", {"username": "wang", "name": "卓试撞", "role": "leader", "office_id": "3"}),
        ("x", "/admin/office/new/", {"parent_id": "4", "code": "220104001001", "name": "卓试撞社区"}),
        ("x", "/admin/code/new/", {"list": "health", "code": "10", "name": "卓试撞", "sort": "1"}),
    ]
    probes = {letter: Probe(app, letter) for letter in "ckmx"}
    caplog.clear()
    for letter, url, typed in tries:
        answer = probes[letter].send("POST", url, typed)
        page = answer.get_data(as_text=True)
        assert answer.status_code in (409, 422), (url, answer.status_code)
        assert not any(word in page for word in ("UNIQUE", "INSERT", "constraint", "sqlalche", "psycopg")), url
        assert taken not in page.replace(f'value="{taken}"', ""), url  # what was typed is kept in its input
    assert not any(word in caplog.text for word in (taken, free, "卓试撞", "INSERT INTO", "Failing row", "Key ("))
    assert session.query(Member).filter_by(name="卓试撞").count() == 0


@pytest.mark.parametrize("door", ["delete/", "ajax/update/", "action/"])
@pytest.mark.parametrize("table", list(TABLES))
def test_nothing_is_deleted_by_any_spelling_of_it(app, session, world, table, door):
    """FA02, FA13, HZ03: with the id in the address, in the form, in a list of them."""
    probe, pk = Probe(app, TABLES[table].reads[0]), str(world.here.ids[table])
    view = next(v for v in views(app) if v.called == table)
    for fields in ({"id": pk}, {"rowid": pk, "action": "delete"}, {"act_on": f"delete:{pk}"},
                   {"list_form_pk": pk, "name": "甲", "status": "exited"}, {"rowid": [pk, pk, str(MISSING)], "action": "delete"}):
        code = probe.send("POST", f"/admin/{table}/{door}?id={pk}&action=delete", fields).status_code
        assert code in (400, 403, 404), (fields, code)

    assert session.get(view.of, view.key_of(pk)) is not None
