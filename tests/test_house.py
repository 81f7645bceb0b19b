"""The house rules that no linter knows: who may import whom, what is spoken where, what is named how."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from policy.identity import check_identity

ROOT = Path(__file__).parent.parent
FLOORS = [
    ("policy",), ("models",), ("access",), ("workflow",), ("charts", "documents", "seeds"),
    ("admin", "commands"), ("app", "serve", "ledger_work"),
]
HEIGHT = {name: n for n, floor in enumerate(FLOORS) for name in floor}
DOORS = {"admin", "commands", "app"}
ROWS = {"models", "access", "workflow", "charts", "documents", "seeds", "admin", "commands"}
SPOKEN = {
    "flask": DOORS, "werkzeug": DOORS, "flask_babel": DOORS, "flask_migrate": DOORS,
    "flask_admin": {"admin", "app"}, "wtforms": {"admin"}, "flask_wtf": {"admin"},
    "jinja2": {"app", "documents"}, "markupsafe": {"admin"}, "itsdangerous": {"admin"}, "click": {"commands"},
    "flask_login": {"admin", "access"}, "flask_sqlalchemy": {"models"}, "sqlalchemy": ROWS,
    "alembic": {"admin", "commands"},  # healthz and doctor ask whether the schema is the newest
    "plotly": {"charts"}, "typst": {"documents"}, "docxtpl": {"documents"}, "pyhanko": {"documents"}, "pyhanko_certvalidator": {"documents"}, "asn1crypto": {"documents"},
    "segno": {"documents", "admin"}, "pyotp": {"access"}, "pylopdf_fonts_zh_cn": {"documents"}, "xlsxwriter": {"documents"}, "python_calamine": {"workflow"},
    "cryptography": {"models"}, "argon2": {"access", "seeds"}, "pypinyin": {"workflow"},
    "babel": {"seeds", "admin"}, "orjson": {"charts", "documents", "admin"},
    "PIL": {"workflow", "documents"}, "pikepdf": {"workflow", "documents"},  # in the child that looks at uploads; in case files
}
"""Every library that is not Python's own, and the floors on which it may be imported."""
LONGEST = 300
DECLARATION = 40
FOLDERS_WITH_FOLDERS = {"templates", "tests", "docs", "translations", "migrations"}
FORBIDDEN = {
    "utils", "util", "helpers", "helper", "manager", "handler", "service", "common", "misc",
    "data", "info",
}
SERVICE = "Service"  # 援助服务, the notice's own word
TEXT = {".py", ".html", ".js", ".css", ".md", ".txt", ".toml", ".cfg", ".csv", ".po", ".svg", ".typ", ""}


def files() -> Iterator[Path]:
    """What belongs to the repository: nothing hidden, nothing made by running it."""
    for path in ROOT.iterdir():
        if path.name.startswith(".") or path.name in ("instance", "__pycache__"):
            continue
        yield from [path] if path.is_file() else (p for p in path.rglob("*") if p.is_file())


def tracked() -> list[Path]:
    return [p for p in files() if "__pycache__" not in p.parts and p.suffix not in (".pyc", ".mo")]


def floor_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(p for p in tracked() if p.suffix == ".py" and floor_of(p) in HEIGHT)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def of_kind(path: Path, *kinds: type[ast.AST]) -> list:
    return [node for node in ast.walk(tree(path)) if isinstance(node, kinds)]


def imports(path: Path) -> set[str]:
    found = {a.name for node in of_kind(path, ast.Import) for a in node.names}
    found |= {node.module for node in of_kind(path, ast.ImportFrom) if node.module}
    return {name.split(".")[0] for name in found}


def calls(path: Path) -> list[tuple[str, int]]:
    return [(ast.unparse(node.func), node.lineno) for node in of_kind(path, ast.Call)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_module = pytest.mark.parametrize("path", modules(), ids=name)


@every_module
def test_a_floor_stands_on_the_floors_below_it(path):
    here = floor_of(path)
    for imported in imports(path) & set(HEIGHT) - {here}:
        assert HEIGHT[imported] < HEIGHT[here], f"{here} may not import {imported}"


@every_module
def test_a_library_is_spoken_on_its_own_floors(path):
    ours = {*HEIGHT, "config"}
    for library in imports(path) - ours - sys.stdlib_module_names - {"__future__"}:
        assert floor_of(path) in SPOKEN.get(library, set()), f"{library} is not spoken here"


@every_module
def test_settings_are_read_by_the_application_alone(path):
    assert "config" not in imports(path) or floor_of(path) in ("app", "serve", "ledger_work")


@every_module
def test_nobody_below_the_doors_asks_what_day_it_is(path):
    if name(path) in ("access/audit.py", "admin/clock.py", "commands/register.py", "ledger_work.py"):
        return
    for call, line in calls(path):
        asks = re.search(r"(^|\.)(date|datetime|time)\.(today|now|utcnow|time)$|\.utcnow$", call)
        assert not asks, f"{name(path)}:{line} {call}()"


@every_module
def test_no_statement_steps_around_the_scope(path):
    """Core on a table, or text: access.scope does not see it. Bulk loading is excepted."""
    if HEIGHT[floor_of(path)] <= HEIGHT["access"] or name(path) == "seeds/bulk.py":
        return
    words = {alias.name for n in of_kind(path, ast.ImportFrom) if n.module == "sqlalchemy"
             for alias in n.names}
    assert not words & {"text", "table", "insert"}, words
    assert not [n.lineno for n in of_kind(path, ast.Attribute) if n.attr == "__table__"]


@every_module
def test_a_status_is_written_by_workflow_alone(path):
    if floor_of(path) in ("workflow", "seeds"):
        return
    for node in of_kind(path, ast.Assign, ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        assert not any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets)


@every_module
def test_papers_and_figures_commit_nothing(path):
    if floor_of(path) in ("policy", "models", "charts", "documents"):
        assert not [line for call, line in calls(path) if call.endswith("session.commit")]


@every_module
def test_whoever_reads_a_module_is_told_what_it_is_for(path):
    assert path.name == "__init__.py" or ast.get_docstring(tree(path)), name(path)
    for node in of_kind(path, ast.ClassDef):
        lines = node.end_lineno - node.lineno
        told = ast.get_docstring(node) or node.name.startswith("_") or lines < 8
        assert told, f"{name(path)}: class {node.name}"


@every_module
def test_whatever_decides_says_what_it_answers(path):
    for node in tree(path).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        long = node.end_lineno - node.lineno >= (8 if floor_of(path) == "policy" else 24)
        assert not long or ast.get_docstring(node), f"{name(path)}: {node.name}"


def test_a_table_is_one_short_declaration():
    """What officers see of a table is declared in forty lines; what it does beyond them has a name of its own."""
    declared = {
        f"{name(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in modules() if floor_of(path) == "admin"
        for node in of_kind(path, ast.ClassDef)
        if any(isinstance(d, ast.Call) and ast.unparse(d.func) == "table" for d in node.decorator_list)
    }
    assert len(declared) > 25
    assert {view: lines for view, lines in declared.items() if lines > DECLARATION} == {}


def test_no_file_is_longer_than_a_reader_can_bear():
    long = {
        name(p): lines
        for p in tracked()
        if p.suffix in (".py", ".js", ".html") and "versions" not in p.parts
        and (lines := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_no_folder_lies_in_a_folder():
    deep = {name(p) for p in tracked() if len(p.relative_to(ROOT).parts) > 2}
    assert {d for d in deep if d.split("/")[0] not in FOLDERS_WITH_FOLDERS} == set()


def test_nothing_is_named_for_nothing():
    """Utils, managers and the like: a name that says where a thing was put, and not what it is."""
    for path in modules():
        assert path.stem.split("_")[-1] not in FORBIDDEN, name(path)
        for node in of_kind(path, ast.ClassDef):
            last = re.findall(r"[A-Z][a-z]*", node.name)[-1:] or [""]
            assert node.name == SERVICE or last[0].lower() not in FORBIDDEN, node.name


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.suffix in TEXT else ""


def test_no_file_knows_the_machine_it_was_written_on():
    places = ["../" + "shared", "/" + "work/", "/" + "tmp/", "/" + "root/", "/" + "home/"]
    found = {(name(p), place) for p in tracked() for place in places if place in read(p)}
    assert not found


def test_no_identity_number_is_anybodys():
    """Ours begin with 2299, a county that has never been; one of the security catalogue is known."""
    found = {
        (name(path), number)
        for path in tracked()
        for number in re.findall(r"(?<!\d)[1-8]\d{16}[\dXx](?![\dA-Za-z])", read(path))
        if not number.startswith("2299") and number != KNOWN
        and check_identity(number, date(2027, 1, 1)).valid
    }
    assert not found



def test_the_records_stand_where_their_table_of_contents_says():
    """models/__init__.py says it twice: for those who only read, and for whoever asks at run time."""
    import models

    said = {
        alias.name: node.module.removeprefix("models.")
        for node in of_kind(ROOT / "models" / "__init__.py", ast.ImportFrom)
        if node.module and node.module.startswith("models.")
        for alias in node.names
    }
    classes = {
        node.name for path in modules() if floor_of(path) == "models"
        for node in of_kind(path, ast.ClassDef) if any(ast.unparse(base) == "Base" for base in node.bases)
    }
    assert said == models.WHERE
    assert classes <= set(models.WHERE)
    loaded = {path.stem for path in (ROOT / "models").glob("*.py") if path.stem in models.WHERE.values()}
    whole = {a.name for n in of_kind(ROOT / "models" / "web.py", ast.ImportFrom) if n.module == "models" for a in n.names}
    assert whole == loaded - {"base", "web"}


KNOWN = "110101200002290018"  # born on 29 February; synthetic
