"""Time stamps by RFC 3161: the hash of a head goes out, a signed time comes back.

The request is written here, byte by byte; the answer is judged by ``openssl ts -verify`` against
the certificates that the operator chose to trust.
"""

import hashlib
import secrets
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from liushui.transparency.anchoring import AnchorFails

SECONDS = 10
_MAX_ANSWER = 128 * 1024
_SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier with NULL
_INTEGER, _OCTETS, _BOOLEAN, _SEQUENCE = 0x02, 0x04, 0x01, 0x30
_SHORT = 0x80


@dataclass(frozen=True, slots=True)
class TimeStampService:
    """A time-stamping authority: where it is asked, and whose signature it must show."""

    name: str
    url: str
    certificates: Path

    def anchor(self, body: bytes) -> bytes:
        """Raises ``AnchorFails``."""
        receipt = self._asked(request_of(body))
        self.check(receipt, body)
        return receipt

    def check(self, receipt: bytes, body: bytes) -> None:
        """Raises ``AnchorFails``."""
        with tempfile.TemporaryDirectory(prefix="liushui-ts-") as folder:
            said, asked = Path(folder) / "receipt", Path(folder) / "body"
            said.write_bytes(receipt)
            asked.write_bytes(body)
            words = [
                "openssl", "ts", "-verify", "-data", str(asked), "-in", str(said),
                "-CAfile", str(self.certificates),
            ]  # fmt: skip
            try:
                done = subprocess.run(  # noqa: S603 - the words are ours
                    words, capture_output=True, timeout=SECONDS, check=False
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise AnchorFails("openssl does not run here") from error
        if done.returncode:
            raise AnchorFails("the time stamp is not about this head, or not theirs")

    def _asked(self, request: bytes) -> bytes:
        deadline, content = time.monotonic() + SECONDS, b""
        try:
            with httpx.stream(
                "POST", self.url, content=request, timeout=SECONDS,
                headers={"Content-Type": "application/timestamp-query"},
            ) as answer:  # fmt: skip
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > _MAX_ANSWER or time.monotonic() > deadline:
                        raise AnchorFails("longer than an answer is")
                if answer.status_code != httpx.codes.OK:
                    raise AnchorFails(f"answered {answer.status_code}")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AnchorFails("no answer") from error
        return content


def request_of(body: bytes) -> bytes:
    """TimeStampReq: version 1, the hash, a number used once, and the certificate asked for."""
    imprint = _der(_SEQUENCE, _SHA256 + _der(_OCTETS, hashlib.sha256(body).digest()))
    nonce = _der(_INTEGER, b"\x01" + secrets.token_bytes(8))
    return _der(_SEQUENCE, _der(_INTEGER, b"\x01") + imprint + nonce + _der(_BOOLEAN, b"\xff"))


def _der(tag: int, content: bytes) -> bytes:
    assert len(content) < _SHORT, "nothing in a request is longer"
    return bytes([tag, len(content)]) + content
