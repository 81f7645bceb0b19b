"""Start, demo, users, trail, keys, import, backup: what keeps the house running."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_migrate import upgrade

from access.audit import verify
from commands.demo import seal_demo_papers
from commands.register import (
    EXISTING,
    NEW_FILE,
    Answer,
    Day,
    command,
    gather,
    known,
    now,
    place_for,
    schema,
)
from models import db
from policy.terms import Role
from seeds.demo import is_empty, load_demo
from seeds.lean import load_lean
from seeds.load import load_reference
from seeds.translations import compile_catalogues
from workflow import backup, doctor, intake, officers, rotation
from workflow.assessments import altered
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.import_resume import continue_all
from workflow.refusals import Refused, refuse
from workflow.rule_book import rule_book


@command("prepare")
def prepare() -> Answer:
    """启动前准备：升级表结构，装入基础数据，空库且未设DEMO=0时装入演示数据，按当日运行时钟。"""
    if schema()[0] not in {None, *known()}:
        raise refuse("102-3", "数据库的表结构来自更新的版本，请先升级本系统")
    upgrade()
    rotation.claim(db.session)
    compile_catalogues()
    loaded, made = load_reference(db.session), 0
    if current_app.config["SETTINGS"].demo and is_empty(db.session):
        made = load_province(3600, 2026)["households"]
    with suppress(Refused):  # another start, or the nightly run, is at it already
        run_clocks(db.session, now().date(), work_calendar(db.session), rule_book(db.session), now())
    gather()
    return Answer({**asdict(loaded), "households": made},
                  f"基础数据：新增{loaded.added}条，更新{loaded.changed}条；演示数据：新增{made}户")


def load_province(households: int, seed: int, load: Callable[..., Any] = load_demo) -> dict[str, Any]:
    password = current_app.config["SETTINGS"].demo_password
    made = asdict(load(db.session, households, seed, on=now().date(), password=password))
    if load is load_demo:
        made["sealed"] = seal_demo_papers()
    return made


@command(
    "demo load",
    click.option("--households", default=3600, type=click.IntRange(1, 5_000_000), show_default=True),
    click.option("--seed", default=2026, show_default=True),
    click.option("--lean", is_flag=True, help="只装家庭、成员和少量服务，用于性能测试"),
)
def demo_load(households: int, seed: int, lean: bool) -> Answer:
    """向空库装入虚构的演示省。"""
    done = load_province(households, seed, load_lean if lean else load_demo)
    gather()
    return Answer(done, f"已装入{done['households']}户，{done['members']}人")


@command(
    "user create",
    click.option("--username", prompt="登录名"),
    click.option("--name", prompt="姓名"),
    click.option("--role", prompt="角色", type=click.Choice([r.value for r in Role])),
    click.option("--office", prompt="机构代码", help="如220104（朝阳区）"),
)
def user_create(username: str, name: str, role: str, office: str) -> Answer:
    """新建用户，给出一次性密码；首次登录须改密码。"""
    password = officers.appoint(db.session, username, name, Role(role), office, now().date())
    return Answer({"username": username, "password": password, "must_change_password": True},
                  f"已建立用户{username}，一次性密码：{password}", "首次登录须修改密码。")


@command("audit verify", writes=False)
def audit_verify() -> Answer:
    """核对审计链：改动、缺失、截断都会指出行号。"""
    lines, fault = verify(db.session)
    changed = [kept.household.family_no for kept in altered(db.session)]
    words = [f"审计链有误：{fault.words}" if fault else f"审计链完整，共{lines}行"]
    words += [f"留存的认定判断被改动：{family}" for family in changed]
    told = {"lines": lines, "sound": not fault, "fault": fault and asdict(fault), "altered": changed}
    return Answer(told, *words, failed=bool(fault or changed))


@command("keys rotate", click.option("--again", is_flag=True, help="一天之内再换一次"))
def keys_rotate(again: bool) -> Answer:
    """启用新的字段密钥，并分批重新加密；中断后再次执行即继续。"""
    done = rotation.rotate(db.session, now(), again)
    return Answer(asdict(done), f"当前密钥{done.key}，重新加密{done.resealed}个值")


@command(
    "import households",
    click.argument("file", type=EXISTING),
    click.option("--as-of", required=True, type=Day(), help="台账所指的“今天”"),
    click.option("--office", help="机构代码；缺省按表中所属社区"),
    click.option("--dry-run", is_flag=True, help="只检查，不入库"),
)
def import_households(file: Path, as_of: date, office: str | None, dry_run: bool) -> Answer:
    """导入历史台账，逐户全有或全无。"""
    place = officers.office_coded(db.session, office) if office else None
    done = intake.import_file(db.session, file, as_of=as_of, office=place, by=None, on=now().date(),
                       at=now(), calendar=work_calendar(db.session), dry_run=dry_run)
    return Answer(done.as_json(), done.words())


@command("import continue")
def continue_imports() -> Answer:
    """把页面已关闭、尚未处理完的导入批次处理到底；可重复执行，可与页面同时进行。"""
    at = now()
    done = continue_all(db.session, at.date(), at, work_calendar(db.session))
    told = [{"batch": number, "state": state, "stored": stored} for number, state, stored in done]
    words = [f"{number} {state}，已入库{stored}" for number, state, stored in done]
    return Answer(told, *(words or ["没有待处理的批次"]))


@command("doctor", writes=False)
def examine() -> Answer:
    """逐项检查不安全的设置，以代码指出；有红色项时以1结束。"""
    config, settings = current_app.config, current_app.config["SETTINGS"]
    found = doctor.examine(db.session, doctor.Facts(
        data_dir=config["DATA_DIR"], engine=db.engine, at=now(), debug=current_app.debug,
        host=settings.host, https=config["HTTPS"], hosts=tuple(config["HOSTS"]),
        demo_wanted=settings.demo, demo_password=settings.demo_password, schema=schema(),
        seal_passphrase=settings.seal_passphrase))
    words, red = [f"{f.mark}{f.code}　{f.words}" for f in found], sum(f.is_red for f in found)
    told = {"findings": [asdict(f) for f in found], "red": red}
    return Answer(told, *(words or ["未发现不安全的设置。"]), failed=red > 0)


@command("backup", click.argument("file", type=NEW_FILE))
def back_up(file: Path) -> Answer:
    """加密备份数据库与上传文件（不含密钥，密钥目录须另行保管）。"""
    place_for(file)
    done = backup.back_up(db.session, current_app.config["DATA_DIR"], file, now(), schema()[0])
    return Answer(asdict(done), f"已备份{done.rows}行、{done.files}个文件；密钥目录请另处保管")


@command(
    "restore",
    click.argument("file", type=EXISTING),
    click.option("--keys", "keys_from", help="另行保管的密钥目录；缺省用数据目录中的密钥",
                 type=click.Path(path_type=Path, exists=True, file_okay=False)),
    click.option("--force", is_flag=True, help="数据目录非空时，把原有数据移到一旁"),
)
def restore(file: Path, keys_from: Path | None, force: bool) -> Answer:
    """从备份恢复到本机，校验后升级到当前表结构。"""
    done = backup.put_back(db.session, current_app.config["DATA_DIR"], file, now(),
                           lambda to: upgrade(revision=to), known(), keys_from, force)
    trail = f"审计链{done.audit_lines}行，{done.audit_fault or '核对无误'}"
    return Answer(asdict(done), f"已恢复{done.taken_at}的备份：{done.rows}行、{done.files}个文件；{trail}",
                  failed=bool(done.audit_fault))


@click.command("bench", context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """性能测试；结果见docs/bench.md。"""
    sys.exit(subprocess.call([sys.executable, "-m", "tests.bench", *arguments]))  # noqa: S603
