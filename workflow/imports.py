"""Batches of files brought in (导入): taken in, looked at in a trial run, confirmed, stored in parts.

The trial run and the storing are one piece of code: the trial takes each part back. A part that
was stored is found again by what is on file, so that a run broken off goes on and a batch confirmed
twice stores once. Source: docs/decisions/0033.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from access.audit import note
from access.many import add_rows, new_ids
from access.permissions import may
from models import Area, ImportBatch, ImportedRecord, Office, User
from models.engine import writing
from policy.import_terms import ImportKind, ImportState, RowOutcome
from policy.workdays import WorkCalendar
from workflow.import_findings import as_reasons, findings_of, told_later
from workflow.import_kinds import KINDS
from workflow.import_layout import labels_of, proposed, remember
from workflow.import_units import Bringing, Content, Laid, Unit, lay_part
from workflow.ledger_tables import Layout
from workflow.refusals import Refused, refuse
from workflow.sheet_gate import LARGEST_FILE, MEGABYTE, unreadable
from workflow.sheets import read_workbook

TOGETHER: Final = 200
"""Units committed together: other writers get their turn in between."""
RUNNING: Final = (ImportState.CHECKING, ImportState.STORING)


def may_prepare(kind: ImportKind, by: User) -> bool:
    return may(by, KINDS[kind].prepare) or may_store(kind, by)


def may_store(kind: ImportKind, by: User) -> bool:
    return may(by, KINDS[kind].store)


def take_in(
    session: Session, kind: ImportKind, target: Office, file_name: str, data: bytes, by: User
) -> ImportBatch:
    """Read a file into a batch that waits to be looked at; commits. Refused for what cannot be read."""
    if not may_prepare(kind, by):
        raise refuse("102-3", "您没有导入%(kind)s的权限", kind=kind.label)
    area: Area | None = session.info.get("area")
    if area is None or not target.is_under(area.path):
        raise refuse("102-3", "该机构不在您的管辖范围内，不能导入到该机构", "target_id")
    if len(data) > LARGEST_FILE:
        raise unreadable("文件超过%(limit)dMB，未读取：请分成几个文件后再导入", limit=LARGEST_FILE // MEGABYTE)
    if not data.strip():
        raise unreadable("文件是空的：请核对是否选错文件")
    session.rollback()  # the file is read before any writer waits for us
    workbook = read_workbook(data)
    mapping = proposed(session, workbook, kind, KINDS[kind].fields, by.office_id)
    if not mapping:
        raise unreadable("没有找到表头：请核对是否选错文件")
    labels = {place: labels_of(workbook.sheets[int(place)], layout) for place, layout in mapping.items()}
    names = {place: workbook.sheets[int(place)].name for place in mapping}
    batch = ImportBatch(
        kind=kind, office_id=by.office_id, target_id=target.id, path=by.office.path,
        file_name=file_name[:200], digest=sha256(data).hexdigest(), mapping=mapping, content=data,
        findings=packed({"labels": labels, "names": names}), tally={},
    )
    session.rollback()
    with writing():
        session.add(batch)
        session.commit()
    return batch


def packed(findings: Mapping[str, Any]) -> bytes:
    return json.dumps(findings, ensure_ascii=False, default=str).encode()


def findings(batch: ImportBatch) -> dict[str, Any]:
    """What was found in the file, as far as it has been looked at."""
    found: dict[str, Any] = json.loads(batch.findings or b"{}")
    return found


def missing(batch: ImportBatch) -> list[list[str]]:
    """The columns still to be named, each with what may stand instead; nothing if some sheet has all."""
    needed, fields = KINDS[batch.kind].needed, KINDS[batch.kind].fields
    lacking = [
        [[fields[name].label for name in either] for either in needed
         if not set(either) & layout["columns"].keys()]
        for layout in batch.mapping.values()
    ]
    return min(lacking, key=len) if all(lacking) else []


def map_columns(
    session: Session, batch: ImportBatch, mapping: Mapping[str, Mapping[str, int]], by: User
) -> None:
    """Columns as a clerk names them, remembered for the office; the trial run begins anew. Commits."""
    if not may_prepare(batch.kind, by):
        raise refuse("102-3", "您没有导入%(kind)s的权限", kind=batch.kind.label)
    if batch.state not in (ImportState.CHECKING, ImportState.CHECKED):
        raise refuse("102-3", "这一批次%(state)s，不能再改列对应", state=batch.state.label)
    told = findings(batch)
    changed = {}
    for place, layout in batch.mapping.items():
        changed[place] = {**layout, "columns": dict(mapping.get(place, layout["columns"]))}
        remember(session, batch.kind, by.office_id, told["labels"][place], changed[place])
    batch.mapping, batch.state, batch.done, batch.stored = changed, ImportState.CHECKING, 0, 0
    batch.tally, batch.findings = {}, packed({k: told[k] for k in ("labels", "names")})
    session.commit()


def read(
    session: Session, batch: ImportBatch, by: User, on: date, at: datetime, calendar: WorkCalendar
) -> Content:
    """The batch's file against what is on file now. Reads only."""
    if batch.content is None:
        raise refuse("102-3", "这一批次的文件已不再保存：请重新上传")
    area: Area = session.info["area"]
    kind = KINDS[batch.kind]
    whole = {
        place: layout for place, layout in layouts(batch).items()
        if all(set(either) & layout["columns"].keys() for either in kind.needed)
    }
    if not whole:
        raise refuse("102-3", "请先指明各列是什么")
    how = Bringing(by, on, at, calendar, area, batch.target, batch.digest, whole)
    return kind.read(session, read_workbook(batch.content), how)


def work(
    session: Session, batch_id: int, by: User, on: date, at: datetime, calendar: WorkCalendar,
    seconds: float, clock: Callable[[], float] = time.monotonic,
) -> None:
    """Go on with a batch for so many seconds; commits part by part. To be called until it is through.

    A trial part is taken back. Who finds that somebody else went on meanwhile stops.
    """
    until = clock() + seconds
    session.rollback()
    batch = session.get_one(ImportBatch, batch_id, populate_existing=True)
    state, cursor = batch.state, batch.done
    if state not in RUNNING:
        return
    if state is ImportState.STORING and not may_store(batch.kind, by):
        raise refuse("102-2-3", "入库须由%(who)s确认", who=KINDS[batch.kind].storer)
    content = read(session, batch, by, on, at, calendar)
    told = findings(batch)
    failed: dict[str, Any] = told.get("failed", {}) if cursor else {}
    for n, (outcome, reasons) in failed.items():
        content.units[int(n)].outcome = RowOutcome(outcome)  # type: ignore[call-arg]
        content.units[int(n)].reasons = tuple(as_reasons(reasons))
    total = len(content.units)
    while cursor < total and clock() < until:
        part = content.units[cursor : cursor + TOGETHER]
        session.rollback()
        with writing():
            if not part_done(session, batch_id, state, cursor, content, part):
                return
        for place, unit in enumerate(part, cursor):
            if unit.outcome is RowOutcome.REFUSED and unit.lay is not None:
                failed[str(place)] = told_later(unit)
        cursor += len(part)
    session.rollback()
    with writing():
        close_part(session, batch_id, state, cursor, content, failed)


def part_done(
    session: Session, batch_id: int, state: ImportState, cursor: int, content: Content,
    part: Sequence[Unit],
) -> bool:
    """One part laid down, or tried; False where the batch is no longer where it was."""
    batch = locked(session, batch_id)
    if batch.state is not state or batch.done != cursor:
        session.rollback()
        return False
    laid = lay_part(session, content, part)
    if state is ImportState.CHECKING:
        session.rollback()
        batch = locked(session, batch_id)
        if batch.state is not state or batch.done != cursor:
            session.rollback()
            return False
    else:
        keep(session, batch, laid)
        batch.stored += sum(unit.waits for unit in part)
    batch.done = cursor + len(part)
    session.commit()
    return True


def keep(session: Session, batch: ImportBatch, laid: Sequence[Laid]) -> None:
    """Note which records the batch laid down, for undoing it."""
    session.flush()
    rows = []
    for key, one in zip(new_ids(session, ImportedRecord, len(laid)), laid, strict=True):
        name, version = one.as_kept()
        before = None if one.before is None else json.dumps(one.before, ensure_ascii=False, default=str)
        rows.append({"id": key, "batch_id": batch.id, "record": name, "record_version": version, "old_values": before})
    add_rows(session, ImportedRecord, rows, [batch.path] * len(rows))


def close_part(
    session: Session, batch_id: int, state: ImportState, cursor: int, content: Content,
    failed: dict[str, Any],
) -> None:
    """Keep what was found so far; a batch that is through goes on to its next state."""
    batch = locked(session, batch_id)
    if batch.state is not state or batch.done != cursor:
        session.rollback()
        return
    told = findings(batch)
    through = cursor >= len(content.units)
    if state is ImportState.CHECKING:
        batch.units = len(content.units)
        told["failed"] = failed
        if through:
            told = {k: told[k] for k in ("labels", "names")} | findings_of(content, failed)
            batch.tally, batch.state = counts_of(content), ImportState.CHECKED
            batch.done = 0
    else:
        told["failed"] = failed
        for n, (outcome, reasons) in failed.items():
            told["units"][int(n)] |= {"outcome": outcome, "reasons": reasons}
        if through:
            batch.state = ImportState.STORED
            note(session, "import_file", f"import:{batch.number}", path=batch.path,
                 sha256=batch.digest, counts=batch.tally, stored=batch.stored)
            if not batch.tally.get("refused", 0) and not failed:
                batch.content = None
    batch.findings = packed(told)
    session.commit()


def counts_of(content: Content) -> dict[str, int]:
    by_outcome = Counter(unit.outcome for unit in content.units)
    grave = Counter(line.gravity for line in content.told)
    rows_new = sum(len(unit.rows) for unit in content.units if unit.outcome is RowOutcome.NEW)
    return {
        "rows": content.rows, "rows_new": rows_new, "rows_refused": grave["refused"],
        "rows_warned": grave["warned"], **{outcome.value: by_outcome[outcome] for outcome in RowOutcome},
    }


def locked(session: Session, batch_id: int) -> ImportBatch:
    """The batch as it stands now, held until the transaction ends."""
    return session.scalars(
        select(ImportBatch).where(ImportBatch.id == batch_id)
        .with_for_update().execution_options(populate_existing=True)
    ).one()


def confirm(session: Session, batch_id: int, by: User) -> ImportBatch:
    """Begin to store what was looked at; commits. Refused for whoever may not, and the second time."""
    batch = locked(session, batch_id)
    try:
        if not may_store(batch.kind, by):
            raise refuse("102-2-3", "入库须由%(who)s确认", who=KINDS[batch.kind].storer)
        if batch.state is not ImportState.CHECKED:
            raise refuse("102-3", "这一批次%(state)s，不能再次确认", state=batch.state.label)
        if not batch.tally["new"] + batch.tally["changed"]:
            raise refuse("102-3", "没有新的内容可以入库")
    except Refused:
        session.rollback()
        raise
    batch.state, batch.done, batch.confirmed_by_id = ImportState.STORING, 0, by.id
    session.commit()
    return batch


def discard(session: Session, batch_id: int, by: User) -> None:
    """Throw the file away; of a batch that was not stored nothing else is kept. Commits."""
    batch = locked(session, batch_id)
    if not may_prepare(batch.kind, by) or batch.state is ImportState.STORING:
        session.rollback()
        raise refuse("102-3", "这一批次%(state)s，不能放弃", state=batch.state.label)
    if batch.state in (ImportState.CHECKING, ImportState.CHECKED):
        batch.state = ImportState.DISCARDED
        batch.findings = None
    batch.content = None
    session.commit()


def layouts(batch: ImportBatch) -> dict[str, Layout]:
    found: dict[str, Layout] = batch.mapping
    return found
