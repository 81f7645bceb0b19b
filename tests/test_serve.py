"""`make run`: prepares once, serves, tells where to go, and stops when asked."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(databases.POSTGRES, reason="the start is the same on both databases"),
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder, port, **settings):
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEMO")}
    environment |= {"DATA_DIR": str(folder), "PORT": str(port), **settings}
    return subprocess.Popen([sys.executable, "serve.py"], cwd=ROOT, env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def answers(port, seconds=240):
    """What /healthz says once it says anything."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
                return page.status, json.load(page)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    return None, None


def stop(server):
    server.send_signal(signal.SIGTERM)
    return server.communicate(timeout=30)[0]


def test_it_serves_and_stops_when_asked(tmp_path):
    port = free_port()
    server = start(tmp_path / "data", port, DEMO="0")
    try:
        status, told = answers(port)
    finally:
        said = stop(server)

    assert (status, told["status"]) == (200, "ok")
    assert f"http://127.0.0.1:{port}/" in said
    assert "flask --app app user create" in said
    assert "demo-2026" not in said
    assert server.returncode == 0
    for path in (tmp_path / "data").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_two_starts_at_once_prepare_one_after_the_other(tmp_path):
    ports = free_port(), free_port()
    servers = [start(tmp_path / "data", port, DEMO="0") for port in ports]
    try:
        told = [answers(port)[0] for port in ports]
    finally:
        said = [stop(server) for server in servers]

    assert told == [200, 200]
    assert sorted("新增0条" in words for words in said) == [False, True]


def test_it_does_not_start_with_keys_that_others_may_read(tmp_path):
    port = free_port()
    server = start(tmp_path / "data", port, DEMO="0")
    answers(port)
    stop(server)
    (tmp_path / "data" / "keys" / "field-0001.key").chmod(0o644)

    server = start(tmp_path / "data", port, DEMO="0")
    said = server.communicate(timeout=60)[0]

    assert server.returncode != 0
    assert "field-0001.key" in said
