"""The house in a frame of somebody else's page, and a form sent from there (BR03, BR04, BR10)."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

PAGE = """<!doctype html><title>elsewhere</title>
<iframe id="f" src="{town}{path}"></iframe>
<form id="s" method="post" action="{town}/login" target="_top"><input name="username" value="leader">
<input name="password" value="x"></form>"""


@pytest.fixture
def elsewhere(town):
    """Another site, on another name of this machine, that frames a page of ours."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE.format(town=town.address, path=self.path).encode())

        def log_message(self, *told: object) -> None:
            pass

    server = HTTPServer(("127.0.0.2", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.2:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", ["/login", "/admin/", "/admin/household/", "/no/such/page"])
def test_no_page_is_shown_in_a_frame_of_another_site(town, elsewhere, path):
    page = town.sign_in("street")
    page.goto(elsewhere + path)
    page.wait_for_timeout(300)
    framed = next(frame for frame in page.frames if frame != page.main_frame)

    assert framed.url.startswith("chrome-error://")
    assert any("frame-ancestors" in said for said in town.complaints)


def test_a_form_of_another_site_signs_nobody_in(town, elsewhere):
    page = town.sign_in("street")
    page.goto(elsewhere + "/login")
    with page.expect_navigation():
        page.evaluate("document.getElementById('s').submit()")

    assert "来源不明" in page.locator("body").inner_text()
    page.goto(town.address + "/admin/")
    assert page.url == town.address + "/admin/"
