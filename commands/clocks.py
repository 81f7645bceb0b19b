"""What has to run every day."""

from __future__ import annotations

from datetime import date

import click
from flask import current_app

from commands.register import Answer, Day, command, gather, now
from models import db
from workflow.attachments import sweep_uploads
from workflow.calendar import work_calendar
from workflow.clocks import run_clocks
from workflow.rule_book import rule_book


@command("clocks run", click.option("--on", "on", required=True, type=Day(), help="按哪一天运行"))
def clocks_run(on: date) -> Answer:
    """每日运行：按规则提出退出建议，更新预警，列出到期事项；可重复执行，同时只有一个在运行。"""
    done = run_clocks(db.session, on, work_calendar(db.session), rule_book(db.session), now())
    gather()
    swept = sweep_uploads(db.session, current_app.config["DATA_DIR"], now())
    words = [f"清理上传中断所留的文件{swept}个"] if swept else []
    return Answer({**done.as_json(), "left_overs": swept}, *done.words(), *words)
