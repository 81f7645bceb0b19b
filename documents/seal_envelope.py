"""The signature itself, as it lies in the paper: a CMS of which only the hash and the signed hash are new.

pyHanko says once for each certificate what belongs into it (PAdES B-B); to have it said and put into DER
anew for every paper takes longer than all else of sealing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from asn1crypto import cms, x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

HOLE: Final = bytes(range(32, 64))
"""Stands where the paper's SHA-256 comes."""
SEQUENCE, SET, OCTETS, TAGGED = 0x30, 0x31, 0x04, 0xA0


def der(tag: int, *parts: bytes) -> bytes:
    """A value in DER: its tag, its length, what it holds."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is the same in every signature by one certificate."""

    kind: bytes
    front: bytes
    signer: bytes
    before: bytes
    after: bytes
    scheme: bytes

    def around(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """The CMS of a paper with this SHA-256; `sign` is given the attributes that are signed."""
        attributes = self.before + digest + self.after
        signature = sign(der(SET, attributes))
        signer = der(SEQUENCE, self.signer, der(TAGGED, attributes), self.scheme, der(OCTETS, signature))
        return der(SEQUENCE, self.kind, der(TAGGED, der(SEQUENCE, self.front, der(SET, signer))))


@lru_cache(maxsize=64)
def envelope_of(certificate: bytes, root: bytes) -> Envelope:
    """The envelope for the certificate; no key is needed for it, and none is kept."""
    with ThreadPoolExecutor(1) as beside:  # pyHanko runs a loop of its own, which a running one would refuse
        info = beside.submit(lambda: asyncio.run(pattern(certificate, root))).result()
    content = info["content"]
    signer = content["signer_infos"][0]
    before, after = signer["signed_attrs"].contents.split(HOLE)
    return Envelope(
        kind=info["content_type"].dump(),
        front=b"".join(content[name].dump() for name in ("version", "digest_algorithms", "encap_content_info", "certificates")),
        signer=b"".join(signer[name].dump() for name in ("version", "sid", "digest_algorithm")),
        before=before, after=after, scheme=signer["signature_algorithm"].dump(),
    )


async def pattern(certificate: bytes, root: bytes) -> Any:
    """A CMS as pyHanko makes it, with a hole for the hash and nothing signed."""
    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(root))
    signer = _Unsigned(signing_cert=x509.Certificate.load(certificate), cert_registry=store)
    made = await signer.async_sign(HOLE, "sha256", dry_run=True, use_pades=True)
    return cms.ContentInfo.load(made.dump())


class _Unsigned(Signer):  # type: ignore[misc]
    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return b"-"
