"""`python ledger_work.py N`: the process that writes the ledger ordered under N, started by its page.

It opens the keys and the database and nothing else of the house: no page, no command, no Flask, and
of the records those the ledger needs. See docs/decisions/0050.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

LEFT_OUT = ("_hashlib", "_ssl", "ssl")
"""Python's way to OpenSSL, 5 MB that SQLAlchemy draws in with asyncio. Nobody here speaks TLS in Python
(PostgreSQL's library and the seals bring their own), and Python has a SHA-256 of its own."""
if __name__ == "__main__" and (find_spec("_sha256") or find_spec("_sha2")):
    sys.modules.update(dict.fromkeys(LEFT_OUT))  # type: ignore[arg-type]  # whoever asks is told there is none

from config import settings  # noqa: E402  (after what is left out)
from documents.ledger_work import take_up  # noqa: E402
from models.engine import session_on  # noqa: E402
from models.sealed import open_keys  # noqa: E402


def main(number: int) -> int:
    """Write it; answers 0 where the file is there, 1 where no order waits or it was given up.

    Tells on standard output what was written and how much memory the process took at most.
    """
    os.nice(5)
    given = settings()
    open_keys(given.data_dir / "keys")
    with session_on(given.database_url) as session:
        done = take_up(session, given.data_dir, number, lambda: datetime.now(UTC))
    if done is None:
        return 1
    print(json.dumps(asdict(done) | {"memory_mb": resident_at_most()}, ensure_ascii=False))
    return 0


def resident_at_most() -> float:
    """MB of this program alone: getrusage would count the one that started it as well."""
    told = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return int(told.split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
