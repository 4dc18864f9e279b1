"""腾讯云 短信: one call of SendSms, signed as API 3.0 (TC3-HMAC-SHA256) asks."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime

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

ALGORITHM = "TC3-HMAC-SHA256"
ACTION, VERSION, SERVICE = "SendSms", "2021-01-11", "sms"
JSON = "application/json; charset=utf-8"
_NAMES = (
    "api", "region", "key_id", "key_secret", "app_id", "sign_name", "template_code",
    "template_notice",
)  # fmt: skip
_CHINA = 11
_REFUSALS = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": SmsTooMany,
    "LimitExceeded.PhoneNumberOneHourLimit": SmsTooMany,
    "LimitExceeded.PhoneNumberDailyLimit": SmsTooMany,
    "LimitExceeded.DeliveryFrequencyLimit": SmsTooMany,
    "InvalidParameterValue.IncorrectPhoneNumber": SmsPhoneRefused,
    "FailedOperation.PhoneNumberInBlacklist": SmsPhoneRefused,
}


@dataclass(frozen=True, slots=True)
class Signing:
    """What a signature of API 3.0 covers, beside the body."""

    host: str
    service: str
    content_type: str
    timestamp: int


class TencentChannel:
    """Messages through 腾讯云, by templates that it has approved."""

    def __init__(self) -> None:
        found = values_of([f"sms.tencent.{name}" for name in _NAMES])
        self._set = {name: found[f"sms.tencent.{name}"] for name in _NAMES}

    def require_ready(self) -> None:
        """Raises ``SmsNotSetUp``."""
        require({name: value for name, value in self._set.items() if name != "template_notice"})

    def send(self, *, phone: str, message: TextMessage, at: datetime) -> None:
        """Raises ``SmsNotSetUp``, ``SmsSilent``, ``SmsRefused`` or one of its nearer kinds."""
        self.require_ready()
        template = self._set[f"template_{message.kind}"]
        require({f"template_{message.kind}": template})
        body = json.dumps(
            {
                "PhoneNumberSet": [f"+86{phone}" if len(phone) == _CHINA else phone],
                "SmsSdkAppId": self._set["app_id"],
                "SignName": self._set["sign_name"],
                "TemplateId": template,
                "TemplateParamSet": [value for _name, value in message.values],
            },
            ensure_ascii=False,
        ).encode()
        signing = Signing(host_of(self._set["api"]), SERVICE, JSON, int(at.timestamp()))
        headers = {
            "Authorization": authorization(
                self._set["key_id"], self._set["key_secret"], body, signing
            ),
            "Content-Type": JSON,
            "Host": signing.host,
            "X-TC-Action": ACTION,
            "X-TC-Version": VERSION,
            "X-TC-Timestamp": str(signing.timestamp),
            "X-TC-Region": self._set["region"],
        }
        _require_sent(ask(self._set["api"], headers=headers, body=body))


def authorization(key_id: str, secret: str, body: bytes, signing: Signing) -> str:
    """The header that proves who asks, for a POST of this body to ``/``."""
    signed = "content-type;host"
    canonical = "\n".join(
        [
            "POST", "/", "", f"content-type:{signing.content_type}", f"host:{signing.host}", "",
            signed, hashlib.sha256(body).hexdigest(),
        ]
    )  # fmt: skip
    day = f"{datetime.fromtimestamp(signing.timestamp, UTC):%Y-%m-%d}"
    scope = f"{day}/{signing.service}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"TC3{secret}".encode()
    for part in (day, signing.service, "tc3_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    text = f"{ALGORITHM}\n{signing.timestamp}\n{scope}\n{digest}"
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={signed}, Signature={signature}"


def _require_sent(said: dict[str, object]) -> None:
    """A whole call may be refused, or its one message."""
    answer = said.get("Response")
    content = answer if isinstance(answer, dict) else {}
    error = content.get("Error")
    statuses = content.get("SendStatusSet")
    if isinstance(error, dict):
        code = str(error.get("Code", ""))
    elif isinstance(statuses, list) and statuses and isinstance(statuses[0], dict):
        code = str(statuses[0].get("Code", ""))
    else:
        code = ""
    if code != "Ok":
        raise _REFUSALS.get(code, SmsRefused)(reason=code[:60])
