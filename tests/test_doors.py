"""Every door of the house: shut to strangers, and closed by declaration where nobody opened it."""

from __future__ import annotations

from inspect import iscoroutinefunction

import pytest

from tests.desk import Desk

OPEN = {
    "health.healthz", "signin.sign_in", "signin.lang", "wall.show", "verify.index", "verify.by_code", "verify.by_file",
    "public.index", "public.form", "public.send", "public.receipt",
}
"""What answers a stranger, beside files that are the same for everybody. Nothing else does."""


def doors(app):
    """Every rule with a method, and an address that fits it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[-1] == "static" or rule.endpoint in OPEN:
            continue
        numbers = {name for name, how in rule._converters.items() if hasattr(how, "num_convert")}
        values = {name: 1 if name in numbers else "x" for name in rule.arguments}
        _host, url = rule.build(values, append_unknown=False) or ("", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            yield method, url, rule.endpoint


def test_every_door_is_shut_to_strangers(app):
    stranger = Desk(app, None)
    for method, url, endpoint in doors(app):
        answer = stranger.open(url, method=method)
        if method == "GET" and answer.status_code == 302:
            assert answer.location.startswith("/login"), endpoint
        else:
            assert answer.status_code in (400, 401), f"{method} {url}: {answer.status_code}"


def test_only_these_are_open(app):
    said = {
        endpoint for endpoint, view in app.view_functions.items()
        if getattr(view, "open_to_all", False)
    }
    assert said <= OPEN | {e for e in app.view_functions if e.split(".")[-1] == "static"}


def test_nothing_but_tables_and_pages_of_ours_is_registered(app):
    """No file browser, no console; and every view inherits the guard that is closed by default."""
    from admin.guarded import Guarded

    for view in app.extensions["admin"][0]._views:
        assert isinstance(view, Guarded), type(view).__name__
        assert view.to_read is not None or type(view).is_accessible is not Guarded.is_accessible


def tables():
    import admin.views  # noqa: F401  (fills the register)
    from admin.base import VIEWS, TableView

    return [view for view in VIEWS if issubclass(view, TableView)]


def test_every_table_says_what_it_shows_and_what_it_asks(app):
    for view in tables():
        assert view.column_list, f"{view.__name__}: a list that names no column shows all of them"
        assert view.form_columns or view.to_write is None, view.__name__
        assert view.to_read is not None, view.__name__


def test_no_table_deletes_exports_or_edits_in_the_list(app):
    for view in tables():
        told = (view.can_delete, view.can_export, view.column_editable_list)
        assert not any(told), view.__name__


@pytest.mark.parametrize("column", ["id_no", "id_no_index", "phone", "bank_account"])
def test_no_list_is_sorted_or_filtered_by_what_is_sealed(app, column):
    for view in tables():
        told = {getattr(f, "name", f) for f in view.column_filters}
        assert column not in {*view.column_sortable_list, *told}, view.__name__


def test_no_view_waits_for_a_loop(app):
    """admin.house does not look whether one does."""
    assert not [name for name, view in app.view_functions.items() if iscoroutinefunction(view)]
    assert app.ensure_sync(test_only_these_are_open) is test_only_these_are_open
