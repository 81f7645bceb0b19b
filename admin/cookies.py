"""The session's cookie: Flask's own, without what it would do anew for every page to no effect."""

from __future__ import annotations

from hashlib import sha256

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class Cookies(SecureCookieSessionInterface):
    """The key does not change while the process runs, and hardly a page changes what the cookie holds."""

    digest_method = staticmethod(sha256)  # a function of C's, which hmac takes by a shorter way

    def __init__(self, app: Flask) -> None:
        self.serializer_of_house = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self.serializer_of_house

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Written only when changed; that the answer belongs to the cookie is said in any case."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed:
            say_it_varies(response)


def say_it_varies(response: Response) -> None:
    """The answer is of this cookie's officer. Werkzeug would read the header to find it absent."""
    if "Vary" in response.headers:
        response.vary.add("Cookie")
    else:
        response.headers["Vary"] = "Cookie"
