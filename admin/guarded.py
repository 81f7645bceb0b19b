"""The door of every view: shut, unless a permission opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from access.permissions import Permission, may


class Guarded:
    """Closed by default: who has not the permission `to_read` gets no view at all."""

    to_read: Permission | None = None

    def is_accessible(self) -> bool:
        return self.to_read is not None and may(current_user, self.to_read)

    def inaccessible_callback(self, name: str, **kwargs: object) -> ResponseReturnValue:
        """A stranger who reads is asked to sign in; everybody else is refused."""
        if current_user.is_authenticated:
            abort(403)
        if request.method in ("GET", "HEAD"):
            wanted = request.full_path if request.query_string else request.path
            return redirect(url_for("signin.sign_in", next=wanted))
        abort(401)

    def _run_view(self, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Flask-Admin would try again after a TypeError, with an argument that hides the fault."""
        return view(self, *args, **kwargs)
