"""阿里云 短信服务: one call of SendSms, signed as V3 (ACS3-HMAC-SHA256) asks."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from liushui.installation.queries import values_of
from liushui.messaging.channels import TextMessage
from liushui.messaging.sms.provider import (
    SmsPhoneRefused,
    SmsRefused,
    SmsTooMany,
    ask,
    host_of,
    require,
)

ALGORITHM = "ACS3-HMAC-SHA256"
ACTION, VERSION = "SendSms", "2017-05-25"
_NAMES = ("api", "key_id", "key_secret", "sign_name", "template_code", "template_notice")
_REFUSALS = {
    "isv.BUSINESS_LIMIT_CONTROL": SmsTooMany,
    "isv.DAY_LIMIT_CONTROL": SmsTooMany,
    "isv.MOBILE_NUMBER_ILLEGAL": SmsPhoneRefused,
    "isv.MOBILE_COUNT_OVER_LIMIT": SmsPhoneRefused,
}


class AliyunChannel:
    """Messages through 阿里云, by templates that it has approved."""

    def __init__(self) -> None:
        found = values_of([f"sms.aliyun.{name}" for name in _NAMES])
        self._set = {name: found[f"sms.aliyun.{name}"] for name in _NAMES}

    def require_ready(self) -> None:
        """Raises ``SmsNotSetUp``."""
        require({name: value for name, value in self._set.items() if name != "template_notice"})

    def send(self, *, phone: str, message: TextMessage, at: datetime) -> None:
        """Raises ``SmsNotSetUp``, ``SmsSilent``, ``SmsRefused`` or one of its nearer kinds."""
        self.require_ready()
        template = self._set[f"template_{message.kind}"]
        require({f"template_{message.kind}": template})
        query = canonical_query(
            {
                "PhoneNumbers": phone,
                "SignName": self._set["sign_name"],
                "TemplateCode": template,
                "TemplateParam": json.dumps(dict(message.values), ensure_ascii=False),
            }
        )
        headers = {
            "host": host_of(self._set["api"]),
            "x-acs-action": ACTION,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": VERSION,
        }
        headers["Authorization"] = authorization(
            self._set["key_id"], self._set["key_secret"], query, headers
        )
        said = ask(self._set["api"], headers=headers, body=b"", query=query)
        code = str(said.get("Code", ""))
        if code != "OK":
            raise _REFUSALS.get(code, SmsRefused)(reason=code[:60])


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Names in order, both sides encoded as RFC 3986 has it."""
    return "&".join(
        f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
        for name, value in sorted(parameters.items())
    )


def authorization(key_id: str, secret: str, query: str, headers: Mapping[str, str]) -> str:
    """The header that proves who asks, for a POST to ``/`` with this query and these headers."""
    lower = {name.lower(): value.strip() for name, value in headers.items()}
    signed = sorted(n for n in lower if n.startswith("x-acs-") or n in {"host", "content-type"})
    canonical = "\n".join(
        [
            "POST", "/", query, *(f"{name}:{lower[name]}" for name in signed), "",
            ";".join(signed), lower["x-acs-content-sha256"],
        ]
    )  # fmt: skip
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256)
    return (
        f"{ALGORITHM} Credential={key_id},SignedHeaders={';'.join(signed)},"
        f"Signature={signature.hexdigest()}"
    )
