"""Ledgers from the console."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from access.audit import Actor
from commands.register import NEW_FILE, Answer, Day, command, now, place_for
from documents.ledgers import ledger_named, write_ledger
from documents.selection import chosen
from models import db
from workflow import officers
from workflow.calendar import work_calendar
from workflow.ledger_saves import selection_named
from workflow.refusals import refuse


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
    place_for(how["out"])
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
