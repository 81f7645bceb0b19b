"""`make mutate`: change policy/ in thousands of small ways and see whether its tests notice.

A copy of the rules and their tests in a folder of its own; the survivors go to docs/mutation.md, each
with the reason it lives. A survivor without a reason is one to be looked into. mutmut passes over what
carries a decorator: the copy says `@rule` and `@property` in a line of their own, after the function.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "mutation.md"
COPIED = ("policy", "docs")
TESTS = ("__init__.py", "policy")
CONFIG = """
[tool.pytest.ini_options]
pythonpath = ["."]
markers = ["timed"]
[tool.mutmut]
source_paths = ["policy"]
pytest_add_cli_args_test_selection = ["tests/policy"]
pytest_add_cli_args = ["-m", "not timed"]
also_copy = ["tests", "docs"]
"""
EXAMPLES = """
from hypothesis import settings
settings.register_profile("mutation", deadline=None, derandomize=True, database=None)
settings.load_profile("mutation")
"""
STARTUP = "runs when the module is imported, before any test; a wrong one fails there"
NEVER_SHOWN = "the sentence of a member who counts is never shown: assessment says its own"
TOLD_APART = "the value an exception carries; its kind is what is asked"
CACHE = "a value laid by when the object is made; the object is made before the tests are counted"
EQUAL = "the same answer for every value that can reach it"
EDGE = "an odd spelling no name or telephone on file has; a wrong one is seen in the form"
REASONS = {
    "parameters.noticed": STARTUP, "parameters.Parameter.__post_init__": STARTUP, "verdict.rule": STARTUP,
    "workdays.WorkCalendar.__post_init__": CACHE, "workdays.WorkCalendar.of": CACHE,
    "rulebook.RuleBook.of": CACHE, "rulebook.RuleBook.for_region": CACHE,
    "labour.standing": NEVER_SHOWN, "workdays.CalendarMissing.__init__": TOLD_APART,
    "workdays.WorkCalendar._demand": TOLD_APART, "parameters.Parameter.at": TOLD_APART,
    "facts_file._refusal": "the name of a key in a message that is only given for a missing day",
    "facts_file._employment": "the name of a key in a message that is only given for a missing day",
    "facts_file._life": "the name of a key in a message that is only given for a missing day",
    "facts_file._money": EQUAL, "facts_file.read_facts": "a message",
    "identity.check_character": "the length is checked before", "identity.spell_identity": EDGE,
    "spelling._may_stand_in_a_name": EDGE, "spelling._is_skin_tone": EDGE,
    "spelling._hyphens_in_place": EDGE, "spelling.normalise_phone": EDGE,
    "masking.mask_identity": EDGE, "masking.mask_phone": EDGE, "masking.mask_account": EDGE,
    "masking.mask_name": EDGE, "masking._first_and_stars": EDGE, "masking._letters": EDGE,
    "workdays.WorkCalendar.count": "the longest period of all, ten years of working days",
    "workdays.WorkCalendar.between": EQUAL, "workdays.WorkCalendar.left": EQUAL,
    "assessment.assess": "an argument that rule does not use",
    "assessment._line": EQUAL, "verdict.Reason.__str__": EQUAL, "clauses.cited": EQUAL,
    "recognition._said": "clause and name of a message about a number, tested with the form",
    "recognition.may_be_submitted": EQUAL, "care_warnings._visit": EQUAL, "care_warnings._age": EQUAL,
    "care_warnings._counters": EQUAL, "warnings._term": EQUAL, "warnings._proposal": EQUAL,
    "ages.add_months": EQUAL, "ages.of_working_age": EQUAL, "labour._of_age": EQUAL,
    "labour.could_work": "asked by counting alone, without a region", "kinship._parent": EQUAL,
    "exit_grounds._refused": EQUAL, "exit_grounds._left": EQUAL, "exit.complete_refusals": EQUAL,
    "exit_grounds.counters_of": EQUAL, "benefit_limits._last": EQUAL, "benefit_limits._past": EQUAL,
    "supervision.recognises_nobody": EQUAL, "supervision.months_until": EQUAL,
    "credit_code.credit_check_character": EQUAL, "follow_up.slots_of": EQUAL,
    "follow_up.asked_for": "a last month by decree, told by slots_of", "report_periods.name_of": EQUAL,
    "report_periods.span_ended": EQUAL, "assessment.zero_employment": "asked with the numbers of the notice alone",
    "employment._flexible": EQUAL, "regional.regional_findings": EQUAL, "matching._education": EQUAL,
    "matching.yuan": EQUAL, "care_warnings.care_warnings": EQUAL, "report_rules.workers": EQUAL,
    "report_rules.swing": EQUAL, "report_rules.year_is_long": EQUAL,
    "report_rules.has": STARTUP, "recognition.identity_numbers_are_sound": EQUAL,
    "exit._most_within": EQUAL, "exit.employed_from": EQUAL, "assistance.counted": EQUAL,
}
NAME = re.compile(r"policy\.(\w+)\.x(?:ǁ(\w+)ǁ|_)(\w+)__mutmut_\d+: (.+)")


def undecorated(source: str) -> str:
    """The same module, its `@rule(…)` and `@property` written as statements behind the functions."""
    lines = source.splitlines()
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: node.lineno, reverse=True):
        said = [ast.unparse(decorator) for decorator in node.decorator_list]
        if len(said) != 1 or not (said[0] == "property" or said[0].startswith("rule(")):
            continue
        first = node.decorator_list[0].lineno
        behind = f"{' ' * node.col_offset}{node.name} = {said[0]}({node.name})"
        lines[first - 1:node.end_lineno] = [*lines[node.lineno - 1:node.end_lineno], behind]
    return "\n".join(lines) + "\n"


def copy(folder: Path) -> None:
    """The rules, their tests and what they read, as mutmut wants them."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests").mkdir()
    for name in TESTS:
        source, target = ROOT / "tests" / name, folder / "tests" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    for module in (folder / "policy").glob("*.py"):
        module.write_text(undecorated(module.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "pyproject.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "tests" / "conftest.py").write_text(EXAMPLES, encoding="utf-8")


def run(folder: Path) -> list[tuple[str, str]]:
    """Every mutant that was not killed: its function and how it ended."""
    copy(folder)
    command = [str(Path(sys.executable).with_name("mutmut"))]
    with (folder / "log").open("w") as log:
        subprocess.run([*command, "run", "--max-children", "2"], cwd=folder, stdout=log, stderr=log, check=True)
    told = subprocess.run([*command, "results", "--all", "true"], cwd=folder, capture_output=True, text=True, check=True)
    return [
        (f"{module}.{owner + '.' if owner else ''}{function}", end)
        for module, owner, function, end in NAME.findall(told.stdout)
    ]


def page(found: list[tuple[str, str]]) -> str:
    """The survivors by function, each with its reason; the share that was killed on top."""
    alive = Counter(function for function, end in found if end != "killed")
    killed = len(found) - sum(alive.values())
    lines = [
        "# Mutation testing of `policy/`", "",
        f"`make mutate` on {date.today()}: {len(found):,} mutants, {killed:,} killed by tests/policy "
        f"({killed / len(found):.1%}). The survivors:", "",
        "| function | alive | why |", "|---|---|---|",
        *(f"| `{name}` | {count} | {REASONS.get(name, '**to be looked into**')} |" for name, count in alive.most_common()),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder))
    PAGE.write_text(page(found), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
