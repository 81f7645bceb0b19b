"""Every door of the house, written down by hand: who may, and what the others get.

One line a door: method, address, who may, what they get of a row of their own, what of a foreign
row. Whoever may not gets 403, a stranger the sign-in form (302) or 401. Letters are roles:
c community, s street, k county, m city, p province, l leader, a auditor, x sysadmin; `*` is
everybody who is signed in. `reads`, `writes` and `voids` are the columns of TABLES; `{t}` stands for
each table; `{row}` for a row of it, `{of}` for a household a row may be added to, other braces for
the rows of tests.security.world. Forms
are sent so that they are refused after the officer was let in: nothing is changed by any of this. Several answers are parted by `|`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.security.doors_beside import OTHERS

ALL = "cskmplax"


class Rights(NamedTuple):
    reads: str
    writes: str = ""
    voids: bool = False
    of: str = ""
    """The status of a household to which a row may be added."""


TABLES = {
    "household": Rights("cskmpla", "cs"),
    "member": Rights("cskmp", "cs", True, "draft"),
    "visit": Rights("cskmp", "cs", True, "submitted"),
    "followup": Rights("cskmpla"),
    "ticket": Rights("cskmpla", "csk", True, "recognised"),
    "comparison": Rights("cskmp", "cs", True, "submitted"),
    "publicity": Rights("cskmpla"),
    "objection": Rights("cskmp", "cs", False, "publicized"),
    "opinion": Rights("cskmp"),
    "history": Rights("cskmpla"),
    "service": Rights("cskmpla", "csk", True, "recognised"),
    "employer": Rights("cskmpla", "sk", True),
    "vacancy": Rights("cskmpla", "sk", True),
    "employment": Rights("cskmpla", "csk", True, "recognised"),
    "benefit": Rights("cskmpla", "csk", True, "older"),
    "payment": Rights("cskmpla", "k", True, "older"),
    "job_check": Rights("cskmpla", "csk", True, "older"),
    "pairing": Rights("cskmpla", "sk", True, "recognised"),
    "contingency_plan": Rights(ALL, "cskmp", True),
    "activation": Rights("cskmpla", "csk", True, "recognised"),
    "aid_plan": Rights("cskmpla", "csk", True, "recognised"),
    "plan_measure": Rights("cskmpla", "csk", True, "recognised"),
    "exit": Rights("cskmpla", "csk", False, "recognised"),
    "life_change": Rights("cskmpla", "csk", True, "recognised"),
    "attachment": Rights("cskmpla", "cs", True, "submitted"),
    "alert": Rights("cskmpla"),
    "watch": Rights("cskmpla", "cs", True),
    "sweepcampaign": Rights("cskmpla", "skmp", True),
    "sweepvisit": Rights("cskmpla", "cs", True),
    "suspectedfamily": Rights("cskmpla", "cs", True),
    "supervisionfinding": Rights("skmpla", "mp", True),
    "censure": Rights("skmpla", "mp", True),
    "parameter": Rights(ALL, "p"),
    "special_case": Rights(ALL, "kmp"),
    "outreach": Rights("skmpla", "skmp", True),
    "duty": Rights("skmpla", "mskp"),
    "target": Rights("kmpl", "mp"),
    "office": Rights("px", "x"),
    "user": Rights("x", "x"),
    "code": Rights(ALL, "x"),
    "calendar": Rights(ALL),
    "calendar_year": Rights(ALL, "x"),
    "audit": Rights("a"),
    "report_period": Rights("cskmpl"),
    "importbatch": Rights("cskmpla"),
    "paper": Rights("cskmpla"),
}
NEVER_EDITED = {"parameter", "calendar_year"}
"""What is in force is not changed: a later row takes its place."""
SEEN_BY_ALL = {"employer", "vacancy"}
"""The pool of jobs is everybody's to read; whoever would write a row of another area is told so and led back."""
OF_EVERY_TABLE = """
GET   /admin/{t}/                                   reads   200      -
GET   /admin/{t}/details/?id={row}                  reads   200      404
GET   /admin/{t}/edit/?id={row}                     writes  200      404
POST  /admin/{t}/edit/?id={row} name={long}&document={long}  writes  409|422  404
GET   /admin/{t}/new/?household={of}                writes  200      404
POST  /admin/{t}/new/?household={of}                writes  422      404
GET   /admin/{t}/void/?id={row}                     voids   200      404
POST  /admin/{t}/void/?id={row}                     voids   409|422  404
POST  /admin/{t}/delete/?id={row} id={row}          reads   404      404
POST  /admin/{t}/ajax/update/ list_form_pk={row}    reads   404      404
GET   /admin/{t}/ajax/lookup/?name=office&query={office_name}  reads  200  200
GET   /admin/{t}/export/csv/                        reads   404      -
POST  /admin/{t}/action/ action=delete&rowid={row}  nobody  -        -
"""
OPEN = {
    ("GET", "/healthz"): "200", ("GET", "/login"): "200|302", ("POST", "/login"): "401",
    ("POST", "/lang"): "400", ("GET", "/wall/<token>"): "404",
    ("GET", "/verify/"): "200", ("GET", "/verify/<code>"): "404", ("POST", "/verify/"): "422",
    ("GET", "/public/"): "200", ("GET", "/public/receipt/"): "200",
    ("GET", "/public/objection/<int:number>"): "404", ("POST", "/public/objection/<int:number>"): "404",
}
"""What answers everybody, a stranger too, and with what."""
ENDING = ("POST", "/logout")
"""Comes last for each officer: it ends the session."""
FILES = {"static", "admin.static", "plotly.static"}
"""The same for everybody."""


@dataclass(frozen=True, slots=True)
class Door:
    """One line of the tables, for one table."""

    method: str
    url: str
    fields: str
    may: str
    own: frozenset[int]
    foreign: frozenset[int]
    row: str
    of: str

    def address(self, ids: dict[str, object]) -> tuple[str, dict[str, str]]:
        """URL and form fields with the ids of a place put in; every missing one is a number of nobody."""
        values = {**ids, "row": ids.get(self.row, ""), "of": ids.get(self.of, "")}
        pairs = (pair.split("=", 1) for pair in self.fields.split("&") if pair)
        return self.url.format(**values), {name: value.format(**values) for name, value in pairs}

    def answers(self, letter: str, foreign: bool = False) -> frozenset[int]:
        if letter == "-":
            return frozenset({302} if self.method == "GET" else {401})
        if letter not in self.may:
            return frozenset({403})
        return self.foreign if foreign else self.own


def doors() -> Iterator[Door]:
    """The tables above, line by line."""
    for name, rights in TABLES.items():
        for line in OF_EVERY_TABLE.strip().splitlines():
            if "/void/" in line and not rights.writes:
                continue
            if name == "household" and "/action/" in line:
                continue
            if name in NEVER_EDITED and ("/edit/" in line or "/void/" in line):
                line = line.replace(" writes ", " nobody ").replace(" voids ", " nobody ")
            if name in SEEN_BY_ALL and line.endswith("404") and "404      404" not in line:
                line = line.removesuffix("404") + ("200|404" if "/details/" in line else "302|404")
            door = read(line.replace("{t}", name), rights, name)
            if "/void/" in line and not rights.voids and name not in NEVER_EDITED:
                door = nothing_there(door, rights.writes)
            yield door
    for line in OTHERS.strip().splitlines():
        yield read(line, None, "")


def read(line: str, rights: Rights | None, name: str) -> Door:
    method, url, *rest = line.split()
    fields = rest.pop(0) if "=" in rest[0] else ""
    who, own, foreign = rest
    if rights is not None:
        columns = {"reads": rights.reads, "writes": rights.writes, "voids": rights.writes, "nobody": ""}
        who = columns[who]
        if "{of}" in url and not rights.of:
            url, foreign = url.partition("?")[0], "-"
    return Door(
        method, url, fields, ALL if who == "*" else who, codes(own), codes(foreign), name,
        rights.of if rights else "",
    )


def codes(text: str) -> frozenset[int]:
    return frozenset(int(code) for code in text.split("|") if code != "-")


def nothing_there(door: Door, writes: str) -> Door:
    """A record that cannot be voided has no such page."""
    found = frozenset({404})
    return Door(door.method, door.url, door.fields, writes, found, found, door.row, door.of)
