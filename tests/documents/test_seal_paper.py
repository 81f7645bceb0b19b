"""The sealed paper: the seal in its own field, nothing beneath it, nothing off the page, and fast enough."""

from __future__ import annotations

import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace as Row

import pytest
from asn1crypto.core import OctetString
from asn1crypto.x509 import Certificate
from pikepdf import Dictionary, Pdf
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents.seal_envelope import OCTETS, der
from documents.seal_paper import FOOT, press_of, unsealed, values_of
from documents.signing import LocalSeal
from models.seal_keys import SealKeys
from models.sealed import KeysUnusable
from policy.seal_terms import SealKind
from workflow.papers import issuer
from workflow.refusals import Refused
from workflow.seals import Commission

AT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">')
pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")


def order(kind=SealKind.RECOGNITION, name="张试子", office="朝阳区", community="甲社区") -> Commission:
    household = Row(
        head_name=name, size=3, recognition_no="220104-2026-0001", family_no="220104-2026-00001",
        recognised_on=date(2026, 3, 6), promise_due_on=date(2026, 4, 3), exited_on=date(2026, 3, 9),
        exit_ground=Row(label="家庭成员实现就业"), community=Row(name=community), kind=Row(label="一般家庭"),
    )
    place = Row(code="220104", id=3, unit_id=2, unit=Row(name="延边朝鲜族自治州"), name=office)
    return Commission(Row(kind=kind), household, place, "220104-Y-2026-0001", "A" * 32, AT)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return SealKeys(tmp_path_factory.mktemp("keys") / "seals")


@pytest.mark.parametrize("commission", [
    pytest.param(order(), id="a short name"),
    pytest.param(order(SealKind.EXIT), id="an exit"),
    pytest.param(order(name="阿卜杜热西提·买买提", office="前郭尔罗斯蒙古族自治县" * 2, community="某某民族乡某某新村社区" * 3), id="everything long"),
])
def test_nothing_is_written_beneath_the_seal_and_it_leaves_one_page(keys, tmp_path, commission):
    pdf = press_of(LocalSeal(keys, makes_missing=True), lambda code: f"https://ljy.example/verify/{code}")(commission).pdf
    values = values_of(commission, "https://ljy.example/verify/" + commission.code)
    bare, place = unsealed(values, AT.date())
    (tmp_path / "x.pdf").write_bytes(bare)  # before the seal, which has words of its own
    left, low, right, high = place.box

    told = subprocess.run(["pdftotext", "-bbox", str(tmp_path / "x.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    page = told.split("<page ")[1:]
    words = [tuple(map(float, found)) for found in WORD.findall(page[0])]
    top, bottom = 841.89 - high, 841.89 - low
    beneath = [w for w in words if w[0] < right and w[2] > left and w[1] < bottom and w[3] > top]

    assert (len(page), place.page) == (1, 1)
    assert 0 < left < right < 595
    assert 0 < low < high < 842
    assert right - left == pytest.approx(42 * 72 / 25.4, abs=1.1)
    assert words
    assert beneath == []
    assert "38540" in FOOT
    assert len(pdf) < 62_000


def test_a_validator_calls_the_signature_valid_and_the_seal_brings_no_font_along(keys):
    signatory, given = LocalSeal(keys, makes_missing=True), order(name="李试䶮")
    bare, place = unsealed(values_of(given, "https://ljy.example/verify/x"), AT.date())
    for no in ("1", "2"):  # the second time in the envelope that was kept
        at = AT + timedelta(minutes=4 * int(no))
        pdf = signatory.seal(bare, given.office, place, no, at)
        embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        root = Certificate.load(signatory.key_at(given.office, AT).root)
        with ThreadPoolExecutor(1) as beside:  # a browser's loop may run in this process
            trusting = ValidationContext(trust_roots=[root], allow_fetching=False)
            status = beside.submit(validate_pdf_signature, embedded, trusting).result()
        assert embedded.self_reported_timestamp == at, "each paper of a batch tells its own moment"
        assert status.bottom_line, status.pretty_print_details()
        assert (embedded.sig_object["/Reason"], embedded.sig_object["/SubFilter"]) == (no, "/ETSI.CAdES.detached")
        attributes = {one["type"].native for one in embedded.signer_info["signed_attrs"]}
        assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
        assert fonts(pdf) == fonts(bare) > 0
        with Pdf.open(BytesIO(pdf)) as opened:
            assert (opened.pdf_version, opened.Root.get("/Version")) == ("1.7", None)


def test_whoever_applied_is_named_as_the_applicant_who_need_not_be_the_head_of_the_register():
    for kind in (SealKind.RECOGNITION, SealKind.EXIT):
        facts = dict(values_of(order(kind), "https://ljy.example/verify/x")["facts"])
        assert facts["申请人"] == "张试子"
        assert "户主" not in facts


def fonts(pdf: bytes) -> int:
    with Pdf.open(BytesIO(pdf)) as opened:
        return sum(isinstance(one, Dictionary) and one.get("/Type") == "/Font" for one in opened.objects)


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 70_000])
def test_a_length_is_told_as_der_wants_it(size):
    assert der(OCTETS, bytes(size)) == OctetString(bytes(size)).dump()


def test_an_office_whose_name_the_fonts_lack_has_no_seal(keys):
    with pytest.raises(Refused, match="𠮷"):
        press_of(LocalSeal(keys, makes_missing=True), str)(order(office="𠮷县"))


def test_what_it_says_of_itself_is_an_internal_certificate(keys):
    made = keys.open("220104") if keys.has("220104") else keys.create("220104", "试", AT)
    assert "非GB/T 38540" in made.certificate.decode("utf-8", "ignore")
    with pytest.raises(KeysUnusable, match="已有印章密钥"):
        keys.create("220104", "试", AT)
    keys.set_aside("220104", AT)
    assert keys.create("220104", "试", AT).fingerprint != made.fingerprint
    assert keys.faults() == []


def test_a_certificate_out_of_date_and_a_wrong_passphrase_seal_nothing(keys):
    late = datetime(2036, 1, 1, tzinfo=UTC)
    with pytest.raises(Refused, match="证书已过期"):
        press_of(LocalSeal(keys), str)(replace(order(), at=late))
    with pytest.raises(Refused, match="口令不对"):
        press_of(LocalSeal(SealKeys(keys.folder, "another")), str)(order())


def test_an_office_whose_name_is_longer_than_a_certificate_s_has_a_key_as_well(tmp_path):
    """The library counts bytes, 64 of them: the name on the seal and the paper stays whole."""
    given = order(office="前郭尔罗斯蒙古族自治县")
    assert len(issuer(given.office).encode()) > 64
    pdf = press_of(LocalSeal(SealKeys(tmp_path / "seals"), makes_missing=True), str)(given).pdf
    assert PdfFileReader(BytesIO(pdf)).embedded_signatures[0].sig_object["/Name"] == issuer(given.office)
