"""No form writes what it does not show: every column of every table posted beside it (MA01, MA02, WF12)."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Enum, Integer, Numeric, inspect, select

import admin.views  # noqa: F401  (fills the register)
from admin.base import VIEWS
from admin.saving import WrittenView
from models import AidPlan, Base, Household, Member, User
from policy.credit_code import credit_check_character
from policy.terms import Status as S
from tests import uploads
from tests.admin.typed import application, present
from tests.cast import PASSWORD, officer
from tests.factories import identity
from tests.security.doors import NEVER_EDITED, TABLES
from tests.security.world import Probe

WRITTEN = [view for view in VIEWS if issubclass(view, WrittenView)]
FORGED = {Date: "2020-01-02", DateTime: "2020-01-02T03:04:05", Boolean: "y", Integer: "77", Numeric: "77"}
PREVIEWED = re.compile(r'name="previewed" value="(\w+)"')
CODES = [body + credit_check_character(body) for body in ("91229900MA9990001", "91229900MA9990002")]
TRUE_VALUES = {date(2020, 1, 2), 77, Decimal(77), "伪造", datetime(2020, 1, 2, 3, 4, 5)}


def forged_of(column) -> str:
    if isinstance(column.type, Enum):
        return list(column.type.enum_class)[-1].value if column.type.enum_class else "exited"
    return next((text for kind, text in FORGED.items() if isinstance(column.type, kind)), "伪造")


def every_column(known: set[str]) -> dict[str, str]:
    """One forged value for each column and relationship of every model that the form does not show."""
    found = {"is_admin": "1", "deleted": "1", "role": "sysadmin", "state_id": "1"}
    for mapper in Base.registry.mappers:
        found |= {p.key: forged_of(p.columns[0]) for p in mapper.column_attrs}
        found |= {relation.key: "1" for relation in mapper.relationships}
    found |= {f"applicant_{name}": value for name, value in found.items()}
    found |= {f"household-{name}": "1" for name in ("status", "id")} | {"status[]": "exited", "household.status": "exited"}
    return {name: value for name, value in found.items() if name not in known | {"csrf_token", "version", "confirm"}}


def everything(session) -> dict[tuple, object]:
    """Every value of every row, by table, key and column."""
    session.expire_all()
    found = {}
    for name, table in Base.metadata.tables.items():
        if name in ("audit", "audit_head", "officer_session", "sign_in_attempt"):
            continue
        keys = [c.name for c in table.primary_key.columns]
        for row in session.connection().execute(select(table)).mappings():
            pk = tuple(row[key] for key in keys)
            found |= {(name, pk, column): row[column] for column in row}
    session.rollback()
    return found


def fields_of(app, view, kind: str) -> set[str]:
    opened = next(v for v in app.extensions["admin"][0]._views if type(v) is view)
    form = opened.new_form if kind == "new" else opened.edit_form_class
    return {name for name in dir(form) if not name.startswith("_")}


@pytest.mark.parametrize(
    "view", [v for v in WRITTEN if v.called not in NEVER_EDITED], ids=lambda v: v.called
)
def test_an_edit_changes_what_its_form_shows_and_nothing_else(app, session, world, view):
    letter, known = TABLES[view.called].writes[0], fields_of(app, view, "edit")
    probe = Probe(app, letter)
    url = f"/admin/{view.called}/edit/?id={world.here.ids[view.called]}"
    for forged in ({}, every_column(known)):  # saved as it stands first: what follows from a save has followed
        typed = {k: v for k, v in present(probe.desk.read(url)).items() if k in known | {"version"}}
        before = everything(session)
        answer = probe.send("POST", url, {**forged, **typed})
        assert answer.status_code == 302, answer.get_data(as_text=True)
    after = everything(session)
    moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}

    assert {key[2] for key in moved} <= {"version"}


def typed_for(name: str, session, world, twin: bool) -> tuple[str, dict[str, Any]]:
    """A whole new row of each table as its officer types it, and where; twice without a conflict."""
    ids, n = world.here.ids, int(twin)
    day = "2026-03-06"
    of = TABLES[name].of
    url = f"/admin/{name}/new/" + (f"?household={ids[of]}" if of else "")
    member = str(session.scalars(select(Member.id).where(Member.household_id == ids.get(of, 0))).first() or "")
    rows = {
        "household": application(session),
        "member": {"name": "郑试其", "id_no": identity(date(1960, 5, 1 + n)), "relation": "51", "state": "pensioner",
                   "capacity": "1", "wants_work": "0", "urban": "y", "co_living": "y"},
        "attachment": {"kind": "register", "files": (BytesIO(uploads.jpeg(shade=40 + n)), "x.jpg")},
        "visit": {"visited_on": day, "purpose": "verification", "way": "home", "reached": "y", "visitor_1": "王试甲",
                  "visitor_2": "吴例乙", "findings": "家中无人就业"},
        "comparison": {"source": "insurance", "compared_on": day, "result": "hit", "details": "有参保记录"},
        "objection": {"raised_on": "2026-02-27", "content": "其子已就业"},
        "service": {"member_id": member, "kind": "guidance", "served_on": day, "way": "office", "content": "求职面谈",
                    "served_by": "王试甲", "feedback": "pending"},
        "employment": {"member_id": member, "form": "10", "employer": "某试样公司", "job": "理货员",
                       "started_on": day, "evidence": "劳动合同"},
        "benefit": {"employment_id": str(ids["old_job"]), "policy": ("P3", "P4")[n], "state": "applied",
                    "applied_on": day},
        "payment": {"benefit_id": str(ids["granted"]), "month": f"2025-{10 + n}", "amount": "600", "paid_on": day},
        "job_check": {"employment_id": str(ids["old_job"]), "after_months": "6", "checked_on": day, "working": "y",
                      "way": "phone", "checked_by": "王试甲", "proof": "参保记录"},
        "ticket": {"kind": "job", "content": "想换岗位", "raised_on": day, "due_on": "2026-03-20",
                   "owner_id": str(officer(session, "wang").id)},
        "employer": {"name": f"新试样{'甲乙'[n]}公司", "credit_code": CODES[n], "office_id": "4"},
        "vacancy": {"employer_id": str(ids["employer"]), "title": "保洁员", "place_id": "4", "office_id": "4", "form": "10",
                    "head_count": "2", "wage_from": "2200", "has_contract": "y", "insures": "y", "strain": "light",
                    "open_from": day, "open_until": "2026-04-30"},
        "exit": {"ground": "employed", "evidence": "劳动合同", "proposed_on": "2026-03-09"},
        "pairing": {"partner": f"周试{'友朋'[n]}", "partner_unit": "试单位", "pledge": "每月走访一次", "since": day},
        "contingency_plan": {"title": "试预案", "document": "试文号", "issued_on": day, "valid_from": day, "lead": "试负责人",
                             "trigger": "难以安置", "summary": "托底安置"},
        "activation": {"plan_id": str(ids["contingency_plan"]), "started_on": day, "reason": "难以安置", "measures": "托底"},
        "aid_plan": {"member_id": member, "made_on": day, "traits": "男，41周岁", "difficulties": "无特殊困难", "will": "希望做保安",
                     "goal": "20个工作日内就业", "review_on": "2026-04-06", "measure_1_kind": "guidance",
                     "measure_1_content": "职业指导", "measure_1_owner_id": str(officer(session, "wang").id),
                     "measure_1_due_on": "2026-03-20", "measure_2_content": "", "measure_3_content": ""},
        "plan_measure": {"plan_id": str(ids["aid_plan"]), "kind": "guidance", "content": "职业指导", "due_on": "2026-03-20",
                         "owner_id": str(officer(session, "wang").id)},
        "life_change": {"member_id": member, "what": "E43", "happened_on": day, "evidence": "入学通知书"},
        "parameter": {"parameter": "URBAN_ONLY", "office_id": "3", "value": "1", "valid_from": f"2026-03-0{5 + n}",
                      "basis": "试文件", "basis_on": "2026-03-05"},
        "watch": {"community_id": str(world.here.ids["office"]), "head_name": "郑试己", "earner_name": "冯试庚", "size": "3",
                  "form": "22", "job_losses": "0", "listed_on": day},
        "sweepcampaign": {"office_id": "4", "name": f"试批次{'甲乙'[n]}", "since": day, "until": "2026-03-31", "basis": "试文件"},
        "sweepvisit": {"campaign_id": str(ids["sweepcampaign"]), "community_id": str(ids["office"]), "block": f"试{'甲乙'[n]}楼",
                       "visited_on": day, "households_due": "20", "households_visited": "18", "sweeper_1": "王试甲", "sweeper_2": "吴例乙"},
        "suspectedfamily": {"campaign_id": str(ids["sweepcampaign"]), "community_id": str(ids["office"]), "found_on": day,
                            "head_name": "郑试己", "size": "2", "grounds": "夫妻均未就业"},
        "supervisionfinding": {"office_id": "4", "inspected_on": day, "inspectors": "梅试寅", "fault": "promise", "clause": "102-4-3",
                               "problem": "承诺到期未推荐岗位", "due_on": "2026-03-20"},
        "censure": {"office_id": "4", "kind": "talk", "censured_on": day, "host": "梅试寅", "attendees": "郑试辛", "reason": "承诺未实现"},
        "outreach": {"office_id": "4", "held_on": day, "medium": "talk", "venue": "社区广场", "content": "政策宣讲", "reach": "30"},
        "duty": {"office_id": str(2 + n), "leader": "郑试辛", "department": "就业服务科", "handler": "冯试壬", "valid_from": day},
        "special_case": {"office_id": "3", "name": f"试情形{'甲乙'[n]}", "conditions": "原农垦职工家庭", "basis": "试文件",
                         "basis_on": "2026-03-05", "approver": "区人社局", "valid_from": "2026-03-05"},
        "target": {"office_id": "3", "year": str(2030 + n), "measure": "exited", "households": "5"},
        "office": {"parent_id": "4", "code": f"22010400109{n}", "name": f"新{'甲乙'[n]}社区"},
        "user": {"username": f"xinren{n}", "name": "辛试人", "role": "leader", "office_id": "3"},
        "code": {"list": "health", "code": f"9{n}", "name": "试样", "sort": "5", "valid": "y"},
        "calendar_year": {"year": str(2028 + n), "document": "通知",
                          "days": "\n".join(f"{2028 + n}-05-0{d} 放假 劳动节" for d in range(1, 6))},
    }
    return url, rows[name]


@pytest.mark.parametrize("view", WRITTEN, ids=lambda v: v.called)
def test_a_new_row_takes_what_its_form_shows_and_nothing_else(app, session, world, view):
    """Compared with a twin made without the forged fields."""
    name, known, rows = view.called, fields_of(app, view, "new"), []
    probe = Probe(app, TABLES[name].writes[0])
    key = inspect(view.of).primary_key[0]
    if name in ONE_AT_A_TIME:
        give_up(session, view.of, world.here.ids[name])
    for twin in (False, True):
        url, typed = typed_for(name, session, world, twin)
        before = set(session.scalars(select(key)))
        session.commit()
        sent = ({} if twin else every_column(known)) | typed
        answer = probe.send("POST", url, sent)
        if shown := PREVIEWED.search(answer.get_data(as_text=True)):
            answer = probe.send("POST", url, sent | {"previewed": shown[1]})
        assert answer.status_code in (200, 302), answer.get_data(as_text=True)
        session.expire_all()
        [made] = set(session.scalars(select(key))) - before
        rows.append(values_of(session, view.of, made))
        if name in ONE_AT_A_TIME:
            give_up(session, view.of, made)
    forged, clean = rows

    assert {k for k in forged if k not in known | GIVEN_ANEW and forged[k] != clean[k]} == set()
    assert {k for k in forged if k not in known and forged[k] in TRUE_VALUES and forged[k] != clean[k]} == set()


GIVEN_ANEW = {
    "id", "created_at", "family_no", "no", "username", "path", "password_hash", "birth_on", "on", "year", "edition",
    "id_no_index", "id_no_last4", "applicant_id_no", "applicant_id_no_index", "applicant_id_no_last4", "applicant_id",
    "applicant_household_id", "applicant_created_at",
    "page_no", "length", "digest", "source_digest", "file", "file_key",
}
"""Columns in which a row and its twin rightly differ."""


ONE_AT_A_TIME = {"exit", "activation", "aid_plan", "job_check"}


def give_up(session, model, pk: int) -> None:
    """One open proposal, plan, activation at a time."""
    row = session.get(model, pk)
    if model is AidPlan:
        row.closed_on, row.closing_note = date(2026, 3, 9), "试结束"
    else:
        session.delete(row)
    session.commit()


def values_of(session, model, pk) -> dict[str, object]:
    """The new row's values; of a household its applicant's too."""
    row = session.get(model, pk)
    found = {column.key: getattr(row, column.key) for column in inspect(model).column_attrs}
    found = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    if model is Household:
        member = session.scalars(select(Member).where(Member.household_id == pk)).one()
        found |= {f"applicant_{c.key}": getattr(member, c.key) for c in inspect(Member).column_attrs}
    return found


def test_no_act_takes_a_date_an_officer_or_a_status_from_the_form(app, session, world):
    """WF12: the days of the procedure are the server's; WF14: what has been handed in stays as it is."""
    household = world.here.households[S.SUBMITTED]
    probe = Probe(app, "s")
    before = everything(session)
    said = {"action": "return", "confirm": "1", "rowid": str(household.id), "version": str(household.version),
            "reason": "材料缺少户口簿首页"}
    answer = probe.send("POST", "/admin/household/action/", {**every_column({"reason", "words"}), **said})
    after = everything(session)
    moved = {key[2] for key in before if key[:2] == ("household", (household.id,)) and before[key] != after[key]}

    assert answer.status_code == 200
    assert moved <= {"status", "version", "returned_on", "submitted_on", "acted_on"}
    session.refresh(household)
    assert (household.status, household.returned_on, household.acted_on) == (S.RETURNED, date(2026, 3, 9), date(2026, 3, 9))
    assert {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {"household", "status_change", "opinion"}


@pytest.mark.parametrize("letter", "cx")
def test_the_own_account_is_not_raised_by_its_own_pages(app, session, letter):
    """MA02: the password and the language of an officer are all an officer's own pages write."""
    probe = Probe(app, letter)
    user = officer(session, {"c": "wang", "x": "guan"}[letter])
    session.commit()
    beside = every_column({"lang"})
    before = everything(session)
    probe.send("POST", "/lang", {**beside, "lang": "en"})
    new = "Lingyige-2026-mima"
    answer = probe.desk.post("/password", **{**beside, "old": PASSWORD, "new": new, "again": new})
    after = everything(session)

    assert answer.status_code == 302
    moved = {key for key in before if before[key] != after[key]}
    assert {(key[0], key[1]) for key in moved} == {("user", (user.id,))}
    assert {key[2] for key in moved} <= {"lang", "password_hash", "password_set_on", "session_version", "version",
                                         "must_change_password"}
    session.refresh(user)
    assert user.must_change_password is False


def test_the_columns_are_those_of_the_models(app):
    """The generator does name what matters."""
    names = every_column(set())
    assert {"status", "community_id", "recognised_by_id", "recognition_no", "created_at", "is_admin", "role",
            "id", "password_hash", "applicant_is_open"} <= names.keys()
    assert len(names) > 200
    assert len(inspect(Household).column_attrs) > 50
    assert User.__tablename__ == "user"
