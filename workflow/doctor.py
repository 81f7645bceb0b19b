"""Every unsafe setting of this installation, by code, as the operator should hear it.

Red must be mended before real data come in; on a demo installation that only this machine can
reach the matters of operation are yellow. Source: GB/T 22239-2019; what Django calls check --deploy.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from access.passwords import fits
from models import AuditEntry, CalendarYear, Installation, Office, User
from models.seal_keys import SealKeys
from models.sealed import KeysUnusable, keys, read_key
from policy.terms import Role
from workflow.attachments import uploads_amiss
from workflow.backup import LAST_BACKUP

RED, YELLOW = "red", "yellow"
MARKS = {RED: "【红】", YELLOW: "【黄】"}
BACKUP_AGE = timedelta(hours=24)
LEAST_SPACE = 1 << 30
DEMO_NAMES = (
    "province", "city", "county", "county2", "street", "street2", "community", "community2",
    "leader", "auditor", "sysadmin", "other_county", "other_street", "other_community",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the settings and the machine say; `schema` is (there, wanted)."""

    data_dir: Path
    engine: Engine
    at: datetime
    debug: bool
    host: str
    https: bool
    hosts: tuple[str, ...]
    demo_wanted: bool
    demo_password: str
    schema: tuple[str | None, str | None]
    seal_passphrase: str = ""

    @property
    def at_home(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def seals(self) -> SealKeys:
        return SealKeys(self.data_dir / "keys" / "seals", self.seal_passphrase)

    @property
    def operation(self) -> str:
        """How grave a lapse of daily operation is: a demo at home harms nobody."""
        return YELLOW if self.at_home and self.demo_wanted else RED


@dataclass(frozen=True, slots=True)
class Finding:
    """One unsafe setting: its code, how grave it is, and what to do."""

    code: str
    level: str
    words: str

    @property
    def is_red(self) -> bool:
        return self.level == RED

    @property
    def mark(self) -> str:
        return MARKS[self.level]


def examine(session: Session, facts: Facts) -> list[Finding]:
    """All findings, in the order of the examination; none if everything is as it should be.

    A database that is missing or behind is found first, and then nothing is asked of it.
    """
    found = [finding for ask in SETTINGS for finding in ask(facts)]
    found += writes_are_kept(session)
    schema = list(schema_is_current(facts))
    if not schema:
        found += [finding for look in RECORDS for finding in look(session, facts)]
        session.rollback()
    return found + schema


def server_is_shielded(facts: Facts) -> Iterator[Finding]:
    if facts.debug:
        yield Finding("DEBUG_ON", RED, "调试模式已打开，会泄露程序内部信息：请去掉FLASK_DEBUG和--debug")
    if not facts.at_home and not facts.https:
        yield Finding("HTTPS_OFF", RED, f"监听{facts.host}而未启用HTTPS：请在前面设TLS代理并设HTTPS=1")
    if (facts.https or not facts.at_home) and not facts.hosts:
        yield Finding("HOSTS_EMPTY", RED, "未限定服务器名：请设HOSTS=本系统的域名或地址")
    if os.geteuid() == 0:
        yield Finding("RUNS_AS_ROOT", YELLOW, "以root身份运行：请改用专门的账号")


def files_are_private(facts: Facts) -> Iterator[Finding]:
    folder = facts.data_dir
    for path in (folder, folder / "keys"):
        if path.exists() and mode(path) & 0o077:
            yield Finding("FOLDER_OPEN", RED, f"目录他人可读，应为0700：{path.name}")
    for path in sorted((folder / "keys").glob("*.key")):
        try:
            read_key(path)
        except KeysUnusable as fault:
            yield Finding("KEY_UNSAFE", RED, str(fault))
    database = facts.engine.url.database
    if facts.engine.dialect.name == "sqlite" and database:
        for path in (Path(database), Path(f"{database}-wal")):
            if path.exists() and mode(path) & 0o077:
                yield Finding("DATABASE_OPEN", RED, f"数据库文件他人可读，应为0600：{path.name}")
    if not os.access(folder, os.W_OK):
        yield Finding("STORE_UNWRITABLE", RED, "数据目录不可写：请检查权限和磁盘")
    elif shutil.disk_usage(folder).free < LEAST_SPACE:
        yield Finding("DISK_LOW", facts.operation, "数据目录所在磁盘不足1GB")


def seals_are_private(facts: Facts) -> Iterator[Finding]:
    for words in facts.seals.faults():
        yield Finding("SEAL_KEY_UNSAFE", RED, words)


def offices_can_seal(session: Session, facts: Facts) -> Iterator[Finding]:
    """Offices with officers who may seal, and no key; a demo installation makes its own when asked."""
    if facts.demo_wanted and (row := session.get(Installation, "demo")) is not None and row.value == "1":
        return
    codes = session.scalars(
        select(Office.code).join(User, User.office_id == Office.id).distinct().order_by(Office.code)
        .where(Office.seals, Office.valid, User.active, User.role == Role.COUNTY)
    )
    lacking = [code for code in codes if not facts.seals.has(code)]
    if lacking:
        named = "、".join(lacking[:5]) + ("等" if len(lacking) > 5 else "")
        words = f"{len(lacking)}个复核认定机构没有电子印章密钥，不能用印：{named}（flask seals create --office 机构代码）"
        yield Finding("SEAL_KEY_MISSING", YELLOW, words)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def writes_are_kept(session: Session) -> Iterator[Finding]:
    """What was acknowledged must survive a power cut."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        wanted = {"synchronous": ("2", "3"), "journal_mode": ("wal",), "foreign_keys": ("1",)}
        ask = "PRAGMA {}"
    else:
        wanted = {"fsync": ("on",), "full_page_writes": ("on",),
                  "synchronous_commit": ("on", "remote_write", "remote_apply", "local")}
        ask = "SHOW {}"
    for name, good in wanted.items():
        value = str(connection.exec_driver_sql(ask.format(name)).scalar())
        if value not in good:
            words = f"数据库{name}={value}，断电会丢失已保存的数据：应为{good[0]}"
            yield Finding(f"{name.upper()}_OFF", RED, words)


def schema_is_current(facts: Facts) -> Iterator[Finding]:
    there, wanted = facts.schema
    if there != wanted:
        words = f"数据库表结构为{there or '空'}，程序需要{wanted}：请执行make migrate"
        yield Finding("SCHEMA_BEHIND", RED, words)


def nobody_signs_in_with_demo_passwords(session: Session, facts: Facts) -> Iterator[Finding]:
    if facts.at_home and facts.demo_wanted:
        return
    users = session.scalars(select(User).where(User.username.in_(DEMO_NAMES), User.active)).all()
    named = [u.username for u in users if fits(u.password_hash, facts.demo_password)]
    if named:
        yield Finding("DEMO_PASSWORD", RED, "演示账号仍在使用演示密码：" + "、".join(sorted(named)))
    if (row := session.get(Installation, "demo")) is not None and row.value == "1":
        yield Finding("DEMO_DATA", RED, "库中是虚构的演示数据，不能用于正式工作：请另建空库")


def somebody_administers(session: Session, facts: Facts) -> Iterator[Finding]:
    found = session.scalar(select(User.id).where(User.role == Role.SYSADMIN, User.active).limit(1))
    if found is None:
        yield Finding("NO_ADMINISTRATOR", RED, "没有可用的系统管理员：请执行flask user create")


def calendar_is_entered(session: Session, facts: Facts) -> Iterator[Finding]:
    """The calendar of this year always; next year's from 15 November, pressing from 15 December."""
    today = facts.at.date()
    entered = set(session.scalars(select(CalendarYear.year).where(CalendarYear.published)))
    if today.year not in entered:
        yield Finding("CALENDAR_MISSING", RED, f"{today.year}年工作日历未录入，无法计算工作日")
    if (today.month, today.day) >= (11, 15) and today.year + 1 not in entered:
        late = (today.month, today.day) >= (12, 15)
        words = f"{today.year + 1}年工作日历未录入：国务院办公厅通知公布后请及时录入"
        yield Finding("CALENDAR_NEXT_YEAR", RED if late else YELLOW, words)


def backup_is_fresh(session: Session, facts: Facts) -> Iterator[Finding]:
    row = session.get(Installation, LAST_BACKUP)
    last = datetime.fromisoformat(row.value) if row else None
    if last is None or facts.at - last > BACKUP_AGE:
        when = f"上次备份在{last:%Y-%m-%d %H:%M}" if last else "尚无备份"
        yield Finding("BACKUP_OLD", facts.operation, f"24小时内没有备份（{when}）：请执行flask backup")


def clock_is_right(session: Session, facts: Facts) -> Iterator[Finding]:
    last = session.scalar(select(func.max(AuditEntry.at)))
    if last is not None and last > facts.at + timedelta(minutes=5):
        yield Finding("CLOCK_BEHIND", RED, "系统时间早于审计记录的最后时间：请校准时钟")


def keys_fit(session: Session, facts: Facts) -> Iterator[Finding]:
    row = session.get(Installation, "keys")
    if row is not None and row.value != keys().fingerprint():
        yield Finding("KEYS_OF_ANOTHER", RED, "密钥不是这个数据库所用的：请放回原来的密钥目录")


def uploads_are_whole(session: Session, facts: Facts) -> Iterator[Finding]:
    missing, left = uploads_amiss(session, facts.data_dir, facts.at)
    if missing:
        words = f"有{missing}个附件的文件缺失：请从备份取回uploads目录，或由经办人重新上传"
        yield Finding("UPLOAD_MISSING", RED, words)
    if left:
        words = f"uploads目录有{left}个无主文件（上传中断所留）：执行flask clocks run即清理"
        yield Finding("UPLOAD_LEFT_OVER", YELLOW, words)


SETTINGS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    server_is_shielded, files_are_private, seals_are_private,
)
RECORDS: tuple[Callable[[Session, Facts], Iterator[Finding]], ...] = (
    nobody_signs_in_with_demo_passwords, somebody_administers, calendar_is_entered,
    backup_is_fresh, clock_is_right, keys_fit, uploads_are_whole, offices_can_seal,
)
