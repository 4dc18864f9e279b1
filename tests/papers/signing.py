"""Other people's signatures and an authority for time stamps, as OpenSSL makes them."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils.timezone import now

_TSA = """
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def authority_in(folder: Path) -> list[str]:
    """Make an authority here; the command that answers a query file on its standard output."""
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(_TSA.format(folder=folder))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
         "-subj", "/CN=Time of this machine", "-addext", "extendedKeyUsage=critical,timeStamping",
         "-addext", "keyUsage=critical,digitalSignature",
         "-keyout", str(folder / "tsa.key"), "-out", str(folder / "tsa.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    return ["openssl", "ts", "-reply", "-config", str(folder / "tsa.cnf"), "-section", "one"]


def signed_by_a_stranger(pdf: bytes) -> bytes:
    """The same paper under a signature of somebody who calls himself as we do."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Liushui reports, localhost")])
    at = now()
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=30)).sign(key, hashes.SHA256())
    )  # fmt: skip
    packed = serialization.pkcs12.serialize_key_and_certificates(
        b"x", key, made, None, serialization.BestAvailableEncryption(b"x")
    )
    signer = signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=b"x")
    meta = signers.PdfSignatureMetadata(field_name="Stranger")

    def sign() -> bytes:
        out = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer)
        return bytes(out.getvalue())

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(sign).result()
