"""Reference data: the bureau's tree, the calendar, the code lists; loaded once, updated, never lost."""

from __future__ import annotations

from datetime import date

import pytest
from flask_migrate import upgrade
from sqlalchemy import func, select

from models import AuditEntry, CalendarDay, CalendarYear, CodeEntry, Household, Member, Office, db
from policy.terms import DayKind, Level
from seeds import load
from seeds.load import Loaded, calendar_of_files, lines, load_reference
from tests.catalogue import english
from tests.vacant import inside, vacant
from workflow.calendar import work_calendar


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    app = vacant(tmp_path_factory.mktemp("reference") / "data", "reference")
    with inside(app):
        upgrade()
        load_reference(db.session)
    return app


@pytest.fixture
def session(loaded):
    with inside(loaded):
        yield db.session
        db.session.rollback()


def office(session, code):
    return session.scalars(select(Office).filter_by(code=code)).one()


@pytest.mark.database
def test_the_tree_is_the_bureaus_own(session):
    levels = dict(session.execute(select(Office.level, func.count()).group_by(Office.level)).all())

    assert levels == {Level.PROVINCE: 1, Level.UNIT: 11, Level.COUNTY: 68, Level.STREET: 694,
                      Level.COMMUNITY: 2267}
    assert all(o.parent is not None or o.level is Level.PROVINCE
               for o in session.scalars(select(Office)))


@pytest.mark.database
@pytest.mark.parametrize(
    ("code", "street", "county", "unit"),
    [
        pytest.param("220104001001", "220104001", "220104", "220100", id="a city district"),
        pytest.param("222401001001", "222401001", "222401", "222400", id="Yanji"),
        pytest.param("220581001001", "220581001", "220581", "220581", id="Meihekou seals itself"),
        pytest.param("222426120111", "222426120", "22CBS0", "22CBS0", id="Changbaishan, not Antu"),
    ],
)
def test_a_community_knows_its_ancestors(session, code, street, county, unit):
    found = office(session, code)

    assert [found.street.code, found.county.code, found.unit.code] == [street, county, unit]
    above = [found.street, found.county, found.unit]
    assert found.path.startswith(found.street.path)
    assert all(found.is_under(o.path) for o in above)
    assert found.path == f"{found.parent.path}{found.id}."


@pytest.mark.database
def test_only_counties_and_the_two_units_seal(session):
    sealing = session.scalars(select(Office).where(Office.seals)).all()

    assert {o.code for o in sealing if o.level is Level.UNIT} == {"220581", "22CBS0"}
    assert sum(o.level is Level.COUNTY for o in sealing) == 68
    assert all(o.county_id == o.id for o in sealing)


@pytest.mark.database
def test_the_calendar_counts_as_the_state_council_says(session):
    calendar = work_calendar(session)

    assert calendar.years == {2024, 2025, 2026}
    assert calendar.after(date(2026, 2, 12), 20) == date(2026, 3, 18)
    assert calendar == calendar_of_files()
    assert calendar.count(date(2026, 12, 28), 5, provisional_ok=True).provisional


@pytest.mark.database
def test_the_columns_have_their_code_lists(session):
    lists = set(session.scalars(select(CodeEntry.list).distinct()))

    assert lists >= {"sex", "ethnic", "education", "marital", "kinship", "health", "political",
                     "unemployment_cause", "comparison_source", "exit_detail", "refusal_reason"}
    for name, column in (("unemployment_cause", Member.unemployment_cause),
                         ("kinship", Member.relation), ("education", Member.education)):
        codes = session.scalars(select(CodeEntry.code).where(CodeEntry.list == name)).all()
        assert max(map(len, codes)) <= column.type.length


@pytest.mark.database
def test_loading_again_changes_nothing(session):
    before = session.scalar(select(func.count()).select_from(AuditEntry))

    assert load_reference(session) == Loaded(0, 0)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


@pytest.mark.database
def test_a_changed_file_adds_and_updates_and_leaves_the_rest(session, monkeypatch):
    changed = {
        "codes.csv": [{"list": "sex", "code": "1", "name": "男", "name_en": "male",
                       "standard": "GB/T 2261.1-2003"},
                      {"list": "sex", "code": "7", "name": "新", "name_en": "", "standard": ""}],
        "calendar_years.csv": [{"year": "2026", "published": "0", "document": ""}],
        "calendar_days.csv": [{"on": "2026-01-05", "kind": "statutory_only", "name": "错"}],
    }
    monkeypatch.setattr(load, "lines", lambda name: iter(changed.get(name, list(lines(name)))))
    monkeypatch.setattr(load, "fingerprint", lambda: "another edition")
    monkeypatch.setattr(session, "commit", session.flush)

    result = load_reference(session)

    assert result.added == 1
    names = dict(session.execute(
        select(CodeEntry.code, CodeEntry.name).where(CodeEntry.list == "sex")).all())
    assert names == {"0": "未知的性别", "1": "男", "2": "女性", "7": "新", "9": "未说明的性别"}
    assert session.get(CalendarYear, 2026).published
    assert session.get(CalendarDay, date(2026, 1, 5)) is None
    assert session.get(CalendarDay, date(2026, 1, 1)).kind is DayKind.HOLIDAY


@pytest.mark.database
def test_reference_data_bring_no_person(session):
    assert session.scalar(select(func.count()).select_from(Household)) == 0


def test_every_code_has_one_english_name_as_the_screens_would_say_it():
    same_word = {("kinship", "30"), ("kinship", "80"), ("education", "40")}  # 女: daughter, not woman; …
    said = {m.id: m.string for m in english()}

    for line in lines("codes.csv"):
        name, key = line["name_en"], (line["list"], line["code"])
        assert name[:1].isupper(), key
        assert key in same_word or said.get(line["name"], name) == name, key


def test_every_file_names_its_source():
    told = (load.FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for file in load.FOLDER.glob("*.csv"):
        assert f"`{file.name}`" in told


@pytest.mark.database
def test_the_urban_residents_of_a_unit_are_shared_out_among_its_counties(session):
    units = {line["unit"]: int(line["urban_population"]) for line in lines("populations.csv")}
    sealing = session.scalars(select(Office).where(Office.seals, Office.urban_population.is_not(None))).all()
    for code, whole in units.items():
        unit = office(session, code)
        shares = [o.urban_population for o in sealing if o.is_under(unit.path)]
        assert abs(sum(shares) - whole) <= len(shares), code
    assert office(session, "220581").population_basis == "2020年第七次全国人口普查"
    assert "估算" in office(session, "220104").population_basis
    assert sum(units.values()) == 15_079_014
    assert all(o.urban_population is None for o in session.scalars(select(Office).where(Office.seals.is_(False))))


@pytest.mark.database
def test_a_number_that_somebody_typed_in_is_kept(session, monkeypatch):
    chaoyang, nanguan = office(session, "220104"), office(session, "220102")
    before = nanguan.urban_population
    chaoyang.urban_population, chaoyang.population_basis = 812_345, "朝阳区统计公报（试）"
    nanguan.urban_population = None
    session.flush()
    monkeypatch.setattr(load, "fingerprint", lambda: "another")
    load_reference(session)

    assert (chaoyang.urban_population, nanguan.urban_population) == (812_345, before)
