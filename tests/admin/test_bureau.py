"""The bureau's own affairs: offices, officers, targets, the calendar, codes, and the trail."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from access.audit import note
from admin.particulars import particulars
from models import AuditEntry, CodeEntry, Office, Target, User
from policy.terms import Role
from tests.admin.typed import HERE, present
from tests.cast import PASSWORD, office, officer
from tests.desk import Desk
from tests.factories import first_member, make_household


def officer_fields(session, **values) -> dict[str, str]:
    return {"username": "new.officer", "name": "新例员", "role": "community",
            "office_id": str(office(session, HERE).id), "phone": "", **values}


def test_an_officer_is_appointed_with_a_password_shown_once(app, desk, session):
    page = desk("guan").post("/admin/user/new/", **officer_fields(session)).get_data(as_text=True)
    password = re.search(r"[A-Za-z2-9]{4}(?:-[A-Za-z2-9]{4}){3}", page)[0]

    made = session.query(User).filter_by(username="new.officer").one()
    assert made.must_change_password
    assert password not in made.password_hash
    session.commit()
    assert Desk(app, "new.officer", password).open("/admin/").location.startswith("/password")
    assert password not in desk("guan").read(f"/admin/user/details/?id={made.id}")


@pytest.mark.parametrize(
    ("role", "code", "held"),
    [
        ("community", HERE, True), ("street", HERE, False), ("county", "220104", True),
        ("county", "220581", True), ("county", "220100", False), ("city", "220100", True),
        ("province", "220100", False), ("sysadmin", "220104", False), ("leader", "220104001", True),
    ],
)
def test_a_role_is_held_at_its_level(desk, session, role, code, held):
    typed = officer_fields(session, role=role, office_id=str(office(session, code).id))
    status = desk("guan").post("/admin/user/new/", **typed).status_code

    assert status == (200 if held else 422)
    assert bool(session.query(User).filter_by(username="new.officer").count()) is held


def change(desk_, user, **values) -> int:
    url = f"/admin/user/edit/?id={user.id}"
    return desk_.post(url, **present(desk_.read(url)) | values).status_code


def test_nobody_raises_the_own_standing(desk, session):
    guan = officer(session, "guan")

    assert change(desk("guan"), guan, role="province") == 422
    session.refresh(guan)
    assert guan.role is Role.SYSADMIN


def test_the_last_administrator_stays(desk, session):
    second = User(username="guan2", name="管例二", role=Role.SYSADMIN, office_id=1, active=True,
                  password_hash=officer(session, "guan").password_hash,
                  password_set_on=date(2026, 1, 5))
    session.add(second)
    session.commit()
    guan = officer(session, "guan")
    values = present(desk("guan2").read(f"/admin/user/edit/?id={guan.id}"))
    values.pop("active", None)
    assert desk("guan2").post(f"/admin/user/edit/?id={guan.id}", **values).status_code == 302
    session.refresh(guan)
    assert guan.active is False

    own = present(desk("guan2").read(f"/admin/user/edit/?id={second.id}"))
    own.pop("active", None)
    assert desk("guan2").post(f"/admin/user/edit/?id={second.id}", **own).status_code == 422


def test_a_lost_password_is_replaced_and_ends_the_sessions(app, desk, session):
    wang_at_work = desk("wang")
    wang = officer(session, "wang")
    page = desk("guan").post(f"/admin/user/reset/?id={wang.id}").get_data(as_text=True)
    assert re.search(r"[A-Za-z2-9]{4}(?:-[A-Za-z2-9]{4}){3}", page)

    assert wang_at_work.open("/admin/household/").status_code == 302
    with pytest.raises(AssertionError):
        Desk(app, "wang", PASSWORD)


def test_an_office_is_hung_beneath_its_parent(desk, session):
    parent = office(session, "220104001")
    if session.get_bind().dialect.name == "postgresql":  # the cast brought its own keys
        session.execute(select(func.setval(func.pg_get_serial_sequence("office", "id"), 100)))
    answer = desk("guan").post("/admin/office/new/", parent_id=str(parent.id), code="220104001009",
                               name="新例社区", short_name="", phone="12333", address="")
    made = session.scalars(select(Office).where(Office.code == "220104001009")).one()

    assert answer.status_code == 302
    assert made.path == f"{parent.path}{made.id}."
    assert made.level == "community"
    assert made.sort == 6, "behind 乙社区"
    assert (made.unit_id, made.county_id, made.street_id) == (parent.unit_id, parent.county_id, parent.id)


@pytest.mark.parametrize(("code", "allowed"), [("220104", True), ("220100", False), ("222401", False)])
def test_targets_are_set_for_offices_beneath(desk, session, code, allowed):
    desk("mei").post("/admin/target/new/", office_id=str(office(session, code).id), year="2026",
                     measure="recognised", households="120")

    assert bool(session.query(Target).count()) is allowed


def test_sums_of_targets_are_not_mixed(desk, session):
    for code, measure, n in (("220104", "recognised", 10), ("220102", "recognised", 5), ("220104", "exited", 7)):
        session.add(Target(office_id=office(session, code).id, year=2026, measure=measure, households=n))
    session.commit()
    page = desk("mei").read("/admin/target/?year=2026")

    assert "新认定户数合计 15 户（2 个机构）" in page
    assert "退出户数合计 7 户（1 个机构）" in page


def test_a_year_of_the_calendar_is_shown_with_its_effect_and_then_stored(desk, session):
    guan, url = desk("guan"), "/admin/calendar_year/new/"
    days = "\n".join(f"2027-02-{day:02d} 放假 春节" for day in range(8, 13))
    typed = {"year": "2027", "document": "国办发明电〔2026〕9号", "days": days}
    first = guan.post(url, token_from=url, **typed)
    page = first.get_data(as_text=True)

    assert first.status_code == 200
    assert "全年256个工作日；放假5天，调休上班0天。" in page
    assert "2027-02-08" not in guan.read("/admin/calendar/")

    shown = re.search(r'name="previewed" value="(\w+)"', page)[1]
    assert guan.post(url, token_from=url, **typed, previewed=shown).status_code == 302
    assert "2027-02-08" in guan.read("/admin/calendar/")
    assert guan.open("/admin/calendar/details/?id=2027-02-08").status_code == 200


def test_a_calendar_that_cannot_be_meant_is_refused_and_kept_on_the_page(desk):
    guan, url = desk("guan"), "/admin/calendar_year/new/"
    answer = guan.post(url, token_from=url, year="2027", document="国办发明电", days="2027-02-30 放假")

    assert answer.status_code == 422
    assert "第1行看不懂" in answer.get_data(as_text=True)
    assert "2027-02-30 放假" in answer.get_data(as_text=True)


def test_a_code_in_use_is_withdrawn_not_renamed(desk, session):
    household = make_household()
    entry = session.query(CodeEntry).filter_by(list="education", code="71").one()
    member = first_member(household)
    member.education = "71"
    session.commit()
    guan = desk("guan")
    page = guan.read(f"/admin/code/edit/?id={entry.id}")
    assert 'name="code"' not in page
    guan.post(f"/admin/code/edit/?id={entry.id}", name="初中毕业", sort="1", code="99")
    session.refresh(entry)
    assert (entry.code, entry.valid) == ("71", False)

    assert "初中毕业" in desk("wang").read(f"/admin/member/edit/?id={member.id}")
    assert "初中毕业" not in desk("wang").read(f"/admin/member/new/?household={household.id}")


def test_a_code_list_is_called_by_its_name_with_its_key_beneath(desk):
    page = desk("guan").read("/admin/code/")
    new = desk("guan").read("/admin/code/new/")

    assert "文化程度" in page
    assert 'value="education">文化程度' in new


def test_the_trail_opens_to_the_auditor_and_hides_what_is_personal(desk, session):
    household = make_household()
    member = first_member(household)
    page = desk("jin").read("/admin/audit/?record=member:" + str(member.id))
    assert f"member:{member.id}" in page
    assert member.id_no not in page

    line = re.search(r"/admin/audit/details/\?id=(\d+)", page)
    told = desk("jin").read(f"/admin/audit/details/?id={line[1]}")
    assert "***" in told
    assert member.name not in told
    assert desk("jin").open("/admin/audit/new/").status_code == 403


def test_the_auditor_reads_what_was_taken_out_in_plain_words(app, desk, session):
    note(session, "export", "ledger:recognition", path="/22/", ledger="recognition", office="长春市",
         since="2026-01-01", until="2026-03-31", filter="认定日期", rows=7, sha256="ab12",
         masked=False, reason="核对原件")
    note(session, "unmask", "member:1", fields=["联系电话", "公民身份号码"], reason="电话回访")
    session.commit()
    with app.test_request_context():
        export, unmask = (
            particulars(line.act, line.record, line.changes)
            for line in session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()[::-1]
        )

    assert export == (
        "台账：零就业家庭认定台账；机构：长春市；起：2026-01-01；止：2026-03-31；筛选：认定日期；"
        "行数：7；文件摘要：ab12；已脱敏：否；理由：核对原件"
    )
    assert unmask == "理由：电话回访；查看内容：联系电话、公民身份号码"


def test_what_must_be_chosen_is_asked_for_as_a_choice(desk, session):
    page = desk("guan").post("/admin/user/new/", **officer_fields(session, role="", name=""))
    told = page.get_data(as_text=True)

    assert "请选择角色" in told
    assert "请填写姓名" in told
