"""What is kept between pages: the frame and the empty forms, and nothing of an officer or a person."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from admin.shelf import Stencil, hole, piece

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def everything_kept(app) -> str:
    """All that lies on the shelf, as text."""
    found = []
    for _at, value in app.extensions["shelf"].values():
        for part in value if isinstance(value, tuple) else (value, getattr(value, "top", None)):
            found.append("".join(part.texts) if isinstance(part, Stencil) else str(part))
    return "\n".join(found)


def test_a_stencil_is_filled_and_what_is_filled_in_is_escaped():
    stencil = Stencil(f"<p>{hole('name')}</p><i>{hole('token')}{hole('name')}</i>")

    assert stencil.filled(name='<b>"&', token=Markup("<br>")) == (
        "<p>&lt;b&gt;&#34;&amp;</p><i><br>&lt;b&gt;&#34;&amp;</i>"
    )


def test_what_is_filled_in_opens_no_other_hole():
    stencil = Stencil(f"{hole('name')}|{hole('token')}")

    assert "secret" not in stencil.filled(name=hole("token"), token="secret").split("|")[0]


def test_a_hole_nobody_fills_is_a_fault():
    with pytest.raises(KeyError):
        Stencil(hole("name")).filled(token="t")


def test_a_piece_is_drawn_once_for_what_is_there_and_what_is_not(app):
    with app.test_request_context():
        app.extensions["shelf"].clear()
        pages = [
            "".join(piece("admin/model/_pager.html", text=text, first=None, before=before, after="/n?a=1&b=2"))
            for text, before in (("甲<1>", None), ("乙", None), ("丙", "/b"))
        ]

    assert [page.count("<a ") for page in pages] == [1, 1, 2]
    assert "甲&lt;1&gt;" in pages[0]
    assert "/n?a=1&amp;b=2" in pages[0]
    assert "乙" in pages[1]
    assert "甲" not in everything_kept(app)
    assert len([key for key in app.extensions["shelf"] if key[0] == "piece"]) == 2


def test_two_officers_of_a_role_share_the_frame_but_neither_name_nor_token(desk, app):
    first, second = desk("wang").read("/admin/household/"), desk("li").read("/admin/household/")
    one, other = set(TOKEN.findall(first)), set(TOKEN.findall(second))

    assert len(one) == len(other) == 1
    assert not one & other
    assert not any(token in everything_kept(app) for token in one | other)


@pytest.mark.parametrize(
    "query", ["q=王藏名", "q=<script>&status=draft", "applied_on_from=2019-02-03"]
)
def test_nothing_typed_into_a_list_stays_on_the_shelf(desk, app, query):
    browser = desk("wang")
    page = browser.read(f"/admin/household/?{query}")
    typed = query.partition("=")[2].partition("&")[0]

    assert "<script>&" not in page
    assert page.count(typed.replace("<", "&lt;").replace(">", "&gt;")) > 0
    assert typed not in everything_kept(app)
    assert typed not in str(list(app.extensions["shelf"]))


def test_a_list_shows_the_form_of_its_own_state(desk):
    browser = desk("wang")
    chosen = re.compile(r'<option value="draft" selected>')

    assert not chosen.search(browser.read("/admin/household/"))
    assert chosen.search(browser.read("/admin/household/?status=draft"))
    assert not chosen.search(browser.read("/admin/household/"))
    assert 'value="王二"' in browser.read("/admin/household/?q=王二")
    assert 'value="王二"' not in browser.read("/admin/household/")


def test_only_days_that_are_no_personal_datum_are_kept_drawn(app):
    views = [v for v in app.extensions["admin"][0]._views if hasattr(v, "drawers")]
    kept, personal = set(), set()
    for view in views:
        for shown, drawer in zip(view.columns, view.drawers, strict=True):
            column = getattr(view.of, shown.key, None)
            info = getattr(getattr(column, "property", None), "columns", [None])[0]
            if drawer.days is not None:
                kept.add(f"{view.called}.{shown.key}")
            if info is not None and info.info.get("personal"):
                personal.add(f"{view.called}.{shown.key}")

    assert "household.applied_on" in kept
    assert "member.birth_on" in personal
    assert not kept & personal
