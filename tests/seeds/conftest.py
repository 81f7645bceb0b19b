"""One fictitious province for all tests of the seeds; what a test changes is taken back."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from models import db
from seeds.demo import load_demo
from tests.seeds import HOUSEHOLDS, PASSWORD, TODAY
from tests.vacant import inside, vacant


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    app = vacant(tmp_path_factory.mktemp("province") / "data", "province")
    with inside(app):
        upgrade()
        demo = load_demo(db.session, HOUSEHOLDS, 7, on=TODAY, password=PASSWORD)
    return app, demo


@pytest.fixture
def session(province):
    with inside(province[0]):
        yield db.session
        db.session.rollback()
