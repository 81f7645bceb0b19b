"""What is made up for a demo, and refused everywhere else."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import select

from access.audit import Actor
from commands.register import Answer, command, now
from documents.seal_paper import press_of
from documents.signing import LocalSeal
from models import Household, db
from models.seal_keys import SealKeys
from seeds.answers import answer_about
from seeds.papers import seal_papers
from workflow.officers import officer_named
from workflow.refusals import refuse


@command(
    "demo answers",
    click.argument("family_no"),
    click.option("--as", "username", required=True, help="以谁的名义查询（须有登记核实结果的权限）"),
    click.option("--seed", default=2026, show_default=True, help="同一数字得到同样的答复"),
)
def demo_answers(family_no: str, username: str, seed: int) -> Answer:
    """为一户各成员模拟各部门的比对答复（仅限演示数据）。"""
    by = officer_named(db.session, username)
    db.session.info.update(area=by.office.area, actor=Actor.of(by, "console"))
    households = select(Household).where(Household.family_no == family_no).order_by(Household.id.desc())
    household = db.session.scalars(households).first()
    if household is None:
        raise refuse("102-2-2", "辖区内没有编号为%(no)s的家庭", no=family_no)
    stored = answer_about(db.session(), household, by, now().date(), seed)
    counts = Counter(row.result.label for row in stored)
    told = "，".join(f"{label}{count}条" for label, count in counts.items())
    words = f"已模拟{len(stored)}条比对结果：{told}" if stored else "当日已全部查询过，没有新的答复"
    return Answer({"stored": len(stored), "results": counts}, words)


def seal_demo_papers() -> int:
    """Put the seal on some of the demo's papers; keys that are missing are made, as at its seal desks."""
    config, at = current_app.config, now()
    keys = SealKeys(Path(config["DATA_DIR"]) / "keys" / "seals", config["SETTINGS"].seal_passphrase)
    return seal_papers(db.session(), press_of(LocalSeal(keys, makes_missing=True), check_address), at)


def check_address(code: str) -> str:
    """Where anybody checks the paper: the server's public name, or this machine where it has none."""
    hosts = current_app.config["HOSTS"] if current_app.config["HTTPS"] else ()
    server = current_app.url_map.bind(hosts[0] if hosts else f"127.0.0.1:{os.environ.get('PORT') or '8000'}",
                                      url_scheme="https" if hosts else "http")
    return server.build("verify.by_code", {"code": code}, force_external=True)
