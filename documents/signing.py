"""Signing a PDF behind one interface, `seal(pdf, office) -> pdf`: who signs may change, who asks need not.

The signer of this house is local: PAdES B-B by an internal certificate. It is no electronic seal in the
sense of GB/T 38540 (SM2, licensed seal maker and authority), and the papers say so. The province's
service, once there is one, is another class with the same two methods.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Final, Protocol

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import ArrayObject, FloatObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigAppearanceSetup,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.stamp import StaticStampStyle

from documents.seal_envelope import envelope_of
from documents.seal_picture import SEAL_POINTS, picture_of
from models import Office
from models.seal_keys import SealKey, SealKeys
from models.sealed import KeysUnusable
from workflow.papers import issuer

PAGE_HEIGHT = 841.89
FIELD: Final = "Seal"
LONGEST: Final = bytes(72)
"""As long as a signature by ECDSA P-256 can be: so much room is kept for it."""
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

    def seal(self, pdf: bytes, office: Office, place: Place, no: str, at: datetime) -> bytes:
        """The paper with the seal at its place, signed at that moment; raises KeysUnusable where that cannot be."""

    def certificate_of(self, office: Office) -> str:
        """SHA-256 of the certificate the office signs with."""


class LocalSeal:
    """Signs with the office's own key in the folder. `makes_missing`: on a demo installation alone."""

    def __init__(self, keys: SealKeys, makes_missing: bool = False) -> None:
        self.keys, self.makes_missing = keys, makes_missing

    def key_at(self, office: Office, at: datetime) -> SealKey:
        if self.makes_missing and not self.keys.has(office.code):
            return self.keys.create(office.code, issuer(office), at)
        key = self.keys.open(office.code)
        if key.until <= at:
            raise KeysUnusable(f"印章证书已过期：{office.code}.p12")
        return key

    def certificate_of(self, office: Office) -> str:
        return self.keys.open(office.code).fingerprint

    def seal(self, pdf: bytes, office: Office, place: Place, no: str, at: datetime) -> bytes:
        key, name = self.key_at(office, at), issuer(office)
        envelope = envelope_of(key.certificate, key.root)
        spec = SigFieldSpec(FIELD, on_page=place.page - 1, box=place.box)
        steps = PdfCMSEmbedder(new_field_spec=spec).write_cms(FIELD, _Writer(BytesIO(pdf)))
        next(steps)
        steps.send(SigObjSetup(
            SignatureObject(
                timestamp=at, name=name, reason=no, subfilter=SigSeedSubFilter.PADES,
                bytes_reserved=2 * len(envelope.around(bytes(32), lambda _: LONGEST)),
            ),
            SigMDPSetup("sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
            SigAppearanceSetup(style_of(name), at, name),
        ))
        prepared, out = steps.send(SigIOSetup("sha256"))
        steps.send(envelope.around(prepared.document_digest, key.sign))
        return bytes(out.getbuffer())


class _Writer(IncrementalPdfFileWriter):
    """PDF/A-2 is of PDF 1.7: a paper that is sealed does not become one of 2.0."""

    output_version = (1, 7)

    def _update_meta(self) -> None:
        """What the paper says of itself stays as it was set: when it was sealed, the signature says."""


class _Drawn(PdfContent):
    """The round seal as the signature's appearance."""

    def __init__(self, office: str) -> None:
        super().__init__(box=BoxConstraints(width=SEAL_POINTS, height=SEAL_POINTS))
        self.office = office

    def render(self) -> bytes:
        frame = ArrayObject(map(FloatObject, (0, 0, SEAL_POINTS, SEAL_POINTS)))
        about = {"/Type": pdf_name("/XObject"), "/Subtype": pdf_name("/Form"), "/BBox": frame,
                 "/Filter": pdf_name("/FlateDecode")}
        picture = StreamObject({pdf_name(key): value for key, value in about.items()}, encoded_data=picture_of(self.office))
        self.resources.xobject[pdf_name("/Seal")] = self._ensure_writer.add_object(picture)
        return b"/Seal Do"


@cache
def style_of(office: str) -> StaticStampStyle:
    return StaticStampStyle(background=_Drawn(office), border_width=0, background_opacity=0.9)
