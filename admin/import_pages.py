"""What the page of a batch shows: figures, the columns, what would change field by field, what is refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from access.masking import shown, tail
from admin.translation import gettext as _
from admin.words import Cell, Column, Row, bracketed, in_turn, listed, moment, said
from models import ImportBatch, User
from policy.import_terms import ImportState as State
from policy.import_terms import RowOutcome
from workflow import imports
from workflow.import_findings import as_reasons
from workflow.import_kinds import KINDS

MOST_SHOWN: Final = 100
TONES: Final = {"new": "green", "changed": "yellow", "unchanged": "none", "refused": "red"}
STEPS: Final = (("选择文件", ()), ("核对", (State.CHECKING, State.CHECKED)), ("入库", (State.STORING,)),
                ("结果", (State.STORED, State.DISCARDED, State.UNDONE)))


def batch_page(
    batch: ImportBatch, user: User, problems: list[str], undo_reason: str | None = None
) -> dict[str, Any]:
    """All the template lays out; a reason for undoing that was refused comes back to be mended."""
    found = imports.findings(batch)
    lacking = imports.missing(batch)
    running = batch.state in (State.CHECKING, State.STORING) and not lacking
    may_store = imports.may_store(batch.kind, user)
    units = found.get("units", [])
    nothing_new = is_idle(batch.state, batch.tally)
    return {
        "batch": batch, "number": batch.number, "state": batch.state.value, "problems": problems,
        "kind": _(batch.kind.label), "state_label": state_words(batch.state, batch.tally),
        "told": [(_("文件"), batch.file_name), (_("导入到"), batch.target.name),
                 (_("导入人"), batch.brought_by.name if batch.brought_by else ""),
                 (_("导入时间"), moment(batch.created_at))],
        "steps": steps(batch), "running": running and (batch.state is State.CHECKING or may_store),
        "waits_for_storer": _(KINDS[batch.kind].storer) if not may_store else "",
        "percent": 100 * batch.done // batch.units if batch.units else 0,
        "figures": figures(batch, units),
        "lacking": [_("或").join(map(_, either)) for either in lacking],
        "sheets": sheets(batch, found) if batch.state in (State.CHECKING, State.CHECKED) else [],
        "ready": batch.state is State.CHECKED and not nothing_new and may_store,
        "nothing_new": nothing_new,
        "nothing_words": nothing_words(batch.tally),
        "may_undo": batch.state is State.STORED and may_store and batch.stored > 0,
        "undo_reason": undo_reason,
        "has_file": batch.state in (State.CHECKED, State.STORED)
        and bool(batch.tally.get("rows_refused") or batch.tally.get("refused") or batch.tally.get("rows_warned"))
        and batch.content is not None,
        "keeps_file": batch.state is State.STORED and batch.content is not None,
        "changed": changes(units, user), "rows": told_rows(found, user),
        "refused": unit_rows(units, user, "refused"), "new": unit_rows(units, user, "new"),
    }


def steps(batch: ImportBatch) -> list[dict[str, str]]:
    at = next(n for n, (_label, states) in enumerate(STEPS) if batch.state in states)
    done = batch.state in (State.STORED, State.DISCARDED, State.UNDONE)
    return [
        {"label": _(label), "on": "", "who": "",
         "state": "done" if n < at or (done and n == at) else "now" if n == at else "todo"}
        for n, (label, _states) in enumerate(STEPS)
    ]


def figures(batch: ImportBatch, units: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """Households or records by what becomes of them, then a household's rows by how grave what is said of them is."""
    counts = batch.tally
    if not counts:
        return []
    unit = _("户") if batch.kind == "households" else _("条")
    by_outcome = [
        (_(outcome.label) + bracketed(unit), sum(u["outcome"] == outcome for u in units), TONES[outcome.value])
        for outcome in RowOutcome
    ]
    stored = [(_("已入库") + bracketed(unit), batch.stored, "green")] if batch.state is State.STORED else []
    by_row = [(_("未通过的行"), counts["rows_refused"], "red"), (_("有提醒的行"), counts["rows_warned"], "yellow")]
    return [*stored, *by_outcome, *(by_row if batch.kind == "households" else ())]  # a record is a row


def is_idle(state: State, counts: dict[str, int] | None) -> bool:
    """Looked at, and nothing in the file to be stored."""
    return state is State.CHECKED and not (counts and counts["new"] + counts["changed"])


def state_words(state: State, counts: dict[str, int] | None) -> str:
    """How far a batch has come; a file without anything to store does not wait to be stored."""
    return _("无可入库内容") if is_idle(state, counts) else _(state.label)


def nothing_words(counts: dict[str, int]) -> str:
    if not counts.get("rows") and not counts.get("refused"):
        return _("表头下没有可导入的行：请核对是否选错文件，或表头识别有误。")
    if not counts.get("refused"):
        return _("文件中的%(n)d项均已在系统中且内容一致，没有需要入库的内容。", n=counts.get("unchanged", 0))
    return _("没有可入库的内容：请按下方说明改正后重新上传。")


def sheets(batch: ImportBatch, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Each sheet's columns to choose from; what is named "sheet-field" in the form."""
    fields = KINDS[batch.kind].fields
    needed = {name for either in KINDS[batch.kind].needed for name in either}
    return [
        {"name": found["names"][place], "row": layout["heading"][-1] + 1, "choices": [
            (f"{place}-{name}", _(field.label), layout["columns"].get(name), name in needed)
            for name, field in fields.items()
        ], "heads": [(n, label or _("第%(n)d列", n=n + 1)) for n, label in enumerate(found["labels"][place])]}
        for place, layout in batch.mapping.items()
    ]


def named(posted: Any, batch: ImportBatch) -> dict[str, dict[str, int]]:
    """The columns the clerk names for each sheet; what cannot be meant is no column."""
    labels = imports.findings(batch)["labels"]
    mapping: dict[str, dict[str, int]] = {}
    for place in batch.mapping:
        mine: dict[str, int] = {}
        for name in KINDS[batch.kind].fields:
            text = posted.get(f"{place}-{name}", "")
            if text.isascii() and text.isdigit() and len(text) < 4 and int(text) < len(labels[place]):
                mine[name] = int(text)
        mapping[place] = mine
    return mapping


def words(lists: Iterable[list[Any]]) -> str:
    return in_turn(said(reason) for reason in as_reasons(lists))


def rows_word(unit: dict[str, Any]) -> str:
    """The unit's rows, those that follow one another as a span: a row between them may be another's."""
    spans: list[list[int]] = []
    for row in unit["rows"]:
        if spans and row == spans[-1][-1] + 1:
            spans[-1].append(row)
        else:
            spans.append([row])
    return listed(str(s[0]) if len(s) == 1 else f"{s[0]}–{s[-1]}" for s in spans)


def unit_rows(units: list[dict[str, Any]], user: User, outcome: str) -> tuple[list[Column], list[Row], int]:
    mine = [unit for unit in units if unit["outcome"] == outcome]
    columns = [Column("0", _("行"), "num"), Column("1", _("姓名"), "person"), Column("2", _("社区"))]
    if outcome == "refused":
        columns.append(Column("3", _("原因")))
    return columns, [
        Row(n, [Cell(rows_word(unit), "num"), Cell(shown(user, "name", unit["who"]) or "—", "person"),
                Cell(unit["place"])] + ([Cell(words(unit["reasons"]) or _("见逐行说明"))] if outcome == "refused" else []))
        for n, unit in enumerate(mine[:MOST_SHOWN])
    ], len(mine) - MOST_SHOWN


def changes(units: list[dict[str, Any]], user: User) -> tuple[list[Column], list[Row], int]:
    """Field by field what is on file and what the file says, masked as everywhere."""
    columns = [Column("0", _("行"), "num"), Column("1", _("姓名"), "person"), Column("2", _("栏目")),
               Column("3", _("系统现有")), Column("4", _("文件内容")), Column("5", _("处理"))]
    lines = [(unit, d) for unit in units if unit["outcome"] != "refused" for d in unit["differences"]]
    return columns, [
        Row(n, [
            Cell(d["row"], "num"), Cell(shown(user, "name", unit["who"]) or "—", "person"),
            Cell(_(d["label"])), Cell(masked(user, d["mask"], d["old"])), Cell(masked(user, d["mask"], d["new"])),
            Cell(words(unit["reasons"]) or _("按文件改动")),
        ])
        for n, (unit, d) in enumerate(lines[:MOST_SHOWN])
    ], len(lines) - MOST_SHOWN


def masked(user: User, mask: str, value: str) -> str:
    return (shown(user, mask, value) if mask else value) or _("空")


def told_rows(found: dict[str, Any], user: User) -> tuple[list[Column], list[Row], int]:
    columns = [Column("0", _("行"), "num"), Column("1", _("姓名"), "person"), Column("2", _("身份证号码")),
               Column("3", _("程度"), "status"), Column("4", _("说明"))]
    lines = found.get("told", [])
    several = len(found.get("names", {})) > 1
    return columns, [
        Row(n, [
            Cell(line["row"], "num", found["names"].get(str(line["sheet"]), "") if several else ""),
            Cell(shown(user, "name", line["who"]) or "—", "person"),
            Cell(tail("id_no", line["last4"]), "masked"), grave(line["gravity"]),
            Cell(in_turn(words([reason]) for _column, reason in line["said"])),
        ])
        for n, line in enumerate(lines[:MOST_SHOWN])
    ], len(lines) - MOST_SHOWN


def grave(gravity: str) -> Cell:
    tone, label = ("red", _("未通过")) if gravity == "refused" else ("yellow", _("提醒"))
    return Cell(label, "status", "", None, tone, tone)
