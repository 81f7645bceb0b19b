"""What every answer says to the browser: what it may load, whom it may tell, what it may keep.

Source: ASVS 5.0 chapter 3; flask_login's and Flask's defaults are weaker.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.utils import safe_join

from admin.cookies import say_it_varies

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'{inline}; "
    "img-src 'self' data:{blob}; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PLAIN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""For pages without any script."""
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 3600


def init_headers(app: Flask) -> None:
    app.after_request(add_headers)
    app.url_defaults(stamp_static)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """The word that lets a script of this one page run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    nonce: str = g.nonce
    return nonce


def add_headers(response: Response) -> Response:
    """The policy and the fixed headers; nothing is kept by the browser but stamped static files.

    A page of charts sets `g.csp_style_inline`, because Plotly writes its own styles; a view that
    answers a file whose address names its content sets `g.immutable`; one whose address is itself
    the key sets `g.no_referrer`; one that hands out what somebody uploaded `g.sandboxed`; a page without
    scripts `g.plain_page`, and one that is the same for everybody and is to be asked for anew each time
    `g.asked_anew`.
    """
    said, of_page = response.headers, g._get_current_object()
    said["Content-Security-Policy"] = policy_of(of_page)
    said.extend(FIXED)
    if "no_referrer" in of_page:
        said["Referrer-Policy"] = "no-referrer"
    if current_app.config["HTTPS"]:
        said["Strict-Transport-Security"] = f"max-age={YEAR}"
    good = response.status_code in (200, 304)
    if good and ("immutable" in of_page or is_stamped()):
        said["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    elif good and "asked_anew" in of_page:
        said["Cache-Control"] = "public, no-cache"
    else:
        said["Cache-Control"] = "no-store"
        said.pop("Expires", None)
        say_it_varies(response)
    return response


def policy_of(of_page: Any) -> str:
    """The policy of this page, by what its view set in `g`."""
    if "sandboxed" in of_page:
        return SANDBOX
    if "plain_page" in of_page:
        return PLAIN
    inline = "csp_style_inline" in of_page
    return POLICY.format(
        nonce=csp_nonce(), inline=" 'unsafe-inline'" if inline else "", blob=" blob:" if inline else ""
    )


def stamp_static(endpoint: str, values: dict[str, Any]) -> None:
    """Put the content's fingerprint into a static file's address: a new content, a new address."""
    if is_static(endpoint) and "filename" in values:
        stamp = stamp_of(endpoint, values["filename"])
        values.pop("v", None)
        if stamp:
            values["v"] = stamp


def is_static(endpoint: str | None) -> bool:
    return endpoint is not None and (endpoint == "static" or endpoint.endswith(".static"))


def is_stamped() -> bool:
    if not is_static(request.endpoint) or not request.view_args:
        return False
    stamp = stamp_of(request.endpoint or "", request.view_args["filename"])
    return bool(stamp) and request.args.get("v") == stamp


def stamp_of(endpoint: str, filename: str) -> str:
    blueprint = current_app.blueprints.get(endpoint.rpartition(".")[0])
    folder = (blueprint or current_app).static_folder
    path = safe_join(folder, filename) if folder else None
    try:
        return fingerprint(path, Path(path).stat().st_mtime_ns) if path else ""
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=512)
def fingerprint(path: str, changed: int) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:12]
