"""A first look at a file that anybody sends: whether our seal stands in it, and over every byte.

It reads the seal where it stands, by its own words alone, and decodes nothing else: no stream is
unpacked and no reference followed before the bytes are known to be ours. What is sent is small
(``MOST_BYTES``), so is what a seal may take, and only the last few seals are looked at.
"""

import enum
import hashlib
import re
from collections.abc import Sequence
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from liushui.documents.stamping import bent

MOST_BYTES = 1024 * 1024
_MOST_SEALS = 4
_MOST_CERTIFICATES = 8
_NUMBER = rb"[\s]{1,4}(\d{1,8})"
_RANGE = re.compile(rb"/ByteRange[\s]{0,4}\[[\s]{0,4}(\d{1,8})" + 3 * _NUMBER + rb"[\s]{0,4}\]")
_SEAL = re.compile(rb"<([0-9A-Fa-f]{512,131072})>")


class Look(enum.Enum):
    """What the first look finds."""

    NOTHING = "nothing of ours"
    ALTERED = "our seal, and other bytes than it was set on"
    WHOLE = "our seal over every byte"


def look_at(content: bytes, ours: Sequence[bytes]) -> Look:
    """Whether one of these certificates (PEM) sealed the bytes as they are."""
    if len(content) > MOST_BYTES:
        return Look.NOTHING
    known = [x509.load_pem_x509_certificate(one) for one in ours]
    ranges = [[int(part) for part in one.groups()] for one in _last(_RANGE, content)]
    found = {_judged(content, seal, ranges, known) for seal in _last(_SEAL, content)}
    return next((look for look in (Look.WHOLE, Look.ALTERED) if look in found), Look.NOTHING)


def _last(pattern: re.Pattern[bytes], content: bytes) -> Sequence[re.Match[bytes]]:
    return list(pattern.finditer(content))[-_MOST_SEALS:]


def _judged(
    content: bytes,
    seal: re.Match[bytes],
    ranges: Sequence[Sequence[int]],
    known: Sequence[x509.Certificate],
) -> Look:
    """What one seal says: one of ours on other bytes, or not over all, is an altered file."""
    around = [0, seal.start(), seal.end(), len(content) - seal.end()]
    try:
        said = _signed(bytes.fromhex(seal[1].decode()))
        signer = _ours_among(said, known)
        if signer is None:
            return Look.NOTHING
        set_on = hashlib.sha256(content[: seal.start()] + content[seal.end() :]).digest()
        is_whole = around in ranges and _is_by(said, signer, set_on)
    except bent():
        return Look.NOTHING
    return Look.WHOLE if is_whole else Look.ALTERED


def _signed(der: bytes) -> Any:
    from asn1crypto import cms  # noqa: PLC0415 - slow to load

    return cms.ContentInfo.load(der)["content"]


def _ours_among(said: Any, known: Sequence[x509.Certificate]) -> x509.Certificate | None:
    prints = {one.fingerprint(hashes.SHA256()): one for one in known}
    for carried in list(said["certificates"])[:_MOST_CERTIFICATES]:
        signer = prints.get(hashlib.sha256(carried.dump()).digest())
        if signer is not None:
            return signer
    return None


def _is_by(said: Any, signer: x509.Certificate, set_on: bytes) -> bool:
    """Whether the seal's own words name these bytes, and the certificate's key signed the words."""
    [one] = said["signer_infos"]
    words = one["signed_attrs"]
    named = {word["type"].native: word["values"] for word in words}
    key = signer.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey), "as this installation makes them"
    try:
        key.verify(one["signature"].native, words.untag().dump(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return bool(named["message_digest"][0].native == set_on)
