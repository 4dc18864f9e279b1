"""The seal of papers: PAdES by a key that this installation made for itself, and its judgement.

A signature is added behind the drawn bytes (PDF/A-2 allows it), so whoever takes it off finds the
paper as it was drawn. The certificate is self-signed: its fingerprint stands on a public page.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.timezone import now

from liushui.base.home import Home
from liushui.documents.stamping import bent, stamper

FIELD = "Seal"
_YEARS = timedelta(days=3650)
_SHORT = 64


@dataclass(frozen=True, slots=True)
class SealFacts:
    """What the public compares: the certificate's name, its days and its SHA-256 fingerprint."""

    name: str
    first: datetime
    last: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found on a paper: whether it is signed, unchanged and by the certificate given."""

    is_signed: bool
    is_unchanged: bool = False
    is_by_this: bool = False
    fingerprint: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    title: str = ""

    @property
    def is_sound(self) -> bool:
        return self.is_signed and self.is_unchanged and self.is_by_this


def sealed(pdf: bytes) -> bytes:
    """The same paper with the seal behind it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - half a second at start-up

    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    field = fields.SigFieldSpec(FIELD)
    signer = signers.PdfSigner(meta, _signer(), timestamper=stamper(), new_field_spec=field)
    out = _apart(lambda: signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))))
    return bytes(out.getvalue())


def judge(pdf: bytes, certificate: bytes) -> Judgement:
    """Whether the last seal by this certificate (PEM) covers every byte of the paper."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    ours = x509.load_pem_x509_certificate(certificate)
    trusted = ValidationContext(trust_roots=[_asn1(ours)], allow_fetching=False)
    try:
        reader = PdfFileReader(BytesIO(pdf))
        seals = reader.embedded_signatures
        title = _title(reader)
    except bent():
        return Judgement(is_signed=False)
    if not seals:
        return Judgement(is_signed=False, title=title)
    try:
        seal = _seal_by(seals, ours)
        found = _apart(lambda: validate_pdf_signature(seal, trusted))
    except bent():
        return Judgement(
            is_signed=True, fingerprint=_named_print(_seal_by(seals, ours)), title=title
        )
    print_of = found.signing_cert.sha256.hex()
    stamp = found.timestamp_validity
    return Judgement(
        is_signed=True,
        is_unchanged=found.intact and found.valid and _covers_all(found),
        is_by_this=print_of == ours.fingerprint(hashes.SHA256()).hex(),
        fingerprint=print_of,
        signed_at=found.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp and stamp.intact and stamp.valid else None,
        title=title,
    )


def certificates_of_home() -> frozenset[str]:
    """The fingerprints by which this installation signs."""
    return frozenset({seal_facts().fingerprint})


def certificate_pem() -> bytes:
    """The certificate of this installation, for whoever wants to judge its papers."""
    return _kept(Home.from_environment().path)[1]


def seal_facts(pem: bytes | None = None) -> SealFacts:
    """What a certificate says; without one, that of this installation."""
    one = x509.load_pem_x509_certificate(pem or certificate_pem())
    [name] = one.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return SealFacts(
        name=str(name.value),
        first=one.not_valid_before_utc,
        last=one.not_valid_after_utc,
        fingerprint=one.fingerprint(hashes.SHA256()).hex(),
    )


def _apart(work: Callable[[], Any]) -> Any:
    """What ``work`` returns: pyHanko runs a loop of its own, and a thread runs one at a time."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def _title(reader: Any) -> str:
    """The title in the paper's own facts: our papers have their number there."""
    named = "/Info" in reader.trailer and "/Title" in reader.trailer["/Info"]
    return str(reader.trailer["/Info"]["/Title"]) if named else ""


def _seal_by(seals: Sequence[Any], certificate: x509.Certificate) -> Any:
    """The last seal by this certificate, if there is one: others may have signed behind it."""
    wanted = certificate.fingerprint(hashes.SHA256()).hex()
    own = [seal for seal in seals if _named_print(seal) == wanted]
    return (own or seals)[-1]


def _named_print(seal: Any) -> str:
    """The fingerprint of the certificate that a broken seal carries."""
    try:
        return str(seal.signer_cert.sha256.hex())
    except bent():
        return ""


def _covers_all(found: Any) -> bool:
    from pyhanko.sign.validation import SignatureCoverageLevel  # noqa: PLC0415

    return bool(found.coverage == SignatureCoverageLevel.ENTIRE_FILE)


def _signer() -> Any:
    from asn1crypto.keys import PrivateKeyInfo  # noqa: PLC0415
    from pyhanko.sign import signers  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    store: Any = SimpleCertificateStore  # it comes without types
    pem, certificate = _kept(Home.from_environment().path)
    key = serialization.load_pem_private_key(pem, None)
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=_asn1(x509.load_pem_x509_certificate(certificate)),
        signing_key=PrivateKeyInfo.load(der),
        cert_registry=store(),
    )


def _asn1(certificate: x509.Certificate) -> Any:
    from asn1crypto.x509 import Certificate  # noqa: PLC0415

    return Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@cache
def _kept(home: Path) -> tuple[bytes, bytes]:
    """The key and its certificate, made once and kept as the home's other secrets are."""
    pem = Home(home).kept("report-seal.pem", _fresh_key)
    return pem, Home(home).kept("report-seal-certificate.pem", lambda: _fresh_certificate(pem))


def _fresh_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _fresh_certificate(pem: bytes) -> bytes:
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "as it was made"
    host = urlsplit(settings.ORIGIN).hostname or "liushui"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Liushui reports, {host}"[:_SHORT])])
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    at = now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
