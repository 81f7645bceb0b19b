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
OTHERS = """
GET   /                                             *       302      -
GET   /admin/                                       cskmpxla 200|302 -
GET   /password                                     *       200      -
POST  /password                                     *       422      -
GET   /admin/household/{household}                  cskmpla 302      302
GET   /admin/household/act/submit/?rowid={draft}          cs   200  404
GET   /admin/household/act/approve/?rowid={submitted}     sk   200  404
GET   /admin/household/act/publicize/?rowid={verified}    s    200  404
GET   /admin/household/act/report/?rowid={publicized}     s    200  404
GET   /admin/household/act/exit/?rowid={recognised}       k    200  404
GET   /admin/household/act/return/?rowid={submitted}      sk   200  404
GET   /admin/household/act/reject/?rowid={submitted}      sk   200  404
GET   /admin/household/act/withdraw/?rowid={draft}        cs   200  404
GET   /admin/household/act/revoke/?rowid={recognised}     k    200  404
GET   /admin/household/act/seal/?rowid={reported}         cskmpla  404  404
POST  /admin/household/action/ action=submit&rowid={draft}          cs  200  404
POST  /admin/household/action/ action=approve&rowid={submitted}     sk  200  404
POST  /admin/household/action/ action=publicize&rowid={verified}    s   200  404
POST  /admin/household/action/ action=report&rowid={publicized}     s   200  404
POST  /admin/household/action/ action=exit&rowid={recognised}       k   200  404
POST  /admin/household/action/ action=return&rowid={submitted}      sk  200  404
POST  /admin/household/action/ action=reject&rowid={submitted}      sk  200  404
POST  /admin/household/action/ action=withdraw&rowid={draft}        cs  200  404
POST  /admin/household/action/ action=revoke&rowid={recognised}     k   200  404
GET   /admin/household/decide/comparison/{comparison}   s   200  404
POST  /admin/household/decide/comparison/{comparison}   s   422  404
GET   /admin/household/decide/objection/{objection}     s   200  404
POST  /admin/household/decide/objection/{objection}     s   422  404
GET   /admin/household/decide/refusal/{refused}          s   200  404
POST  /admin/household/decide/refusal/{refused}          s   422  404
GET   /admin/household/match/{seeker}                    csk 200  404
GET   /admin/vacancy/match/{vacancy}                     csk 200  200|404
GET   /admin/household/decide/employment/{employment}   sk  200  404
POST  /admin/household/decide/employment/{employment}   sk  422  404
GET   /admin/household/decide/exit/{exit}               k   200  404
POST  /admin/household/decide/exit/{exit}               k   422  404
GET   /admin/household/decide/job_end/{employment}      csk 200  404
POST  /admin/household/decide/job_end/{employment}      csk 422  404
GET   /admin/household/decide/invite/{employment}       csk 200  404
POST  /admin/household/decide/invite/{employment}       csk 422  404
GET   /admin/household/decide/benefit/{benefit}         k   200  404
POST  /admin/household/decide/benefit/{benefit}         k   422  404
GET   /admin/household/decide/benefit_refuse/{benefit}  k   200  404
POST  /admin/household/decide/benefit_refuse/{benefit}  k   422  404
GET   /admin/household/decide/benefit_stop/{benefit}    k   200  404
POST  /admin/household/decide/benefit_stop/{benefit}    k   422  404
GET   /admin/household/decide/benefit_resume/{benefit}  k   200  404
POST  /admin/household/decide/benefit_resume/{benefit}  k   422  404
GET   /admin/household/decide/pay/{benefit}             k   200  404
POST  /admin/household/decide/pay/{benefit}             k   422  404
GET   /admin/household/again/{older}                    cs  200  404
POST  /admin/household/again/{older}                    cs  422  404
GET   /admin/visit/field/?all=1                         cs  200  -
POST  /admin/visit/field/ household={recognised}&client_key=1  cs  422  404
GET   /admin/visit/field/ready/                         cs  200  -
GET   /admin/ticket/settle/?id={ticket}                 csk  200      404
POST  /admin/ticket/settle/?id={ticket}                 csk  409|422  404
GET   /admin/ticket/hand/?id={ticket}                   csk  200      404
POST  /admin/ticket/hand/?id={ticket}                   csk  409|422  404
GET   /admin/household/handover/                        skmpl  200  -
GET   /admin/household/handover/{user}                  sk  200  404
POST  /admin/household/handover/{user}                  sk  422  404
GET   /admin/household/assign/{household}               sk  200  404
POST  /admin/household/assign/{household}               sk  422  404
POST  /admin/household/action/ action=assign&rowid={recognised}  sk  200  404
GET   /admin/household/certificate/{recognised}         cskmp  200  404
GET   /admin/contingency_plan/coverage/?office={office}  *  200  404
GET   /admin/contingency_plan/coverage/?office={office}&level=village  *  404  404
GET   /admin/pairing/part/end/?id={pairing}             sk  200  404
POST  /admin/pairing/part/end/?id={pairing} url=x       sk  409|422  404
GET   /admin/activation/part/end/?id={activation}       csk  200  404
POST  /admin/activation/part/end/?id={activation} url=x  csk  409|422  404
GET   /admin/aid_plan/part/review/?id={aid_plan}        csk  200  404
POST  /admin/aid_plan/part/close/?id={aid_plan} url=x   csk  409|422  404
GET   /admin/aid_plan/part/nothing/?id={aid_plan}       csk  404  404
GET   /admin/plan_measure/part/done/?id={plan_measure}  csk  200  404
POST  /admin/plan_measure/part/done/?id={plan_measure} url=x  csk  409|422  404
GET   /admin/service/bulk                               csk  200  -
POST  /admin/service/bulk batch={batch_no}&do=record    csk  422  -
POST  /admin/service/bulk batch=x                       csk  400  -
GET   /admin/suspectedfamily/part/guide/?id={suspectedfamily}    cs  200  404
POST  /admin/suspectedfamily/part/unfit/?id={suspectedfamily} url=x  cs  409|422  404
GET   /admin/suspectedfamily/part/nothing/?id={suspectedfamily}  cs  404  404
GET   /admin/suspectedfamily/?campaign={sweepcampaign}  cskmpla  200  404
GET   /admin/household/new/?suspect={suspectedfamily}   cs  200  404
POST  /admin/household/new/?suspect={suspectedfamily} name={long}  cs  422  404
GET   /admin/supervisionfinding/answer/?id={supervisionfinding}   skm  200|302  404
POST  /admin/supervisionfinding/answer/?id={supervisionfinding} reply=x  skm  302|409|422  404
GET   /admin/supervisionfinding/recheck/?id={mended}    mp  200  404
POST  /admin/supervisionfinding/recheck/?id={mended} passed=x  mp  409|422  404
GET   /admin/censure/respond/?id={censure}              skm  200|302  404
POST  /admin/censure/respond/?id={censure} response=x   skm  302|409|422  404
GET   /admin/unmask/suspectedfamily/{suspectedfamily}   cskmpa  200  404
POST  /admin/unmask/suspectedfamily/{suspectedfamily}   cskmpa  422  404
GET   /admin/unmask/pairing/{pairing}                   cskmpa  200  404
POST  /admin/unmask/pairing/{pairing}                   cskmpa  422  404
GET   /admin/comparison/import/                         cs  200  -
POST  /admin/comparison/import/                         cs  422  -
GET   /admin/comparison/import/{batch}                  cs  200  404
POST  /admin/comparison/import/{batch} do=map           cs  422  404
POST  /admin/comparison/action/ action=decide&rowid={comparison}  s  200  404
POST  /admin/comparison/action/ action=decide&rowid={comparison}&confirm=1  s  422  404
GET   /admin/comparison-source/                         cskmp  200  -
GET   /admin/import/                                    csk  200  -
POST  /admin/import/                                    csk  422  -
GET   /admin/import/{importbatch}                       csk  200  404
POST  /admin/import/{importbatch} do=undo               csk  422  404
POST  /admin/import/{importbatch}/workbook              csk  404  404
GET   /admin/import/template/households                 csk  200  -
GET   /admin/household/decide/nothing/{exit}            cskmpla  404  404
POST  /admin/household/find id_no={id_no}               cskmp  302  302
GET   /admin/unmask/                                    cskmpa  404  -
GET   /admin/unmask/member/{member}                     cskmpa  200  404
POST  /admin/unmask/member/{member}                     cskmpa  422  404
GET   /admin/unmask/household/{household}               cskmpa  200  404
POST  /admin/unmask/household/{household}               cskmpa  422  404
GET   /admin/unmask/visit/{visit}                       cskmpa  200  404
POST  /admin/unmask/visit/{visit}                       cskmpa  422  404
GET   /admin/charts/?office={office}                    cskmpla  200  404
GET   /admin/charts/excel?office={office}               cskmpla  200  404
GET   /admin/ledger/?office={office}                    cskmpl   200  404
POST  /admin/ledger/ ledger=recognition&office={office}  cskmpl  200  404
POST  /admin/ledger/member office={office}              cskmpl   200  404
POST  /admin/ledger/nothing office={office}             cskmpl   404  404
POST  /admin/ledger/ ledger=own-{own_ledger}&office={office}  cskmpl  200|404  404
GET   /admin/ledger/own/?ledger=member                  cskmp    200  200
GET   /admin/ledger/own/?selection={own_ledger}         cskmp    200|404  404
POST  /admin/ledger/own/ ledger=member&name={long}      cskmp    422  422
POST  /admin/ledger/own/ selection={own_ledger}&name={long}  cskmp  422|404  404
GET   /admin/ledger/export/                             cskmpl   302  302
GET   /admin/ledger/export/{ledger_export}              cskmpl   200|404  404
POST  /admin/ledger/export/{ledger_export} do=fetch     cskmpl   404  404
GET   /admin/report/?office={office}                    cskmpl   200  404
GET   /admin/report/excel?office={office}               cskmpl   200  404
POST  /admin/report/ do=submit&office={office}          skmp     422  404
POST  /admin/report/ do=accept&office={office}          kmp      422  404
POST  /admin/report/ do=return&office={office}          kmp      422  404
POST  /admin/report/ do=reopen&office={office}          kmp      422  404
GET   /admin/parameter/notice/                          *        200      -
GET   /admin/user/reset/?id={user}                      x   200  404
POST  /admin/user/reset/?id={self}                      x   302  404
"""
OPEN = {
    ("GET", "/healthz"): "200", ("GET", "/login"): "200|302", ("POST", "/login"): "401",
    ("POST", "/lang"): "400",
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
