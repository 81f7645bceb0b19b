"""Reading a workbook with calamine, in a process of its own.

A workbook tells its reader how much memory to take: one wrong byte in an .xls, or a forged count
of texts in an .xlsx, makes it take 50 GB and end the process. So a child reads, within limits, and
only the child ends. The child runs this file alone and imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

SECONDS = 60
MEMORY = 1536 * 1024 * 1024
LOCKED, TOO_MANY = 3, 4
"""How the child ends where the workbook has a password, or fills too many cells."""


class ReaderFailed(RuntimeError):
    """The child could not read the workbook, or ended before it had; `status` is how it ended."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def rows_of(data: bytes, most_cells: int) -> dict[str, list[list[Any]]]:
    """The rows of each visible worksheet, from A1 on. Raises ReaderFailed, whatever is wrong.

    Sheets that together would fill more than `most_cells` cells are not read.
    """
    command = [sys.executable, "-I", __file__, str(most_cells)]
    try:
        child = subprocess.run(  # noqa: S603  (this very file, by the interpreter that runs us)
            command, input=data, capture_output=True, timeout=SECONDS, check=True
        )
        sheets: dict[str, list[list[Any]]] = json.loads(child.stdout)
    except subprocess.CalledProcessError as error:
        raise ReaderFailed(error.returncode) from None
    except (subprocess.TimeoutExpired, OSError, ValueError):
        raise ReaderFailed(1) from None
    for rows in sheets.values():
        for row in rows:
            row[:] = [opened(cell) if isinstance(cell, list) else cell for cell in row]
    return sheets


def opened(cell: list[Any]) -> date | time | timedelta:
    """A day or a time, as it was before it became JSON."""
    kind, value = cell
    if kind == "timedelta":
        return timedelta(seconds=value)
    return time.fromisoformat(value) if kind == "time" else datetime.fromisoformat(value)


def closed(cell: Any) -> Any:
    """A cell as JSON can carry it: a day or a time under its name, no number that is none."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if isinstance(cell, timedelta):
        return ["timedelta", cell.total_seconds()]
    return [type(cell).__name__, cell.isoformat()] if isinstance(cell, date | time) else cell


def read_as_child(data: bytes, most_cells: int) -> None:
    """What the child does: limit itself, read, tell."""
    import resource

    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told: dict[str, list[list[Any]]] = {}
    cells = 0
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        sys.exit(LOCKED)
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet or sheet.visible != SheetVisibleEnum.Visible:
            continue
        table = workbook.get_sheet_by_name(sheet.name)
        cells += table.total_height * table.total_width
        if cells > most_cells:
            sys.exit(TOO_MANY)
        rows = table.to_python(skip_empty_area=False)
        told[sheet.name] = [[closed(cell) for cell in row] for row in rows]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    read_as_child(sys.stdin.buffer.read(), int(sys.argv[1]))
