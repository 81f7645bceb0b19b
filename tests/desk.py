"""An officer's browser: signs in, reads pages, fills in forms and presses buttons as a person would."""

from __future__ import annotations

import re

from models import db
from tests.cast import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


SHOWN = re.compile(r'name="rowid" value="(\d+)">.*?name="seen" value="(\w*)"', re.S)


class Desk:
    """One signed-in officer. Each request has an app context of its own, as in production."""

    def __init__(self, app, username: str | None, password: str = PASSWORD) -> None:
        self.app, self.client = app, app.test_client()
        if username:
            page = self.post("/login", username=username, password=password)
            assert page.status_code == 302, page.get_data(as_text=True)

    def open(self, url: str, method: str = "GET", **options):
        db.session.commit()  # the test's own transaction would keep every other waiting
        with self.app.app_context():
            return self.client.open(url, method=method, **options)

    def read(self, url: str) -> str:
        return self.open(url, follow_redirects=True).get_data(as_text=True)

    def token(self, url: str = "/password") -> str:
        found = TOKEN.search(self.open(url).get_data(as_text=True))
        assert found, f"no form on {url}"
        return found[1]

    def post(self, url: str, token_from: str | None = None, follow=False, **fields):
        """Send a form with its token, as the page would; lists are sent as many fields."""
        token = self.token(token_from or ("/login" if url == "/login" else "/password"))
        return self.open(
            url, method="POST", data={"csrf_token": token, **fields}, follow_redirects=follow
        )

    def submit(self, url: str, **fields) -> str:
        """Open the form at `url` and send it back filled in."""
        return self.post(url, token_from=url, follow=True, **fields).get_data(as_text=True)

    def act(self, button: str, *households, **fields) -> str:
        """Press a button on one or more households and confirm with what the act needs."""
        chosen = {
            "action": button,
            "rowid": [str(h.id) for h in households],
            "version": [str(h.version) for h in households],
        }
        if fields.pop("confirm", True):
            chosen |= {"confirm": "1", "seen": self.seen(button, *households)}
        page = self.post("/admin/household/action/", follow=True, **chosen, **fields)
        return page.get_data(as_text=True)

    def seen(self, button: str, *households) -> list[str]:
        """The verdict the act page shows of each household, as its form sends it back."""
        page = self.open(
            f"/admin/household/act/{button}/", query_string={"rowid": [h.id for h in households]}
        ).get_data(as_text=True)
        shown = dict(SHOWN.findall(page))
        return [shown.get(str(h.id), "") for h in households]
