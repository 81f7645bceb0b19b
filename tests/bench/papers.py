"""How long a paper takes, and how much of it typst and pyHanko take alone: forms, notices, sealed papers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace as Row
from typing import Any

from flask import Flask
from pikepdf import Pdf
from sqlalchemy import select

from access.scope import in_charge_of
from documents.application_form import BLANK, application_form, blank_form, paper_values
from documents.application_form import TEMPLATE as FORM
from documents.seal_paper import TEMPLATE, layout_of, press_of, unsealed
from documents.signing import LocalSeal, Place
from documents.typeset import _compiler, typeset
from models import WHOLE_PROVINCE, Household, db
from models.seal_keys import SealKeys
from policy.seal_terms import SealKind
from workflow.seals import Commission

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
ADDRESS = "https://ljy.example/verify/"
ROUNDS = 30
SEVERAL = ROUNDS + 2
"""So many households for each way, so that none comes twice."""
GOALS = {"form": 10, "sealed": 30}
"""Milliseconds, for one page of 30 labelled fields and 145 different characters, as `page` sets it."""
CHARACTERS = (
    "吉林省零就业家庭认定及援助申请表姓名性别男女民族汉朝鲜满蒙回出生日期政治面貌群众共青团员党文化程度初中高毕公身份证号"
    "码婚姻状况未已离异健康良好残疾人等级户口簿城镇农村联系电话备用地址常住失登记时间原因单位其他前险领取金社保参现是否下"
    "岗技能特长驾驶职资格低困难类开银行账紧急辖区街道虚构路栋甲"
)

Work = Callable[[], Any]


def commission(household: Any = None, kind: SealKind = SealKind.RECOGNITION) -> Commission:
    """An order to seal a paper of the household, or of one made up for it."""
    household = household or Row(
        head_name="张试子", size=3, recognition_no="220104-2026-0001", family_no="220104-2026-00001",
        recognised_on=date(2026, 3, 6), promise_due_on=date(2026, 4, 3), exited_on=None, exit_ground=None,
        community=Row(name="甲社区"), kind=Row(label="一般家庭"),
    )
    office = Row(code="220104", id=3, unit_id=2, unit=Row(name="长春市"), name="朝阳区")
    return Commission(Row(kind=kind), household, office, "220104-Y-2026-0001", secrets.token_urlsafe(24), AT)


def in_turn(things: Sequence[Any]) -> Callable[[], Any]:
    """The next at each call: typst remembers what it has set, a desk never sets the same paper twice."""
    following = cycle(things)
    return lambda: next(following)


def turns(ways: dict[str, Work], rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds of processor time, turn and turn about; the median."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for n in range(rounds + 1):
        for name, work in ways.items():
            began = time.process_time()
            work()
            if n:
                taken[name].append((time.process_time() - began) * 1000)
    return {name: sorted(found)[rounds // 2] for name, found in taken.items()}


def shape(pdf: bytes) -> dict[str, int]:
    with Pdf.open(BytesIO(pdf)) as opened:
        return {"bytes": len(pdf), "pages": len(opened.pages)}


def page(n: int) -> bytes:
    """What the goals are measured on; no two of them say the same."""
    turned = CHARACTERS[n % 145:] + CHARACTERS[:n % 145]
    fields = ",".join(f"[{turned[4 * i:4 * i + 4]}],[{turned[140 - 4 * i:145 - 4 * i]} {n}]" for i in range(30))
    source = (
        f'#set page(paper: "a4")\n#set text(font: ("Form Hei", "Noto Sans SC"), lang: "zh", size: 10.5pt)\n'
        f"#grid(columns: (1fr, 2fr, 1fr, 2fr), stroke: 0.5pt, inset: 5pt, {fields})\n{turned}"
    )
    made: bytes = _compiler().compile(
        input={"main.typ": source.encode()}, format="pdf", pdf_standards=["a-2b"], timestamp=0, pdf_tags=False
    )
    return made


def goal_pages() -> Iterator[tuple[str, dict[str, Any]]]:
    """One page under the conditions of the goals, and the same with the seal."""
    number, office, at = in_turn(range(10_000)), commission().office, Place(1, 400, 600)
    yield "page of 145 characters", turns({
        "ours": lambda: page(number()), "typst": lambda: page(number()),
    }) | shape(page(0))
    with TemporaryDirectory() as folder:
        signer = LocalSeal(SealKeys(Path(folder) / "seals"), makes_missing=True)
        bare = page(0)
        yield "the same, sealed", turns({
            "ours": lambda: signer.seal(page(number()), office, at, "x", AT), "typst": lambda: page(number()),
            "pyHanko": lambda: signer.seal(bare, office, at, "x", AT),
        }) | shape(signer.seal(bare, office, at, "x", AT))


def forms(people: dict[str, list[Household]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The application form, empty and of other households at every turn, beside typst setting the same values alone."""
    session, day = db.session(), in_turn([AT.date() + timedelta(days=n) for n in range(4 * ROUNDS)])
    yield "form, empty", turns({
        "ours": lambda: blank_form(day()), "typst": lambda: typeset(FORM, BLANK, day(), tagged=False),
    }) | shape(blank_form(day()))
    for name, households in people.items():
        first, second = households[:SEVERAL], households[SEVERAL:]
        one, values = in_turn(first), in_turn([paper_values(session, each, full=True) for each in second])
        yield f"form, {name}", turns({
            "ours": lambda of=one: application_form(session, of(), full=True, on=day()),
            "typst": lambda known=values: typeset(FORM, known(), day(), tagged=False),
        }) | shape(application_form(session, one(), full=True, on=day()))


def sealed(people: dict[str, list[Household]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Papers that bear the seal, beside typst and pyHanko alone on papers of the kind."""
    with TemporaryDirectory() as folder:
        signer = LocalSeal(SealKeys(Path(folder) / "seals"), makes_missing=True)
        press = press_of(signer, lambda code: ADDRESS + code)
        for name, households in {"sealed notice": [None] * 2 * SEVERAL, **people}.items():
            kind = SealKind.FORM if name in people else SealKind.RECOGNITION
            one = in_turn([commission(each, kind) for each in households[:SEVERAL]])
            laid = [layout_of(each, ADDRESS + each.code) for each in (commission(h, kind) for h in households[SEVERAL:])]
            values, template = in_turn([known for _, known in laid]), laid[0][0]
            bare, place = unsealed(laid[0][1], AT.date(), template)
            yield f"sealed form, {name}" if name in people else name, turns({
                "ours": lambda of=one: press(of()),
                "typst": lambda t=template, known=values: typeset(t, known(), AT.date(), tagged=t == TEMPLATE),
                "pyHanko": lambda pdf=bare, at=place: signer.seal(pdf, commission().office, at, "x", AT),
            }) | shape(press(one()).pdf)


def compare(app: Flask) -> list[tuple[str, dict[str, Any]]]:
    """Of households of one and of the largest that are recognised."""
    with app.app_context(), in_charge_of(db.session, WHOLE_PROVINCE):
        known = select(Household).where(Household.recognised_on.is_not(None)).limit(2 * SEVERAL)
        ones = db.session.scalars(known.where(Household.size == 1)).all()
        most = db.session.scalars(known.order_by(Household.size.desc())).all()
        people = {"one person": list(ones), f"{most[0].size} persons": list(most)}
        found = [*goal_pages(), *forms(people), *sealed(people)]
        db.session.rollback()
        return found


def report(found: list[tuple[str, dict[str, Any]]]) -> list[str]:
    lines = [
        "", "| paper | ours ms | a second | typst alone ms | pyHanko alone ms | ours ÷ both | pages | KB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, of in found:
        alone = of["typst"] + of.get("pyHanko", 0)
        signed = f"{of['pyHanko']:.1f}" if "pyHanko" in of else "–"
        lines.append(
            f"| {name} | {of['ours']:.1f} | {1000 / of['ours']:.0f} | {of['typst']:.1f} | {signed} | "
            f"{of['ours'] / alone:.2f} | {of['pages']} | {of['bytes'] / 1000:.0f} |"
        )
    goals = f"Goals for the page of 145 characters: {GOALS['form']} ms, sealed {GOALS['sealed']} ms, 50 KB."
    return [*lines, "", goals, ""]
