"""The bureau itself: its tree of offices and its officers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from access.permissions import Permission as P
from admin.appointing import Appointing
from admin.base import table
from admin.cells import Path
from admin.fields import Choice, Length, Required, Text, Whole
from admin.fields_personal import OfficePhone, Reference
from admin.filters import ChoiceFilter, OfficeFilter, YesNo
from admin.forms import BureauForm, Section
from admin.lookups import beneath, find_office
from admin.saving import WrittenView
from admin.search import Words
from models import Area, Office, User, db
from policy.terms import Role
from workflow.bureau import add_office


def office_reference(label: Any) -> Any:
    return Reference(label, [Required()], find=find_office, lookup="office")


def in_area(column: Any, area: Area | None) -> Sequence[ColumnElement[bool]]:
    """Rows of offices beneath the officer's; nothing where nobody has spoken for the session."""
    if area is None:
        return (column.is_(None),)
    return (column.in_(select(Office.id).where(*beneath(area))),) if area.path else ()


@table(Office, menu="系统")
class OfficeView(WrittenView):
    """The bureau's tree. An office is never moved here: paths and rows beneath it would have to follow."""

    to_read, to_write = P.OFFICE_READ, P.OFFICE_WRITE
    title = "机构"
    column_list = (
        Path("name", "机构名称"), "code", "level", Path("parent.name", "上级机构"), "seals",
        "phone", "address", "valid",
    )
    column_default_sort = ("sort", False)
    search = Words((Office.name, Office.short_name, Office.code), "机构名称或代码")
    column_filters = (OfficeFilter("上级机构"), ChoiceFilter("level"), YesNo("valid"))
    column_details_list = (
        "name", "short_name", "code", "level", Path("parent.name", "上级机构"), "seals", "phone",
        "address", "valid", "sort", "urban_population", "population_basis",
    )
    sections = (
        Section("", "机构", ("parent_id", "code", "name", "short_name")),
        Section("", "对外公布", ("phone", "address", "valid")),
        Section("", "人口", ("urban_population", "population_basis"),
                "复核认定机构填写：“认定持续为零”预警据此推算同期应有的认定户数。"),
    )
    only_new = frozenset({"parent_id", "code"})
    only_edit = frozenset({"valid"})
    special = {
        "parent_id": office_reference(_l("上级机构")),
        "phone": OfficePhone(_l("监督电话"), [Length(30)], description=_l("印在公示上")),
        "urban_population": Whole(_l("城镇常住人口（人）"), [], most=50_000_000),
        "short_name": Text(_l("简称"), [Length(30)], description=_l("不填则取机构名称")),
    }

    def limits(self, area: Area | None) -> Sequence[ColumnElement[bool]]:
        return (Office.id.is_(None),) if area is None else beneath(area)

    def save(self, row: Any, user: User, form: BureauForm) -> None:
        if row.id is None:
            add_office(db.session(), row, db.session.get(Office, row.parent_id))
        else:
            row.short_name = row.short_name or row.name[:30]
            db.session.commit()


@table(User, menu="系统")
class UserView(Appointing, WrittenView):
    """Officers: the role says what, the office says where. Nobody raises the own standing."""

    to_read = to_write = P.USER_WRITE
    title = "用户"
    column_list = (
        Path("name", "姓名"), "username", "role", Path("office.name", "所在机构"),
        Path("phone", "办公电话"), "active", "must_change_password", "password_set_on",
    )
    search = Words((User.name, User.username), "姓名或登录名")
    column_filters = (OfficeFilter(), ChoiceFilter("role"), YesNo("active"))
    column_details_list = (
        Path("name", "姓名"), "username", "role", Path("office.name", "所在机构"),
        Path("phone", "办公电话"), "active", "must_change_password", "password_set_on",
    )
    sections = (
        Section("", "用户", ("username", "name", "phone")),
        Section("", "角色与机构", ("role", "office_id", "active"), "角色须设在相应层级的机构。"),
    )
    only_new, only_edit = frozenset({"username"}), frozenset({"active"})
    special = {
        "office_id": office_reference(_l("所在机构")),
        "phone": OfficePhone(_l("办公电话"), [Length(30)]),
        "role": Choice(_l("角色"), [Required()], options=tuple((r.value, r.label) for r in Role),
                       coerce=Role, blank="请选择"),
    }

    def limits(self, area: Area | None) -> Sequence[ColumnElement[bool]]:
        return in_area(User.office_id, area)
