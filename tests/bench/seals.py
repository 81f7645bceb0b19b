"""How many papers a second are set, sealed and signed, and how much of it typst and pyHanko take alone."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace as Row

from documents.seal_paper import TEMPLATE, place_of, press_of, values_of
from documents.signing import LocalSeal
from documents.typeset import typeset
from models.seal_keys import SealKeys
from policy.seal_terms import SealKind
from workflow.seals import Commission

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
GOAL_MS = 30


def commission() -> Commission:
    household = Row(
        head_name="张试子", size=3, recognition_no="220104-2026-0001", family_no="220104-2026-00001",
        recognised_on=date(2026, 3, 6), promise_due_on=date(2026, 4, 3), exited_on=None, exit_ground=None,
        community=Row(name="甲社区"), kind=Row(label="一般家庭"),
    )
    office = Row(code="220104", id=3, unit_id=2, unit=Row(name="长春市"), name="朝阳区")
    return Commission(Row(kind=SealKind.RECOGNITION), household, office, "220104-Y-2026-0001",
                      secrets.token_urlsafe(24), AT)


def median_ms(work: Callable[[], object], times: int) -> float:
    """Milliseconds of processor time, which a busy machine does not lengthen; the median."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return sorted(taken)[times // 2]


def sealed_forms(times: int = 50) -> dict[str, float]:
    """Sealed papers a second in one process, and the parts of one in milliseconds."""
    with TemporaryDirectory() as folder:
        signer = LocalSeal(SealKeys(Path(folder) / "seals"), AT, makes_missing=True)
        press = press_of(signer, lambda code: f"https://ljy.example/verify/{code}")
        pdf = len(press(commission()).pdf)
        whole = median_ms(lambda: press(commission()), times)
        order = commission()
        values = values_of(order, "https://ljy.example/verify/x")
        bare, place = typeset(TEMPLATE, values, AT.date()), place_of(values, AT.date())
        numbers = iter(range(1_000_000))
        return {
            "sealed a second": 1000 / whole, "sealed ms": whole, "goal ms": GOAL_MS, "bytes": pdf,
            "typst alone ms": median_ms(lambda: typeset(TEMPLATE, {**values, "no": str(next(numbers))}, AT.date()), times),
            "pyHanko alone ms": median_ms(lambda: signer.seal(bare, order.office, place, "x"), times),
        }


if __name__ == "__main__":
    for name, value in sealed_forms().items():
        print(f"{name:20} {value:10.1f}")
