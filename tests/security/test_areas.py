"""What lies in another area is not there: look-ups, lists, filters, mixed acts, forms (HZ04–HZ13, VT06)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

import admin.views  # noqa: F401  (fills the register)
from access.scope import in_charge_of
from admin.base import VIEWS, TableView
from admin.filters import ChoiceFilter, DateRange, HouseholdFilter, OfficeFilter, TextFilter
from admin.filters_sweeps import CampaignFilter
from models import Household, Office
from policy.terms import Status as S
from tests.admin.typed import application, present
from tests.cast import officer
from tests.factories import first_member
from tests.security.doors import TABLES
from tests.security.places import FOREIGN, NAMES, SPELLED
from tests.security.world import Probe, changed, rows_by_table

PLACED = {OfficeFilter: "office", HouseholdFilter: "household", CampaignFilter: "sweepcampaign"}
"""Filters that name a row: a foreign one is not there."""
LIMITED = [letter for letter, code in FOREIGN.items() if code]
NEEDED = {
    "publicize": {"place": "社区公示栏", "complaint_phone": "0431-12345678"},
    "return": {"reason": "材料缺少户口簿首页"}, "reject": {"reason": "不符合认定条件"},
    "withdraw": {"reason": "本人不再申请"}, "revoke": {"reason": "经查提供虚假材料"},
    "exit": {"told_on": "2026-03-09", "told_way": "phone"},
}
PRESSED = {
    "submit": ("c", S.DRAFT), "approve": ("s", S.SUBMITTED), "publicize": ("s", S.VERIFIED),
    "report": ("s", S.PUBLICIZED), "return": ("s", S.SUBMITTED), "reject": ("s", S.SUBMITTED),
    "withdraw": ("c", S.DRAFT), "exit": ("k", S.RECOGNISED), "revoke": ("k", S.RECOGNISED),
}
ODD = ["", "%", "%%", "_", "__", "郑", "\\", "'", "220104", "2201", "22", "试", "%试%"]


def told(marks: set[str], answer) -> list[str]:
    body = answer.get_data(as_text=True)
    return [mark for mark in marks if mark in body]


# ---- look-ups -------------------------------------------------------------------------------------


@pytest.mark.parametrize("letter", LIMITED)
def test_no_look_up_of_any_table_lists_a_foreign_row(app, session, world, letter):
    place = world.foreign(letter)
    number, probe = place.households[S.DRAFT].family_no, Probe(app, letter)
    asked = [*ODD, NAMES[place.code], SPELLED[place.code] + "shi", number, number[:6], place.code,
             place.ids["id_no"], session.get(Office, place.ids["office"]).name]
    beside = ["limit=100000", "limit=-1", "limit=20&offset=-1", "limit=abc", "limit=" + "9" * 30]
    session.commit()
    faults = []
    for table in ("household", "service") if letter in "la" else ("household", "member", "code"):
        for name in ("household", "office"):
            for query in asked:
                extra = beside if query in (number[:6], "2201", "") else beside[:1]
                for more in extra:
                    said = {"name": name, "query": query, **dict(p.split("=") for p in more.split("&"))}
                    answer = probe.desk.open(f"/admin/{table}/ajax/lookup/", query_string=said)
                    hits = answer.get_json()
                    if told(place.marks, answer) or len(hits) > 20 or (hits and len(query.strip("%_")) < 2):
                        faults.append((table, name, query, more, hits[:3]))

    assert faults == []


@pytest.mark.parametrize("letter", "x")
def test_who_may_read_no_household_finds_none_by_any_look_up(app, session, world, letter):
    """Hidden in the menu is not closed: the look-up of an open table is asked for households (VT06, VT11)."""
    number, probe = world.here.households[S.DRAFT].family_no, Probe(app, letter)
    faults = []
    for table, rights in TABLES.items():
        if letter in rights.reads:
            for query in (NAMES[world.here.code], "zhengshi", number, number[:6]):
                answer = probe.desk.open(f"/admin/{table}/ajax/lookup/",
                                         query_string={"name": "household", "query": query})
                if answer.status_code == 200 and answer.get_json():
                    faults.append((table, query, answer.get_json()[:2]))

    assert faults == []


# ---- lists and their filters ----------------------------------------------------------------------


def questions(view, place) -> list[str]:
    """Every filter of a list with every value and odd ones, every order both ways."""
    found = ["", *(f"sort={way}{name}" for name in view.column_sortable_list for way in ("", "-"))]
    for narrowing in view.column_filters:
        name = narrowing.name
        if isinstance(narrowing, DateRange):
            found += [f"{name}_from=2000-01-01&{name}_to=2099-01-01", f"{name}_from=1900-01-01"]
        elif isinstance(narrowing, ChoiceFilter):
            terms = getattr(getattr(view.of, narrowing.column).type, "enum_class", None)
            codes = [t.value for t in terms] if terms else [code for code, _ in narrowing.options]
            found += [f"{name}={code}" for code in codes]
        elif isinstance(narrowing, TextFilter):
            found += [f"{name}=2026", f"{name}={place.code}.of_old"]
        elif not isinstance(narrowing, OfficeFilter | HouseholdFilter | CampaignFilter):
            found += [f"{name}={value}" for value in ("mine", "due", "others", "1", "x")]
    if view.search is not None:
        found += [f"q={word}" for word in (SPELLED[place.code] + "shi", "%25", "_", "220")]
    found += [f"after=0-{n}" for n in (1, 10_000)] + [f"before=0-{n}" for n in (1, 10_000)]
    return found


@pytest.mark.parametrize("letter", LIMITED)
def test_no_filter_and_no_order_brings_a_foreign_row(app, session, world, letter):
    place, probe = world.foreign(letter), Probe(app, letter)
    faults = []
    for view in VIEWS:
        if not issubclass(view, TableView) or letter not in TABLES[view.called].reads:
            continue
        for query in questions(view, place):
            answer = probe.send("GET", f"/admin/{view.called}/?{query}")
            marks = {m for m in place.marks if m not in query}
            if answer.status_code != 200 or told(marks, answer):
                faults.append((view.called, query, answer.status_code, told(marks, answer)))
        for narrowing in view.column_filters:
            foreign = PLACED.get(type(narrowing))
            if foreign:
                code = probe.send("GET", f"/admin/{view.called}/?{narrowing.name}={place.ids[foreign]}")
                faults += [(view.called, foreign, code.status_code)] if code.status_code != 404 else []

    assert faults == []


@pytest.mark.parametrize("letter", LIMITED)
def test_the_count_above_a_list_counts_ones_own_rows(app, session, world, letter):
    area = officer(session, {"c": "wang", "s": "chen", "k": "zhao", "l": "song", "a": "ke", "m": "mei"}[letter]).office.area
    with in_charge_of(session, area):
        mine = session.scalar(select(func.count()).select_from(Household))
    page = Probe(app, letter).desk.read("/admin/household/")

    assert f"第 1–{mine} 条，共 {mine} 条" in page
    assert 0 < mine < session.scalar(select(func.count()).select_from(Household))


# ---- acts on a mixed choice -----------------------------------------------------------------------


def test_one_foreign_household_among_the_chosen_stops_every_act(app, session, world):
    probes = {letter: Probe(app, letter) for letter in "csk"}
    before, faults = rows_by_table(session), []
    for button, (letter, status) in PRESSED.items():
        own, foreign = (p.households[status] for p in (world.here, world.foreign(letter)))
        for pair in ((own, foreign), (foreign, own), (foreign, foreign)):
            ids = [str(h.id) for h in pair]
            said = {"action": button, "rowid": ids, "version": [str(h.version) for h in pair],
                    "confirm": "1", **NEEDED.get(button, {})}
            link = f"/admin/household/act/{button}/?" + "&".join(f"rowid={i}" for i in ids)
            for answer in (
                probes[letter].send("POST", "/admin/household/action/", said),
                probes[letter].send("POST", "/admin/household/action/", {**said, "confirm": ""}),
                probes[letter].send("GET", link),
            ):
                if answer.status_code != 404 or told(world.foreign(letter).marks, answer):
                    faults.append((button, answer.status_code))

    assert faults == []
    assert changed(before, rows_by_table(session)) == []


# ---- forms that name what lies elsewhere ----------------------------------------------------------


@pytest.mark.parametrize("letter", "cs")
def test_an_application_is_filed_at_home_or_not_at_all(app, session, world, letter):
    """HZ08: the community, the officer in charge and the member posted are those of the own area."""
    place, probe = world.foreign(letter), Probe(app, letter)
    li = officer(session, "li").id
    before, foreign = rows_by_table(session), str(place.ids["office"])
    for beside in ({"community_id": foreign}, {"community_id": "1"}, {"community_id": "4" if letter == "c" else "3"},
                   {"assigned_to_id": str(li)}, {"community_id": "999999"}):
        answer = probe.send("POST", "/admin/household/new/", application(session) | beside)
        assert answer.status_code == 422, beside
        assert changed(before, rows_by_table(session)) == []


def test_rows_name_members_and_offices_of_the_own_area_alone(app, session, world):
    """FA10, FA11: a reference that is not in the officer's own list is no value."""
    foreign, here = world.foreign("s"), world.here.ids
    alien = str(first_member(foreign.households[S.RECOGNISED]).id)
    other = str(first_member(world.here.households[S.DRAFT]).id)  # own area, another household
    before, faults = rows_by_table(session), []
    forms = {
        "service": {"kind": "guidance", "served_on": "2026-03-06", "way": "office", "content": "求职面谈",
                    "served_by": "王试甲", "feedback": "pending"},
        "employment": {"form": "10", "employer": "某公司", "started_on": "2026-03-06", "evidence": "劳动合同"},
        "exit": {"ground": "employed", "evidence": "劳动合同", "proposed_on": "2026-03-09"},
    }
    probe = Probe(app, "s")
    for name, typed in forms.items():
        url = f"/admin/{name}/new/?household={here['recognised']}"
        for member in (alien, other, "-1", "999999", "x"):
            code = probe.send("POST", url, typed | {"member_id": member, "household_id": foreign.ids["draft"]}).status_code
            faults += [(name, member, code)] if code != 422 else []
    code = probe.send("POST", "/admin/comparison/new/?household={submitted}".format(**here),
                      {"source": "insurance", "compared_on": "2026-03-06", "result": "no_hit", "member_id": alien}).status_code
    faults += [("comparison", code)] if code != 422 else []
    for office in ("13", "1", "999999"):
        code = Probe(app, "m").send("POST", "/admin/target/new/", {"office_id": office, "year": "2026", "measure": "exited", "households": "5"}).status_code
        faults += [("target", office, code)] if code != 422 else []

    assert faults == []
    assert changed(before, rows_by_table(session)) == []


def test_a_file_stays_where_it_is_whatever_the_form_says(app, session, world):
    """HZ09 at the door: no field of the form moves a household into another area."""
    probe, foreign = Probe(app, "s"), world.foreign("s")
    url = f"/admin/household/edit/?id={world.here.ids['household']}"
    columns = ("community_id", "street_id", "county_id", "unit_id", "community", "office_id")
    moved = {name: str(foreign.ids["office"]) for name in columns}
    household = world.here.households[S.DRAFT]
    before = [getattr(household, name) for name in columns[:4]]
    answer = probe.send("POST", url, present(probe.desk.read(url)) | moved)
    session.refresh(household)

    assert answer.status_code == 302
    assert [getattr(household, name) for name in columns[:4]] == before


# ---- identity numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize("letter", ["c", "s", "k", "m"])
def test_a_foreign_person_is_not_found_by_identity_number(app, session, world, letter):
    probe, place = Probe(app, letter), world.foreign(letter)
    here = probe.send("POST", "/admin/household/find", {"id_no": world.here.ids["id_no"]})
    there = probe.send("POST", "/admin/household/find", {"id_no": place.ids["id_no"]})
    nobody = probe.send("POST", "/admin/household/find", {"id_no": "229901198503021238"})

    assert here.location.startswith("/admin/household/details/")
    assert there.location == nobody.location == "/admin/household/"
