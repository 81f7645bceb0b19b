"""One vocabulary: clauses, labels, the papers under docs/, and what they say of the code."""

from __future__ import annotations

import ast
import re
from hashlib import sha256
from importlib import import_module

import pytest

import policy.aid_plan
import policy.assessment
import policy.assistance
import policy.benefit_limits
import policy.employment
import policy.exit
import policy.exit_grounds
import policy.promise
import policy.publicity
import policy.recognition
import policy.recommendation  # noqa: F401  (each fills the register of rules)
from documents.ledgers import LEDGERS
from models import Base
from policy import aid_terms, paper_terms, report_terms, sweep_terms, terms
from policy.clauses import CLAUSES
from policy.parameters import PARAMETERS
from policy.verdict import RULES
from tests import roles
from tests.test_house import ROOT, every_module, modules, name, tree
from workflow.transitions import TRANSITIONS

DOCS = ROOT / "docs"
NOTICE = (DOCS / "notice.md").read_text(encoding="utf-8")
TERMS = (DOCS / "terms.md").read_text(encoding="utf-8")
CHECKSUM = "85c0d34c60263fd6270b3ab7451cca26f3e712bf5f2f4633f457bca5267e2e1e"
CLAUSE = re.compile(r"(102|EPL|CC|LL|RET|PIPL|GB)(-\d+)+")
NO_RULE_YET: dict[str, str] = {}
"""Clauses that no rule carries out yet, and why; docs/notice.md says what is still to come."""

DIFFERENT = {
    "acted_on", "address", "applied_on", "basis", "batch", "closed_on", "code", "content",
    "contract_until", "decided_by_id", "decided_on", "decision_note", "difficulties", "digest",
    "document", "due_on", "education", "employer", "employment_id", "ended_on", "ending",
    "evidence", "findings", "handling", "head_name", "job", "judged_on", "kind",
    "labour_members", "last", "measures", "month", "monthly_income", "name", "nights",
    "office_id", "outcome", "owner_id", "path", "phone", "place_id", "plan_id", "provisional",
    "raised_on", "reason", "remarks", "result", "since", "skills", "standard", "started_on",
    "state", "strain", "submitted_by_id", "tally", "target_id", "title", "total", "until", "value", "verified_by_id",
    "verified_on", "wage", "way", "words", "year",
}
"""Columns of one name whose meaning, and so whose label, hangs on the table."""

vocabularies = [
    c
    for c in {**vars(terms), **vars(aid_terms), **vars(report_terms), **vars(sweep_terms), **vars(paper_terms)}.values()
    if isinstance(c, type) and c.__bases__ == (terms.Term,)
]


def columns():
    return [c for mapper in Base.registry.mappers for c in mapper.columns]


def glossary() -> dict[str, str]:
    """Chinese to English, as docs/terms.md has it; a word given twice must be given alike."""
    found: dict[str, str] = {}
    for chinese, english in re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]+ \|$", TERMS, re.M):
        if chinese != "中文":
            assert found.setdefault(chinese, english) == english, chinese
    return found


@every_module
def test_every_clause_that_is_cited_exists(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            cited = CLAUSE.fullmatch(node.value)
            assert not cited or node.value in CLAUSES, f"{name(path)}:{node.lineno} {node.value}"


def test_every_clause_is_carried_out_by_a_rule():
    for path in modules():
        if path.parent.name == "policy":
            import_module(f"policy.{path.stem}")
    carried_out = {clause for clauses in RULES.values() for clause in clauses}

    assert carried_out <= set(CLAUSES)
    assert set(CLAUSES) - carried_out <= set(NO_RULE_YET)


def test_every_rule_cites_a_clause():
    assert [name for name, clauses in RULES.items() if not clauses] == []


def test_every_rule_is_in_the_register_under_its_clauses():
    """A public function of policy that answers a verdict is a rule, or puts rules together."""
    for path in (p for p in modules() if p.parent.name == "policy" and p.stem != "verdict"):
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name[0] == "_" or not node.returns:
                continue
            answers = ast.unparse(node.returns) == "Verdict" and node.name != "may_be_submitted"
            assert not answers or RULES.get(node.name), f"{name(path)}: {node.name}"


def test_the_wording_of_the_notice_is_untouched():
    text = NOTICE.split("<!-- begin -->\n")[1].split("<!-- end -->")[0]
    bare = re.sub(r"<[^>]*>|[*#\s]", "", text)

    assert sha256(bare.encode()).hexdigest() == CHECKSUM


@pytest.mark.parametrize("clause", CLAUSES)
def test_the_papers_say_what_becomes_of_each_clause(clause):
    assert f"| `{clause}` |" in NOTICE
    if clause.startswith("102"):
        assert f'<a id="{clause}">' in NOTICE, "the clause has no anchor"


@pytest.mark.parametrize("vocabulary", vocabularies, ids=lambda v: v.__name__)
def test_every_term_is_in_the_glossary(vocabulary):
    assert [t.label for t in vocabulary if t.label not in glossary()] == []


def test_tables_acts_and_ledgers_are_in_the_glossary():
    words = [m.class_.__label__ for m in Base.registry.mappers]
    words += [w for step in TRANSITIONS.values() for w in (step.label, step.verb)]
    words += [ledger.title for ledger in LEDGERS.values()]

    assert [word for word in words if word not in glossary()] == []


def test_the_glossary_gives_one_english_word_for_each_chinese_one():
    english = list(glossary().values())

    assert {e for e in english if english.count(e) > 1} <= {"Ledger"}


def test_roles_on_paper_are_the_roles_of_the_code():
    assert roles.PAGE.read_text(encoding="utf-8") == roles.page(), "python -m tests.roles"


def test_every_number_of_the_notice_is_named_in_the_decisions():
    readings = (DOCS / "decisions" / "0016-readings-of-the-notice.md").read_text(encoding="utf-8")

    told = [n for n, p in PARAMETERS.items() if p.reading and f"`{n}`" not in readings]
    assert told == []


def test_every_decision_is_a_page_of_its_own():
    for n, path in enumerate(sorted((DOCS / "decisions").iterdir()), 1):
        text = path.read_text(encoding="utf-8")
        assert (path.name[:5], text[:7]) == (f"{n:04d}-", f"# {n:04d} "), path.name
        assert {"**Status:**", "## Consequences"} <= set(re.findall(r"\*\*Status:\*\*|## \w+", text))
        assert len(text.splitlines()) <= 60, f"{path.name} is longer than a page"


def test_operations_explain_every_finding_of_the_doctor():
    doctor = (ROOT / "workflow" / "doctor.py").read_text(encoding="utf-8")
    paper = (DOCS / "operations.md").read_text(encoding="utf-8")

    codes = re.findall(r'Finding\(\s*"([A-Z_]+)"', doctor)
    assert codes
    assert [code for code in codes if f"`{code}`" not in paper] == []


LINK = re.compile(r"\]\(([^)#:]+\.(?:md|png|svg))(?:#[^)]*)?\)")
MODULE = re.compile(
    r"`((?:policy|models|access|workflow|charts|documents|seeds|admin|tests)/\w+\.py)`"
)


def test_papers_point_to_what_is_there():
    for path in (ROOT / "README.md", *DOCS.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        for target in LINK.findall(text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
        for module in MODULE.findall(text):
            assert (ROOT / module).exists(), f"{path.name}: {module}"


def test_every_column_says_its_name():
    for column in columns():
        is_key = column.primary_key or column.foreign_keys
        assert is_key or column.info.get("label"), f"{column} has no label"


def test_no_label_has_a_space_too_many():
    said = [info for m in Base.registry.mappers for c in (*m.columns, *m.relationships)
            for key, info in c.info.items() if key in ("label", "help")]
    said += [t.label for v in vocabularies for t in v]

    assert [label for label in said if label != label.strip() or "  " in label] == []


def test_columns_of_one_name_have_one_label():
    labels: dict[str, set[str]] = {}
    for column in columns():
        labels.setdefault(column.key, set()).add(column.info.get("label", ""))

    assert {key for key, found in labels.items() if len(found - {""}) > 1} == DIFFERENT


def test_no_two_columns_of_a_table_have_one_label():
    for mapper in Base.registry.mappers:
        labels = [c.info["label"] for c in mapper.columns if c.info.get("label")]
        assert len(labels) == len(set(labels)), mapper.class_.__name__


@every_module
def test_what_the_trail_calls_an_act_the_auditor_reads_in_words(path):
    from admin.views_reference import DONE

    acts = {
        call.args[1].value
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("note", "leave_trace")
        and len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    }
    assert acts <= DONE.keys() | {""}, acts - DONE.keys()
