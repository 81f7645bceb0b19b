"""The trail of one household in words: each act, each change old → new, each look at the full data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import Enum, String, cast, literal, select, union_all

from access.audit import HIDDEN
from access.permissions import Permission as P
from access.permissions import may
from admin.cells import CODE_LISTS, SEXES, Page
from admin.codes import codes_of, read_codes
from admin.panel import Event, Panel
from admin.words import Cell, Column, Row, Table, in_turn, labelled, listed, moment
from models import (
    AuditEntry,
    Base,
    Comparison,
    Employer,
    Employment,
    Exit,
    Household,
    Member,
    Objection,
    Publicity,
    Service,
    SpecialCase,
    StatusChange,
    User,
    Visit,
)
from workflow.transitions import TRANSITIONS

MOST: Final = 100
ACTS: Final = {
    "create": "新增", "edit": "修改", "void": "作废", "unmask": "查看完整信息", "read": "查看档案",
    "export": "导出", "denied": "越权访问", "print": "打印",
    "find": "证件号查找", "certificate": "查看承诺兑现证明", "hand_over": "移交", "import": "台账入库",
    "import_change": "按台账改动", "undo_import": "撤回导入",
    "propose_exit": "系统提出退出建议", "lapse_exit": "系统撤回退出建议", "recount_term": "按放假安排重算期限",
    "stop_benefit": "系统停止政策享受",
    **{name: step.label for name, step in TRANSITIONS.items()},
}
KEPT_APART: Final = (
    Member, Visit, Comparison, Publicity, Objection, Service, Employment, Exit,
)
SILENT: Final = frozenset({"id", "is_open", "created_at", "acted_on"})
"""Columns whose change follows from another one or says nothing to an officer."""
SILENT_ENDS: Final = ("_id", "_index", "_last4", "pinyin", "initials")
NAMED: Final[Mapping[str, Any]] = {"assigned_to_id": User, "special_case_id": SpecialCase, "employer_id": Employer}
"""Columns that point to a row with a name: the name is told, never the number of the row."""
UNSEEN: Final = "（不显示）"
FEW: Final = 5
"""So many columns of a new row are told; the row itself shows the rest."""


def trail_panel(page: Page, household: Household, changes: Sequence[StatusChange]) -> Panel:
    """The acts for everybody; the single changes for those who may read the file itself."""
    panel = Panel(trail=[event(page, change) for change in reversed(changes)])
    if may(page.user, P.PERSONAL_READ) or may(page.user, P.AUDIT_READ):
        panel.title = _("逐项变更与查看")
        panel.table = audit_table(page, household)
    return panel


def event(page: Page, change: StatusChange) -> Event:
    step = TRANSITIONS.get(change.act)
    return Event(
        moment(change.at),
        change.by_name,
        change.by_office,
        _(step.label if step else ACTS.get(change.act, change.act)),
        _(change.before.label) if change.before else "",
        _(change.after.label),
        (change.reason or "") if page.reads_personal else "",
    )


def audit_table(page: Page, household: Household) -> Table:
    """The household's lines of the trail, the newest first, in the words of the records themselves."""
    read_codes(page.session, *sorted(set(CODE_LISTS.values())))
    entries = page.session.execute(
        select(AuditEntry, User.name)
        .outerjoin(User, User.username == AuditEntry.actor)
        .where(AuditEntry.record.in_(records_of(household)))
        .order_by(AuditEntry.id.desc())
        .limit(MOST)
    ).all()
    heads = (_("时间"), _("操作人"), _("事项"), _("对象"), _("内容"))
    return Table(
        [Column(str(n), head) for n, head in enumerate(heads)],
        [audit_row(page, entry, name) for entry, name in entries],
    )


def records_of(household: Household) -> Any:
    """The names under which the trail knows the household and every row of it."""
    own = select(literal(f"household:{household.id}").label("record"))
    others = [
        select(literal(f"{model.__tablename__}:") + cast(model.id, String)).where(
            model.household_id == household.id
        )
        for model in KEPT_APART
    ]
    found = union_all(own, *others).subquery()
    return select(found.c.record)


def audit_row(page: Page, entry: AuditEntry, name: str | None) -> Row:
    table = entry.record.partition(":")[0]
    return Row(
        entry.id,
        [
            Cell(moment(entry.at), "date"),
            Cell(name or (_("系统") if entry.actor == "system" else entry.actor), sub=entry.office),
            Cell(_(ACTS.get(entry.act, entry.act))),
            Cell(_(names_of(table).get("", table))),
            Cell(words_of(page, entry, table)),
        ],
    )


@lru_cache(maxsize=64)
def names_of(table: str) -> Mapping[str, str]:
    """The Chinese name of a table (under "") and of each of its columns."""
    for mapper in Base.registry.mappers:
        if mapper.local_table.name == table:  # type: ignore[attr-defined]
            labels = {c.key: c.columns[0].info.get("label", c.key) for c in mapper.column_attrs}
            return {"": getattr(mapper.class_, "__label__", table), **labels}
    return {}


@lru_cache(maxsize=64)
def terms_of(table: str) -> Mapping[str, Mapping[str, str]]:
    """For each coded column of a table: code → label."""
    for mapper in Base.registry.mappers:
        if mapper.local_table.name == table:  # type: ignore[attr-defined]
            return {
                c.key: {term.value: term.label for term in c.columns[0].type.enum_class}
                for c in mapper.column_attrs
                if isinstance(c.columns[0].type, Enum) and c.columns[0].type.enum_class
            }
    return {}


def words_of(page: Page, entry: AuditEntry, table: str) -> str:
    """What was changed, column by column; of an unmasking, what was seen and why."""
    changes = entry.changes or {}
    if entry.act == "unmask":
        seen = listed(_(str(label)) for label in changes.get("fields", ()))
        return _("%(fields)s；事由：%(reason)s", fields=seen, reason=changes.get("reason", ""))
    if entry.act not in ("create", "edit", "void"):
        return ""
    labels, terms = names_of(table), terms_of(table)
    told = [
        (_(labels.get(key, key)), *(side(page, key, value, terms) for value in values))
        for key, values in changes.items()
        if key in NAMED or (key not in SILENT and not key.endswith(SILENT_ENDS))
    ]
    if entry.act == "create":
        new = [(label, value) for label, _old, value in told if value != _(UNSEEN)]
        return in_turn(labelled(label, value) for label, value in new[:FEW])
    return in_turn(labelled(label, f"{old} → {value}") for label, old, value in told)


def side(page: Page, key: str, value: Any, terms: Mapping[str, Mapping[str, str]]) -> str:
    """One side of a change as an officer reads it."""
    if value is None or value == "":
        return _("空")
    if value == HIDDEN:
        return _(UNSEEN)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if key == "sex":
        return _(SEXES.get(str(value), str(value)))
    if key in NAMED:
        row = page.session.get(NAMED[key], value)
        return row.name if row is not None else _(UNSEEN)
    if key in CODE_LISTS:
        return codes_of(page.session, CODE_LISTS[key]).get(str(value), str(value))
    return _(terms.get(key, {}).get(str(value), str(value)))
