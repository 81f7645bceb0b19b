"""The keys that sign papers: one PKCS#12 for each sealing office, issued by a root of this installation.

They lie in `keys/seals`, mode 0600, outside repository and database, locked with a passphrase that comes
from the environment or from a file beside them. A certificate says on its face that it is an internal one.
"""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from models.sealed import KeysUnusable

ROOT, PASSPHRASE = "root.p12", "passphrase"
ROOT_NAME, ORGANISATION = "零就业家庭动态管理系统内部根证书", "系统内部电子印章（非GB/T 38540电子印章）"
ROOT_YEARS, SEAL_YEARS = 20, 5
SIGNED = ec.ECDSA(hashes.SHA256())


@dataclass(frozen=True, slots=True)
class SealKey:
    """The opened key of one office, with its certificate and the root's (DER)."""

    key: ec.EllipticCurvePrivateKey
    certificate: bytes
    root: bytes
    until: datetime

    def sign(self, content: bytes) -> bytes:
        return self.key.sign(content, SIGNED)

    @property
    def fingerprint(self) -> str:
        return sha256(self.certificate).hexdigest()


class SealKeys:
    """The folder of seal keys; `given` is the passphrase of the environment, if there is one."""

    def __init__(self, folder: Path, given: str = "") -> None:
        self.folder, self.given = folder, given

    def file_of(self, office: str) -> Path:
        return self.folder / f"{office}.p12"

    def has(self, office: str) -> bool:
        return self.file_of(office).is_file()

    def open(self, office: str) -> SealKey:
        """The office's key. Raises KeysUnusable where it is missing, unsafe, damaged or out of date."""
        path = self.file_of(office)
        check_private(path)
        return opened(path, path.stat().st_mtime_ns, self.passphrase())

    def create(self, office: str, name: str, at: datetime) -> SealKey:
        """A new key and certificate for an office; raises KeysUnusable if it has one already."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.has(office):
            raise KeysUnusable(f"该机构已有印章密钥：{office}.p12")
        if not (self.folder / ROOT).exists():
            key = ec.generate_private_key(ec.SECP256R1())
            self.lay_down(self.folder / ROOT, key, certificate(key, ROOT_NAME, at, ROOT_YEARS), [])
        check_private(self.folder / ROOT)
        root_key, root, _ = pkcs12.load_key_and_certificates(
            (self.folder / ROOT).read_bytes(), self.passphrase().encode()
        )
        if not isinstance(root_key, ec.EllipticCurvePrivateKey) or root is None:
            raise KeysUnusable("印章根密钥无效：root.p12")
        key = ec.generate_private_key(ec.SECP256R1())
        made = certificate(key, name, at, SEAL_YEARS, (root_key, root))
        self.lay_down(self.file_of(office), key, made, [root])
        return self.open(office)

    def set_aside(self, office: str, at: datetime) -> None:
        """Put the office's key aside, so that another may be made; what it signed stays valid."""
        path = self.file_of(office)
        if path.exists():
            path.rename(path.with_suffix(f".p12-{at:%Y%m%d%H%M%S}"))

    def lay_down(
        self, path: Path, key: ec.EllipticCurvePrivateKey, made: x509.Certificate, above: list[x509.Certificate]
    ) -> None:
        """Whole or not at all: another process may be making the same key, and only one is kept."""
        box = pkcs12.serialize_key_and_certificates(
            b"seal", key, made, above, serialization.BestAvailableEncryption(self.passphrase().encode())
        )
        put(path, box)

    def passphrase(self) -> str:
        """That of the environment, else of the file beside the keys, made at the first need."""
        if self.given:
            return self.given
        path = self.folder / PASSPHRASE
        if not path.exists():
            put(path, secrets.token_urlsafe(32).encode())
        check_private(path)
        return path.read_text("ascii").strip()

    def faults(self) -> list[str]:
        """What is unsafe in the folder, each in a sentence."""
        found = []
        if self.folder.exists() and stat.S_IMODE(self.folder.stat().st_mode) & 0o077:
            found.append(f"目录他人可读，应为0700：keys/{self.folder.name}")
        for path in sorted(self.folder.glob("*")):
            try:
                if path.suffix == ".p12":
                    check_private(path)
                    opened(path, path.stat().st_mtime_ns, self.passphrase())
                else:
                    check_private(path)
            except KeysUnusable as fault:
                found.append(str(fault))
        return found


def put(path: Path, content: bytes) -> None:
    """The file, whole and readable by this account alone; one that is there already stays."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def check_private(path: Path) -> None:
    if not path.is_file():
        raise KeysUnusable(f"缺少印章密钥文件：{path.name}")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysUnusable(f"印章密钥文件权限过宽，应为0600：{path.name}")


@lru_cache(maxsize=256)
def opened(path: Path, changed: int, passphrase: str) -> SealKey:
    """The content of the file: opening one takes as long as signing ten papers, so it is kept."""
    try:
        key, made, above = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    except ValueError:
        raise KeysUnusable(f"印章密钥打不开，口令不对或文件损坏：{path.name}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or made is None:
        raise KeysUnusable(f"印章密钥文件中没有可用的密钥：{path.name}")
    root = above[0] if above else made
    der = serialization.Encoding.DER
    return SealKey(key, made.public_bytes(der), root.public_bytes(der), made.not_valid_after_utc)


def certificate(
    key: ec.EllipticCurvePrivateKey, name: str, at: datetime, years: int,
    issuer: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None = None,
) -> x509.Certificate:
    """A certificate in the name; without an issuer it is a root and issues itself."""
    subject = x509.Name([
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        x509.NameAttribute(NameOID.COMMON_NAME, name.encode()[:64].decode(errors="ignore")),
    ])
    is_root = issuer is None
    made = (
        x509.CertificateBuilder().subject_name(subject)
        .issuer_name(subject if issuer is None else issuer[1].subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(usage(is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return made.sign(key if issuer is None else issuer[0], hashes.SHA256())


def usage(is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root, content_commitment=not is_root, key_cert_sign=is_root, crl_sign=is_root,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )
