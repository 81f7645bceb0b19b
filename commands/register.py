"""How a command is made: its options, its turn to write, what it says and how it ends.

JSON on standard output with --json; exit 0 when done, 1 when refused, 2 when called wrongly.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError

from access.scope import in_charge_of
from models import WHOLE_PROVINCE, db
from models.engine import gather_statistics, is_taken, writing
from models.sealed import KeyRing, KeysUnusable, open_keys
from workflow import rotation
from workflow.refusals import Refused, refuse

BEIJING = ZoneInfo("Asia/Shanghai")
EXISTING = click.Path(path_type=Path, exists=True, dir_okay=False)
TAKEN = "数据库正被另一进程占用（如升级、导入、恢复），本命令没有做完，请稍后再运行一次"
UNANSWERED = "数据库连不上或无法读写，本命令没有做完：请核对数据库服务、DATABASE_URL和磁盘空间，再运行一次"
UNREADY = frozenset({"prepare", "doctor", "backup", "restore"})
"""Commands for a database that is not there yet, of another version or in other hands."""
NEW_FILE = click.Path(path_type=Path, dir_okay=False)
GROUPS = dict(demo="演示数据", user="用户", audit="审计", keys="密钥", policy="政策", clocks="每日运行", report="统计报表", stats="统计核对", seals="电子印章", **{"import": "导入"})


def place_for(file: Path) -> None:
    """Raise Refused unless a file may be written there."""
    if not file.parent.is_dir():
        raise refuse("102-3", "文件所在目录不存在：%(folder)s", folder=file.parent)
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise refuse("102-3", "文件不可写：%(file)s", file=file)


class Day(click.ParamType):
    """A day, written as 2026-03-09."""

    name = "日期"

    def convert(self, value: Any, *_: object) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            raise click.BadParameter(f"日期应写作2026-03-09：{value}") from None


class Answer:
    """What a command has to say: to a program `data`, to a person `words`."""

    def __init__(self, data: Any, *words: str, failed: bool = False) -> None:
        self.data, self.words, self.failed = data, words, failed


def now() -> datetime:
    """The moment in Beijing; `CLOCK` of the settings, if set."""
    clock: Callable[[], datetime] | None = current_app.config.get("CLOCK")
    return clock().astimezone(BEIJING) if clock else datetime.now(BEIJING)


Work = Callable[..., Answer]
COMMANDS: dict[str, click.Command] = {n: AppGroup(n, help=words) for n, words in GROUPS.items()}


def gather() -> None:
    """The end of whatever fills the database: SQLite looks at how its tables are filled now."""
    gather_statistics(db.session())
    db.session.commit()


def schema() -> tuple[str | None, str | None]:
    """The schema the database has, and the one this program was written for."""
    with db.engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    return there, scripts().get_current_head()


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())


def known() -> frozenset[str]:
    return frozenset(script.revision for script in scripts().walk_revisions())


def usable_keys(folder: Path) -> KeyRing:
    """The keys of the installation; at the console what is wrong with them ends the command in one sentence."""
    try:
        return open_keys(folder)
    except KeysUnusable as fault:
        if click.get_current_context(silent=True) is None:
            raise
        raise click.ClickException(str(fault)) from None


def prove_ready() -> None:
    """Raise Refused unless the database has this program's tables, and its values open with these keys."""
    there, wanted = schema()
    if there not in {None, *known()}:
        raise refuse("102-3", "数据库的表结构来自更新的版本，请先升级本系统")
    if there != wanted:
        raise refuse("102-3", "数据库尚未建立，或表结构还是旧的：请先执行make migrate，或启动一次")
    rotation.prove(db.session)
    db.session.rollback()  # what was only looked at does not stand before the command's own transaction


def command(name: str, *parameters: Callable[[Any], Any], writes: bool = True,
            json_only: bool = False) -> Callable[[Work], Work]:
    """Make the function the command of that name ("group command"); a refusal ends with 1.

    It works in charge of the whole province and in the name of the system.
    """

    def register(work: Work) -> Work:
        def run(as_json: bool, **given: Any) -> None:
            turn = writing() if writes else nullcontext()
            try:
                with turn, in_charge_of(db.session, WHOLE_PROVINCE):
                    if not json_only and name not in UNREADY:
                        prove_ready()
                    told = work(**given)
            except Refused as refusal:
                reasons = list(map(str, refusal.reasons))
                told = Answer({"refused": reasons}, *reasons, failed=True)
            except OperationalError as fault:
                words = TAKEN if is_taken(fault) else UNANSWERED
                told = Answer({"refused": [words]}, words, failed=True)
            finally:
                db.session.remove()
            as_text = json.dumps(told.data, ensure_ascii=False, default=str)
            click.echo(as_text if as_json or json_only else "\n".join(told.words))
            sys.exit(told.failed)

        option = click.option("--json", "as_json", is_flag=True, help="在标准输出给出JSON")
        for parameter in (option, *reversed(parameters)):
            run = parameter(run)
        *above, last = name.split()
        into = COMMANDS[above[0]].commands if above else COMMANDS  # type: ignore[attr-defined]
        into[last] = click.command(last, help=work.__doc__)(with_appcontext(run))
        return work

    return register
