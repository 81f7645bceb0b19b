"""What the notice asks for is household register and identity card; everything else says why not."""

from __future__ import annotations

import pytest

from policy.paper_terms import Held, PaperKind
from policy.papers import lacking, papers_of

REGISTER, IDENTITY = PaperKind.REGISTER, PaperKind.IDENTITY


@pytest.mark.parametrize(("held", "missing"), [
    pytest.param([], [REGISTER, IDENTITY], id="nothing yet"),
    pytest.param([(REGISTER, Held.SCAN)], [IDENTITY], id="a scan is enough"),
    pytest.param([(REGISTER, Held.ORIGINAL), (IDENTITY, Held.SCAN)], [], id="an original seen is enough"),
    pytest.param([(PaperKind.OTHER, Held.SCAN)], [REGISTER, IDENTITY], id="another paper stands for none"),
])
def test_what_is_lacking(held, missing):
    assert lacking(papers_of(held)) == missing


def test_pages_are_counted_and_originals_told_apart():
    register = papers_of([(REGISTER, Held.SCAN)] * 3 + [(REGISTER, Held.ORIGINAL)])[0]

    assert (register.pages, register.seen, register.there) == (3, True, True)


def test_every_other_paper_says_why_nobody_may_ask_for_it():
    optional = [paper for paper in papers_of([]) if not paper.wanted]

    assert len(optional) == len(PaperKind) - 2
    assert all("免提交" in paper.why for paper in optional)
