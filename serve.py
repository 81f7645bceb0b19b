"""`make run`: everything that must be there before the first request, and then the server.

Preparing is done in a child, so that the server itself starts with a clean process; a lock keeps
two starts from preparing the same folder at once.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from config import Settings, settings

ROOT = Path(__file__).resolve().parent
FLASK = (sys.executable, "-m", "flask", "--app", "app")
GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws",
           "--blocking-threads", "1", "--respawn-failed-workers", "--workers-kill-timeout", "10",
           "--log-level", "warning")
WHO = (
    ("community　community2", "社区协理员", "受理申请、登记成员和走访、提交"),
    ("street　street2", "街道经办", "初审、公示、上报"),
    ("county　county2", "县（市、区）经办审批", "复核认定（盖章）、批准退出"),
    ("city　province", "市（州）、省级", "督导、目标任务"),
    ("leader　auditor　sysadmin", "领导、审计、系统管理员", "图表、审计记录、机构和用户"),
    ("other_community　other_street　other_county", "延吉市三级", "看不到朝阳区的档案"),
)


def main() -> None:
    """Prepare under the lock, say where to go, and become the server."""
    os.umask(0o077)
    os.chdir(ROOT)
    given = settings()
    port = os.environ.get("PORT") or "8000"
    given.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    print("正在准备数据库……", flush=True)
    with (given.data_dir / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = subprocess.run((*FLASK, "prepare"), check=False)  # noqa: S603  (our own program)
    if ready.returncode:
        sys.exit(ready.returncode)
    share_the_house(given)
    tell(given, port)
    os.execv(sys.executable, (  # noqa: S606  (our own program)
        *GRANIAN, "--host", given.host, "--port", port, "--workers", str(os.cpu_count() or 1),
        "app:create_app",
    ))


def share_the_house(given: Settings) -> None:
    """Hold, as long as the server lives, the lock that `flask restore` asks for alone."""
    handle = os.open(given.data_dir / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("正在恢复备份，请稍后再启动")
    os.set_inheritable(handle, True)


def tell(given: Settings, port: str) -> None:
    """The address, and who can sign in."""
    shown = f"[{given.host}]" if ":" in given.host else given.host
    print(f"\n零就业家庭动态管理系统　http://{shown}:{port}/\n")
    if given.demo:
        print(f"演示账号（密码均为 {given.demo_password}）：")
        for names, role, may in WHO:
            print(f"  {names}　{role}：{may}")
    else:
        print("首次使用请建立系统管理员：.venv/bin/flask --app app user create")
    print("\n按Ctrl+C停止。", flush=True)


if __name__ == "__main__":
    main()
