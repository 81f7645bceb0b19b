"""Ledgers from the console, and the process that writes one in the background (后台导出)."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click
from flask import current_app

from access.audit import Actor
from commands.register import NEW_FILE, Answer, Day, command, now
from documents.background import write_export
from documents.ledgers import LedgerFile, ledger_named, write_ledger
from documents.selection import chosen
from models import LedgerExport, db
from models.archive import new_archive
from models.engine import read_once, writing
from workflow import ledger_exports as exports
from workflow import officers
from workflow.calendar import work_calendar
from workflow.ledger_saves import selection_named
from workflow.refusals import Refused, refuse


@command(
    "ledger",
    click.argument("name"),
    click.option("--out", required=True, type=NEW_FILE),
    click.option("--as", "username", required=True, help="以谁的权限和辖区导出"),
    click.option("--from", "since", type=Day(), help="缺省为当年1月1日"),
    click.option("--to", "until", type=Day(), help="缺省为今天"),
    click.option("--office", help="机构代码；缺省为本人所在机构"),
    click.option("--selection", help="按名称使用一个自定义台账"),
    click.option("--full", is_flag=True, help="完整显示个人信息（须有权限并写明理由）"),
    click.option("--reason", default=""),
    writes=False,
)
def ledger(name: str, username: str, until: date | None, since: date | None,
           office: str | None, selection: str | None, **how: Any) -> Answer:
    """导出一本台账（xlsx）。"""
    by, until = officers.officer_named(db.session, username), until or now().date()
    place = officers.office_coded(db.session, office) if office else by.office
    db.session.info.update(area=by.office.area, actor=Actor.of(by, "console"))
    which = ledger_named(name)
    if selection:
        saved = selection_named(db.session(), by, selection)
        if saved.ledger != name:
            raise refuse("102-3", "“%(called)s”不是这种台账的自定义台账", "selection", called=selection)
        which = chosen(which, saved.name, saved.choice)
    done = write_ledger(db.session(), which, by=by, office=place, until=until, at=now(),
                        since=since or until.replace(month=1, day=1),
                        calendar=work_calendar(db.session), **how)
    return Answer(asdict(done), f"已导出{done.rows}行：{how['out']}")


@command("ledger-work", click.argument("number", type=int), writes=False)
def ledger_work(number: int) -> Answer:
    """生成一份后台导出：台账或卷宗（由页面启动）。"""
    session, data_dir = db.session(), Path(current_app.config["DATA_DIR"])
    os.nice(5)
    with writing():
        taken = exports.begin(session, number)
    if not taken:
        return Answer({"written": False}, "没有等待生成的台账", failed=True)
    sealed = exports.sealed_file(data_dir, number)
    try:
        done = write_sealed(data_dir, number, sealed)
        with writing():
            exports.finish(session, data_dir, number, now(), rows=done.rows,
                           file_name=done.filename, digest=done.sha256, outcomes=getattr(done, "outcomes", None))
    except exports.Stopped:
        sealed.unlink(missing_ok=True)
        return Answer({"written": False}, "已放弃", failed=True)
    except Exception as fault:
        session.rollback()
        why = str(fault)[:200] if isinstance(fault, Refused) else exports.FAULT
        with writing():
            exports.give_up(session, data_dir, session.get_one(LedgerExport, number), now(), why)
        raise
    return Answer(asdict(done), f"已生成{done.rows}行")


def write_sealed(data_dir: Path, number: int, sealed: Path) -> LedgerFile:
    """What was ordered, in the officer's name and area, into its sealed file."""
    session = db.session()
    export = session.get_one(LedgerExport, number)
    by, key, at = officers.officer_named(session, export.user.username), export.key, now()
    session.info.update(area=by.office.area, actor=Actor.of(by, "background"))
    read_once(session)
    with TemporaryFile(dir=sealed.parent) as out:
        done = write_export(session, export, by=by, out=out, at=at, data_dir=data_dir,
                            tell=lambda rows: exports.tell(data_dir, number, rows))
        with new_archive(sealed, bytes.fromhex(key), {"export": number}) as sealer:
            shutil.copyfileobj(out, sealer, 1 << 20)
    return done
