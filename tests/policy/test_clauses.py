"""How an officer cites a clause."""

import pytest

from policy.clauses import CLAUSES, cited


@pytest.mark.parametrize(
    ("clause", "words"),
    [("102-3-2", "三(二)"), ("102-1", "一"), ("102-4-3", "四(三)"), ("EPL-56", "EPL-56"), ("CC-202", "CC-202")],
)
def test_a_clause_of_the_notice_by_its_number_a_law_by_its_name(clause, words):
    assert cited(clause) == words


def test_every_clause_of_the_notice_can_be_cited():
    assert all(cited(clause)[0] in "一二三四五" for clause in CLAUSES if clause.startswith("102-"))
