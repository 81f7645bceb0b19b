"""plotly.js, served from the installed wheel: no copy in the repository, nothing from outside.

The address names the content, so a browser keeps the file for ever; it is packed once, by
whichever worker is asked first, into DATA_DIR/cache.
"""

from __future__ import annotations

import gzip
import os
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue

ENDPOINT = "plotly.static"


@lru_cache(maxsize=1)
def plotly_js() -> Path:
    """Where the wheel keeps the script; Plotly itself is not imported for it."""
    spec = find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("plotly")
    return Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


@lru_cache(maxsize=1)
def plotly_name() -> str:
    return f"plotly-{sha256(plotly_js().read_bytes()).hexdigest()[:16]}.min.js"


def init_assets(app: Flask) -> None:
    app.add_url_rule(f"/assets/{plotly_name()}", ENDPOINT, serve_plotly)


def serve_plotly() -> ResponseReturnValue:
    """The script, packed for whoever can unpack it."""
    g.immutable = True
    path, packed = plotly_js(), None
    if "gzip" in request.accept_encodings:
        packed = packed_plotly(Path(current_app.config["DATA_DIR"]) / "cache")
    response = Response((packed or path).read_bytes(), mimetype="text/javascript")
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(plotly_name() + (".gz" if packed else ""))
    return response.make_conditional(request)


def packed_plotly(folder: Path) -> Path | None:
    """The packed file, made if it is not there yet; None where the folder cannot be written.

    Written beside and moved into place, so that no worker ever sends half of it.
    """
    packed = folder / f"{plotly_name()}.gz"
    if packed.is_file():
        return packed
    beside = folder / f"{packed.name}.{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        beside.write_bytes(gzip.compress(plotly_js().read_bytes(), 9, mtime=0))
        beside.replace(packed)
    except OSError:
        return None
    return packed
