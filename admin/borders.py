"""What comes in from a browser, before anything is done with it: is it fit, and is it from our pages.

Also two words a view says of itself to the guard in admin.security.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import BadRequest, Forbidden, RequestEntityTooLarge, RequestURITooLarge

LONGEST_QUERY, LONGEST_ARGUMENT = 8_000, 2_000
LONGEST_FIELD, MOST_FIELDS = 200_000, 5_000
UNFIT = re.compile("[\x00\ud800-\udfff\ufffd]")
"""NUL, which PostgreSQL refuses; halves of characters; and what stands for bytes that were no UTF-8."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])


class UnfitText(BadRequest):
    """The text holds characters that cannot be kept."""


class FromElsewhere(Forbidden):
    """The form was sent by a page of another site."""


def outside_address(endpoint: str, **values: Any) -> str:
    """The address for whoever is not at this desk: the server's public name, where it has one.

    An officer may have come by another way, and what is printed on a paper stays there.
    """
    hosts = current_app.config["HOSTS"]
    if not (current_app.config["HTTPS"] and hosts):
        return url_for(endpoint, **values, _external=True)
    return f"https://{hosts[0]}{url_for(endpoint, **values)}"


def outside_the_queue(view: View) -> View:
    """Say of a POST that it only reads, or opens `writing()` itself for the moment it writes.

    Every other POST waits its turn among the writers and holds it to its end: right for a form,
    wrong for a ledger, an upload that is only looked at, or a password being compared.
    """
    view.outside_the_queue = True  # type: ignore[attr-defined]
    return view


def takes_files(most: int) -> Callable[[View], View]:
    """Say of a view how many bytes its forms may bring; every other one takes what the house allows."""

    def say(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return say


def open_to_all(view: View) -> View:
    """Say of a view that it needs no sign-in. Every other view does."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def own_token(view: View) -> View:
    """Say of a form for everybody that it proves by a signed token of its own to be ours: no session does."""
    view.own_token = True  # type: ignore[attr-defined]
    return view


def changes_nothing() -> bool:
    return request.method in SAFE_METHODS


def wants_json() -> bool:
    """Whether a script asks, not a person."""
    best = request.accept_mimetypes.best_match(("text/html", "application/json"))
    return (
        best == "application/json" or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def address() -> str:
    """Where the request came from: the socket's peer, or what a proxy of ours says of it."""
    return (request.remote_addr or "")[:45]


def referring_page() -> str:
    """The path of the page the request came from; empty where the browser does not say."""
    rest = (request.referrer or "").partition("//")[2]
    return "/" + rest.partition("/")[2] if rest else ""


def refuse_unfit_input() -> None:
    """400 for text no database keeps, 413 and 414 for absurd lengths. Fields have limits of their own."""
    if len(request.query_string) > LONGEST_QUERY:
        raise RequestURITooLarge()
    arguments = list(request.args.items(multi=True))
    if any(len(value) > LONGEST_ARGUMENT for pair in arguments for value in pair):
        raise RequestURITooLarge()
    if address_is_unfit():
        raise UnfitText()
    if not request.mimetype:
        return  # nothing that could be read as a form
    fields = list(request.form.items(multi=True))
    if len(fields) > MOST_FIELDS or any(len(v) > LONGEST_FIELD for pair in fields for v in pair):
        raise RequestEntityTooLarge()
    names = ((key, file.filename or "") for key, file in request.files.items(multi=True))
    if is_unfit(chain.from_iterable(chain(fields, names))):
        raise UnfitText()


def address_is_unfit() -> bool:
    """Whether address or cookies cannot be kept: the same form sent again would bring them again."""
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError:
        return True
    pairs = chain(request.args.items(multi=True), request.cookies.items(), [(request.path, "")])
    return is_unfit(chain.from_iterable(pairs))


def is_unfit(texts: Iterable[str]) -> bool:
    return UNFIT.search("\n".join(texts)) is not None


def refuse_cross_site() -> None:
    """A form sent by another site is refused even if it carries a good token (ASVS 3.5.3).

    Browsers say where a form comes from in Sec-Fetch-Site, older ones in Origin; a program that
    says neither is left to the token.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FromElsewhere()
        return
    origin = request.headers.get("Origin")
    if origin is not None and not is_own_origin(origin):
        raise FromElsewhere()


def is_own_origin(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme == request.scheme and parts.netloc.lower() == request.host.lower()
