"""The check page (查验), for everybody: /verify/<code>, or the file itself. No sign-in, nothing but the masked.

Rate-limited for all workers of the machine together, kept out of search engines; a file that is sent is
compared and forgotten.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from admin.borders import address, open_to_all, outside_the_queue
from admin.clock import ticks
from admin.shared_pace import SharedPace
from admin.translation import gettext as _
from admin.words import moment
from models import db
from models.sealed import keys
from policy.seal_terms import Finding
from workflow.seal_checks import Checked, check_code, check_file

MOST_A_MINUTE: Final = 30
LARGEST: Final = 5 * 1024 * 1024
TONES: Final = {
    Finding.GENUINE: "green", Finding.ALTERED: "red", Finding.REPLACED: "yellow", Finding.REVOKED: "red",
    Finding.UNKNOWN: "none",
}
BY_CODE: Final = {
    Finding.GENUINE: "查验码有效，文书在效。请核对手中文书与下列内容是否一致；要确认电子文件未被改动，请上传文件。",
    Finding.REPLACED: "这份文书已由新出具的文书替换，不再有效。",
    Finding.REVOKED: "这份文书已经作废，不再有效。",
    Finding.UNKNOWN: "没有这个查验码的文书。请核对是否抄写有误；扫码得来仍查无此件的，请向出具机构核实。",
}
BY_FILE: Final = {
    Finding.GENUINE: "文件与本系统出具的一字不差，文书在效。",
    Finding.ALTERED: "文件声称是下列文书，但内容与出具的不一致：可能被改动或损坏，不要采信。",
    Finding.REPLACED: "文件确由本系统出具，但已由新出具的文书替换，不再有效。",
    Finding.REVOKED: "文件确由本系统出具，但文书已经作废，不再有效。",
    Finding.UNKNOWN: "本系统没有出具过这份文件。打印件的扫描件、另存或转换过格式的文件也会如此：请用收到的原文件，或扫码查验。",
}
AT_THE_END: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32}$")
checks = Blueprint("verify", __name__, url_prefix="/verify")


def init_verify(app: Any) -> None:
    path = Path(app.config["DATA_DIR"]) / "pace-verify"
    app.extensions["verify_pace"] = SharedPace(path, keys().session_key, MOST_A_MINUTE, 60)
    app.register_blueprint(checks)


@checks.get("/")
@open_to_all
def index() -> ResponseReturnValue:
    return shown(None, {})


@checks.get("/<code>")
@open_to_all
def by_code(code: str) -> ResponseReturnValue:
    """What the code on the paper stands for; 404, in the same words, for every code that is none."""
    slow_down()
    found = check_code(db.session(), code)
    return shown(found, BY_CODE, 404 if found.finding is Finding.UNKNOWN else 200)


@checks.post("/")
@open_to_all
@outside_the_queue
def by_file() -> ResponseReturnValue:
    """Whether the file is the one that was sealed; it is not kept."""
    slow_down()
    typed = request.form.get("code", "").strip()
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        if typed:
            return shown(check_code(db.session(), code_in(typed)), BY_CODE, typed=typed)
        return shown(None, {}, 422, _("请选择要查验的PDF文件，或填写查验码"))
    content = sent.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        return shown(None, {}, 422, _("文件超过5 MB，不是本系统出具的文书"))
    return shown(check_file(db.session(), content), BY_FILE)


def code_in(typed: str) -> str:
    """The code in what was typed or pasted: broken over lines as on the paper, or the address of its square code."""
    plain = unicodedata.normalize("NFKC", "".join(typed.split()))
    found = AT_THE_END.search(plain)
    return found[0] if found else plain


def slow_down() -> None:
    if not current_app.extensions["verify_pace"].admits(address(), ticks()):
        abort(429)


def shown(
    found: Checked | None, says: dict[Finding, str], status: int = 200, problem: str = "", typed: str = ""
) -> ResponseReturnValue:
    """What was found; a code that is none stays in its field, to be compared with the paper."""
    response = Response(render_template(
        "pages/verify.html", found=found, tone=TONES[found.finding] if found else "", problem=problem,
        typed=typed if found and found.finding is Finding.UNKNOWN else "",
        says=_(says[found.finding]) if found else "", closed=moment(found.closed_at) if found else "",
        pairs=pairs_of(found) if found and found.seal_no else (),
    ), status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    g.no_referrer = True
    return response


def pairs_of(found: Checked) -> list[tuple[str, str]]:
    pairs = [
        (_("用印编号"), found.seal_no), (_("文书"), _(found.kind.label) if found.kind else ""),
        (_("出具机构"), found.office), (_("用印日期"), found.on.isoformat() if found.on else ""),
        (_("申请人"), found.name), (_("终止时间"), moment(found.closed_at)), (_("由此文书替换"), found.successor),
    ]
    return [(label, value) for label, value in pairs if value]
