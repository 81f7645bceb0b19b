"""Seal keys made, and sealed papers proved: what keeps the seal desk running."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from access.audit import note
from commands.register import Answer, command, now
from models import db
from models.seal_keys import SealKeys
from models.sealed import KeysUnusable
from workflow.officers import office_coded
from workflow.papers import issuer
from workflow.refusals import refuse
from workflow.seal_checks import faults, sealed_count


@command(
    "seals create",
    click.option("--office", required=True, help="机构代码，须为复核认定机构"),
    click.option("--renew", is_flag=True, help="原密钥移到一旁，另做一个；已用印的文书不受影响"),
)
def seals_create(office: str, renew: bool) -> Answer:
    """为复核认定机构制作内部电子印章密钥（PKCS#12，ECDSA P-256，不是GB/T 38540电子印章）。"""
    place = office_coded(db.session, office)
    if not place.seals:
        raise refuse("102-2-3", "%(office)s不是复核认定机构，没有印章", office=place.name)
    keys = SealKeys(Path(current_app.config["DATA_DIR"]) / "keys" / "seals",
                    current_app.config["SETTINGS"].seal_passphrase)
    try:
        if renew:
            keys.set_aside(place.code, now())
        made = keys.create(place.code, issuer(place), now())
    except KeysUnusable as fault:
        raise refuse("102-2-3", "没有制作：%(fault)s", fault=str(fault)) from None
    note(db.session(), "seal_key", f"office:{place.id}", path=place.path, certificate=made.fingerprint, renewed=renew)
    db.session.commit()
    told = {"office": place.code, "certificate": made.fingerprint, "until": made.until.date().isoformat()}
    return Answer(told, f"已为{place.name}制作印章密钥，有效期至{told['until']}；请与密钥目录一并另行保管")


@command("seals verify", writes=False)
def seals_verify() -> Answer:
    """逐件核对已用印的文书：文件与登记的摘要一致，用印编号不缺不重。"""
    found = list(faults(db.session()))
    count = sealed_count(db.session())
    words = found or [f"已用印文书{count}件，逐件核对无误，编号连续"]
    return Answer({"papers": count, "faults": found}, *words, failed=bool(found))
