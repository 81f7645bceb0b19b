"""plotly.js comes from the installed wheel: packed once, under the name of its content, kept for good."""

from __future__ import annotations

import gzip

import pytest

from admin.assets import packed_plotly, plotly_js, plotly_name

pytestmark = pytest.mark.database


def test_the_script_comes_from_the_wheel_packed_and_for_ever(desk):
    url = f"/assets/{plotly_name()}"
    browser = desk("gao")
    packed = browser.open(url, headers={"Accept-Encoding": "gzip, br"})
    plain = browser.open(url, headers={"Accept-Encoding": "identity"})

    assert url in browser.read("/admin/charts/")
    assert gzip.decompress(packed.data) == plain.data == plotly_js().read_bytes()
    for answer in (packed, plain):
        assert "immutable" in answer.headers["Cache-Control"]
    again = browser.open(url, headers={"If-None-Match": packed.headers["ETag"],
                                       "Accept-Encoding": "gzip"})
    assert again.status_code == 304


def test_the_packed_script_is_made_once_and_whole(tmp_path):
    first = packed_plotly(tmp_path / "cache")
    at = first.stat().st_mtime_ns

    assert packed_plotly(tmp_path / "cache").stat().st_mtime_ns == at
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [first.name]


def test_without_a_place_to_write_the_script_is_sent_as_it_is(tmp_path):
    (tmp_path / "cache").write_text("not a folder")

    assert packed_plotly(tmp_path / "cache") is None
