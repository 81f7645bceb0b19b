"""Signing a PDF behind one interface, `seal(pdf, office) -> pdf`: who signs may change, who asks need not.

The signer of this house is local: PAdES B-B by an internal certificate. It is no electronic seal in the
sense of GB/T 38540 (SM2, licensed seal maker and authority), and the papers say so. The province's
service, once there is one, is another class with the same two methods.
"""

from __future__ import annotations

import binascii
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import Any, Protocol

from asn1crypto import x509
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.typeset import typeset
from models import Office
from models.seal_keys import SealKey, SealKeys
from models.sealed import KeysUnusable
from workflow.papers import issuer

SEAL_POINTS = 42 * 72 / 25.4
PAGE_HEIGHT = 841.89
RESERVED = 8192
"""Hexadecimal digits kept free for the signature: a trial to measure it would cost as much as signing."""
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the middle of the seal comes: page from 1, points from the upper left corner."""

    page: int
    x: float
    y: float

    @property
    def box(self) -> tuple[int, int, int, int]:
        half, middle = SEAL_POINTS / 2, PAGE_HEIGHT - self.y
        return (round(self.x - half), round(middle - half), round(self.x + half), round(middle + half))


class Signatory(Protocol):
    """Whoever can put an office's seal on a paper."""

    def seal(self, pdf: bytes, office: Office, place: Place, no: str) -> bytes:
        """The paper with the seal at its place, signed; raises KeysUnusable where that cannot be."""

    def certificate_of(self, office: Office) -> str:
        """SHA-256 of the certificate the office signs with."""


class LocalSeal:
    """Signs with the office's own key in the folder. `makes_missing`: on a demo installation alone."""

    def __init__(self, keys: SealKeys, at: datetime, makes_missing: bool = False) -> None:
        self.keys, self.at, self.makes_missing = keys, at, makes_missing

    def key_of(self, office: Office) -> SealKey:
        if self.makes_missing and not self.keys.has(office.code):
            return self.keys.create(office.code, issuer(office), self.at)
        key = self.keys.open(office.code)
        if key.until <= self.at:
            raise KeysUnusable(f"印章证书已过期：{office.code}.p12")
        return key

    def certificate_of(self, office: Office) -> str:
        return self.key_of(office).fingerprint

    def seal(self, pdf: bytes, office: Office, place: Place, no: str) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        meta = PdfSignatureMetadata(
            field_name="Seal", name=issuer(office), reason=no, subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        spec = SigFieldSpec("Seal", on_page=place.page - 1, box=place.box)
        signer = PdfSigner(meta, signer_with(self.key_of(office)), stamp_style=style_of(issuer(office)),
                           new_field_spec=spec)
        with ThreadPoolExecutor(1) as beside:  # pyHanko runs a loop of its own, which a running one would refuse
            signed: Any = beside.submit(signer.sign_pdf, writer, bytes_reserved=RESERVED).result()
        return bytes(signed.getbuffer())


class _KeptKey(Signer):  # type: ignore[misc]
    """pyHanko's own signer reads and checks the private key again for each paper; this one has it open."""

    def __init__(self, key: SealKey) -> None:
        self.key, store = key, SimpleCertificateStore()
        store.register(x509.Certificate.load(key.root))
        super().__init__(signing_cert=x509.Certificate.load(key.certificate), cert_registry=store)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self.key.sign(data)


@lru_cache(maxsize=64)
def signer_with(key: SealKey) -> _KeptKey:
    return _KeptKey(key)


class _Drawn(PdfContent):  # type: ignore[misc]
    """The round seal as the signature's appearance, taken from a PDF in memory."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        picture = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.pdf)))
        name = b"/Seal" + binascii.hexlify(os.urandom(8))
        self.resources.xobject[name.decode("ascii")] = picture
        left, low, right, high = picture.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return name + b" Do"


def style_of(office: str) -> StaticStampStyle:
    return StaticStampStyle(background=_Drawn(picture_of(office)), border_width=0, background_opacity=0.9)


@cache
def picture_of(office: str) -> bytes:
    """The seal of the office, 42 mm wide; drawn once in a process."""
    return typeset("seal", {"office": office}, date(2000, 1, 1))
