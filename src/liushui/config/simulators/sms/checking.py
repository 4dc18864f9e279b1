"""Signatures as the two providers recompute them from the request that reached them."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

ALIYUN = re.compile(
    r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})"
)
TENCENT = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/(\w+)/tc3_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
ALIYUN_SKEW = timedelta(minutes=15)
TENCENT_SKEW = timedelta(minutes=5)


class Wrong(Exception):
    """What the provider answers instead: its code."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def check_aliyun(
    query: str, headers: Mapping[str, str], body: bytes, *, keys: Mapping[str, str], at: datetime
) -> None:
    """Raise ``Wrong`` unless the V3 signature covers this request and is fresh."""
    found = ALIYUN.fullmatch(headers.get("authorization", ""))
    if not found:
        raise Wrong("MissingAuthorization")
    key_id, signed, signature = found.groups()
    if key_id not in keys:
        raise Wrong("InvalidAccessKeyId.NotFound")
    must = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce",
            "x-acs-version"}  # fmt: skip
    names = signed.split(";")
    if names != sorted(names) or not must <= set(names):
        raise Wrong("IncompleteSignature")
    if headers["x-acs-content-sha256"] != hashlib.sha256(body).hexdigest():
        raise Wrong("SignatureDoesNotMatch")
    asked = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(at - asked) > ALIYUN_SKEW:
        raise Wrong("InvalidTimeStamp.Expired")
    pairs = sorted(parse_qsl(query, keep_blank_values=True))
    canonical_query = "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in pairs)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    canonical = f"POST\n/\n{canonical_query}\n{lines}\n{signed}\n{headers['x-acs-content-sha256']}"
    text = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    right = hmac.new(keys[key_id].encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right, signature):
        raise Wrong("SignatureDoesNotMatch")


def check_tencent(
    headers: Mapping[str, str], body: bytes, *, keys: Mapping[str, str], at: datetime
) -> None:
    """Raise ``Wrong`` unless the API 3.0 signature covers this request and is fresh."""
    found = TENCENT.fullmatch(headers.get("authorization", ""))
    if not found:
        raise Wrong("AuthFailure.InvalidAuthorization")
    key_id, day, service, signed, signature = found.groups()
    if key_id not in keys:
        raise Wrong("AuthFailure.SecretIdNotFound")
    stamp = headers.get("x-tc-timestamp", "")
    asked = datetime.fromtimestamp(int(stamp or "0"), UTC)
    if abs(at - asked) > TENCENT_SKEW or f"{asked:%Y-%m-%d}" != day:
        raise Wrong("AuthFailure.SignatureExpire")
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in signed.split(";"))
    canonical = f"POST\n/\n\n{lines}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/{service}/tc3_request\n{digest}"
    key = ("TC3" + keys[key_id]).encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    right = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    if service != "sms" or not hmac.compare_digest(right, signature):
        raise Wrong("AuthFailure.SignatureFailure")
