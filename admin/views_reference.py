"""What the procedure is measured by, and its trace: targets, code tables, the calendar, the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, select

from access.permissions import Permission as P
from admin.base import TableView, table
from admin.cells import Made, Page, Path
from admin.fields import Choice, Length, Required, Text, Whole
from admin.filters import (
    ChoiceFilter,
    MomentRange,
    Narrowing,
    OfficeFilter,
    TextFilter,
    YearFilter,
    YesNo,
)
from admin.forms import Context, Section
from admin.particulars import particulars
from admin.report_page import ACTS as REPORT_ACTS
from admin.saving import WrittenView
from admin.search import Words
from admin.target_order import by_year_and_place
from admin.target_split import Revising, TargetSplitting
from admin.trail import ACTS, names_of
from admin.translation import gettext as _
from admin.views_system import in_area, office_reference
from admin.words import Cell, in_turn
from models import (
    Area,
    AuditEntry,
    CodeEntry,
    Target,
)
from policy.terms import Role

ROLES: Final = {r.value: r.label for r in Role}
DONE: Final = {
    **ACTS, "sign_in": "登录", "sign_out": "退出登录", "lock_out": "登录锁定",
    "password": "修改密码", "password_reset": "重置密码", "backup": "备份", "restore": "恢复",
    "rotate_keys": "更换密钥", "rebuild_figures": "重建留存数", "load_demo": "载入演示数据", "load_lean": "载入演示数据",
    "load_reference": "载入参考数据", "hand_on": "转办诉求",
    "import_file": "读取导入文件", "wall_open": "显示大屏", "wall_revoke": "撤销大屏链接",
    "seal": "用印", "seal_key": "制作印章密钥", "second_factor": "动态口令", "second_factor_reset": "重置动态口令",
    "print": "下载文书", "paper_replaced": "替换文书", "paper_revoked": "作废文书",
    **REPORT_ACTS,
}
"""What the trail calls an act, in the words of the bureau."""
LISTS: Final = {
    "comparison_source": "比对来源", "deregistration": "注销失业登记情形", "education": "文化程度", "ethnic": "民族",
    "exit_detail": "退出情形", "hardship_category": "就业困难类别", "health": "健康状况", "insurance": "社会保险险种",
    "kinship": "家庭关系", "marital": "婚姻状况", "occupation_status": "就业状况", "policy_type": "政策类型",
    "political": "政治面貌", "refusal_reason": "拒绝岗位原因", "sex": "性别", "unemployment_cause": "失业原因",
}
"""What the code lists are called; the key itself stands beneath, as files name it."""
RESULTS: Final = {"done": "完成", "failed": "失败", "refused": "未通过", "denied": "拒绝"}


def sums_of_targets(narrowing: Narrowing) -> list[str]:
    """Sums of what is listed, one for each measure: units of unlike kind are not added up."""
    rows = narrowing.session.execute(
        select(Target.measure, func.sum(Target.households), func.count())
        .where(*narrowing.conditions)
        .group_by(Target.measure)
    )
    sums = [
        _("%(measure)s合计 %(sum)s 户（%(n)d 个机构）", measure=_(m.label), sum=f"{s:,}", n=n)
        for m, s, n in rows
    ]
    return [in_turn(sums)] if sums else []


@table(Target, menu="督导")
class TargetView(TargetSplitting, Revising, WrittenView):
    """What each office is to reach in a year; set by city and province for the offices beneath.

    A figure that has been set is changed with a reason, and what it was is kept.
    """

    to_read, to_write = P.TARGET_READ, P.TARGET_WRITE
    title = "目标任务"
    empty = ("还没有下达目标任务", "省、市（州）可为下级机构按年度和指标下达。")
    column_list = (
        Path("office.name", "机构"), Path("office.level", "层级"), "year", "measure",
        "households", "basis",
    )
    column_sortable_list = ("year", "households")
    column_default_sort = ("year", True, by_year_and_place)
    column_filters = (OfficeFilter(), YearFilter("year"), ChoiceFilter("measure"))
    column_details_list = (
        Path("office.name", "机构"), "year", "measure", "households", "basis",
    )
    sections = (
        Section("", "目标任务", ("office_id", "year", "measure", "households", "basis", "reason")),
    )
    only_new, only_edit = frozenset({"office_id", "year", "measure"}), frozenset({"reason"})
    special = {
        "office_id": office_reference(_l("机构")),
        "reason": Text(_l("调整理由"), [Length(200)], description=_l("改动目标户数时必填，原数和理由一并保存")),
        "year": Whole(_l("年度"), [Required()], least=2020, most=2100),
        "households": Whole(_l("目标户数"), [Required()], most=1_000_000),
    }

    def limits(self, area: Area | None) -> Sequence[ColumnElement[bool]]:
        return in_area(Target.office_id, area)

    def notes(self, narrowing: Narrowing) -> Sequence[str]:
        return sums_of_targets(narrowing) if "year" in narrowing.params else []


def known_lists(context: Context) -> list[tuple[str, str]]:
    return [
        (name, _(LISTS.get(name, name)))
        for name in context.session.scalars(select(CodeEntry.list).distinct().order_by(CodeEntry.list))
    ]


def list_cell(page: Page, values: Sequence[Any]) -> Cell:
    name = LISTS.get(values[0])
    return Cell(_(name), "text", values[0]) if name else Cell(values[0])


LIST: Final = Made("list", "代码表", ("list",), list_cell)


@table(CodeEntry, menu="系统", endpoint="code")
class CodeView(WrittenView):
    """Code lists. A code in use is never renamed: it is withdrawn and another added."""

    to_read, to_write = P.REFERENCE_READ, P.REFERENCE_WRITE
    title = "代码表"
    column_list = (LIST, "code", Path("name", "名称"), "name_en", "standard", "sort", "valid")
    search = Words((CodeEntry.list, CodeEntry.code, CodeEntry.name), "代码表、代码或名称")
    column_filters = (TextFilter("list"), YesNo("valid"))
    column_details_list = (LIST, "code", Path("name", "名称"), "name_en", "standard", "sort", "valid")
    sections = (
        Section("", "代码", ("list", "code", "name", "name_en", "standard", "sort", "valid")),
    )
    only_new = frozenset({"list", "code"})
    special = {
        "list": Choice(_l("代码表"), [Required()], options=known_lists, blank="请选择"),
        "name": Text(_l("名称"), [Required(), Length(60)]),
    }


def role_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(_(ROLES.get(values[0], values[0])) if values[0] else "")


def act_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(_(DONE.get(values[0], values[0])))


def result_cell(page: Page, values: Sequence[Any]) -> Cell:
    return Cell(_(RESULTS.get(values[0], values[0])))


def record_cell(page: Page, values: Sequence[Any]) -> Cell:
    """家庭成员 132, and beneath it the name by which the trail knows the record."""
    table, _colon, key = values[0].partition(":")
    label = names_of(table).get("", "")
    return Cell(f"{_(label)} {key}" if label else values[0], "text", values[0] if label else "")


ACT = Made("act", "事项", ("act",), act_cell)
RECORD = Made("record", "对象", ("record",), record_cell)
RESULT = Made("result", "结果", ("result",), result_cell)


def changes_cell(page: Page, values: Sequence[Any]) -> Cell:
    """What changed or was taken out; personal data stand as ***."""
    changes, record, act = values
    return Cell(particulars(act, record, changes or {}))


@table(AuditEntry, menu="系统", endpoint="audit")
class AuditView(TableView):
    """The trail. Read by the auditor of the area alone, and written by nobody here."""

    to_read = P.AUDIT_READ
    title = "审计记录"
    column_list = (
        "at", "actor", Made("role", "角色", ("role",), role_cell), "office", ACT, RECORD,
        RESULT, "address",
    )
    column_filters = (
        OfficeFilter("所属机构"), MomentRange("at"), TextFilter("actor"),
        ChoiceFilter("act", options=tuple(DONE.items())), TextFilter("record"),
    )
    column_details_list = (
        Path("id", "行号"), "at", "actor", Made("role", "角色", ("role",), role_cell), "office", "address",
        ACT, RECORD, RESULT, Made("changes", "内容", ("changes", "record", "act"), changes_cell),
        "previous", "hash",
    )
