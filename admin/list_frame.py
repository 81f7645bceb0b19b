"""The page of a list: what stands around the rows is drawn once for all lists of a language, then filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from flask import session

from admin.rows import heads_of, parts_of_rows
from admin.shelf import Parts, drawn, hole, piece, still
from admin.shell import Shell, shell_for
from models import User


def list_page(user: User, listing: Mapping[str, Any]) -> str:
    """The whole page; `listing` is what Listing.context() answers."""
    shell = shell_for(user)
    create, export, chips = listing["create"], listing["export"], listing["chips"]
    return "".join(piece(
        "admin/model/list.html",
        lambda: {"shell": with_holes(shell)},
        demo="" if shell.demo else None,
        side=shell.side, top=shell.top, end=shell.end, office=shell.user[2], day=shell.today,
        flashes=drawn("admin/_flashes.html") if "_flashes" in session else "",
        title=listing["title"], intro=listing["intro"] or None, note=listing["note"] or None,
        export=export and export[0], exporting=export and export[1],
        create=create and create[0], creating=create and create[1],
        figures=drawn("admin/model/_figures.html", figures=listing["figures"]) if listing["figures"] else "",
        saved=listing["saved"], form=listing["form"] or "",
        chips=chosen(chips) if chips else None, clear=listing["clear_url"],
        pager=pages(listing["pager"]),
        **(rows_in_form(listing, shell.token) if listing["rows"] else nothing_found(listing)),
    ))


def with_holes(shell: Shell) -> Shell:
    """The frame without the officer, whom each page fills in."""
    return replace(
        shell, user=("", "", hole("office")), today=hole("day"), token="",
        side=hole("side"), top=hole("top"), end=hole("end"),
    )


def rows_in_form(listing: Mapping[str, Any], token: str) -> dict[str, str | Parts | None]:
    """The table; in one form with the acts on several rows, where there are any."""
    columns, acts = listing["columns"], bool(listing["bulk"])
    return {
        "empty": None,
        "heads": heads_of(columns),
        "rows": parts_of_rows(columns, listing["rows"], acts, acts, still("admin/model/_eye.html")),
        "bulk": listing["bulk"] if acts else None,
        "action": listing["bulk_url"] if acts else None,
        "back": listing["return_url"],
        "token": token,
    }


def nothing_found(listing: Mapping[str, Any]) -> dict[str, str | Parts | None]:
    title, text, way = listing["empty"]
    return {
        "empty": drawn("admin/model/_empty.html", title=title, text=text, way=way),
        **dict.fromkeys(("heads", "rows", "bulk", "action", "back", "token")),
    }


def chosen(chips: Sequence[tuple[str, str]]) -> Parts:
    """What the list is narrowed by, each with the way to be rid of it."""
    return Parts(chain.from_iterable(piece("admin/model/_chip.html", label=n, url=url) for n, url in chips))


def pages(pager: Any) -> Parts | None:
    if not pager.text and not pager.prev_url:
        return None
    return piece(
        "admin/model/_pager.html", text=pager.text,
        first=pager.first_url, before=pager.prev_url, after=pager.next_url,
    )
