"""What the providers share: one HTTPS call, and refusals that say who can mend it."""

from collections.abc import Mapping
from typing import Any

import httpx

from liushui.kernel.errors import DomainError, gettext_noop

_SECONDS = 5.0


class SmsNotSetUp(DomainError):
    """A provider was chosen and something that it needs is missing."""

    code = "sms_not_set_up"
    status = 503
    message = gettext_noop("The text message provider is not set up: %(missing)s is missing.")
    remedy = gettext_noop("Whoever runs this site adds it in the settings.")


class SmsSilent(DomainError):
    """The provider gave no answer. Trying again may help."""

    code = "sms_silent"
    status = 503
    message = gettext_noop("The text message provider does not answer at the moment.")
    remedy = gettext_noop("Nothing was sent. Please try again in a minute.")


class SmsRefused(DomainError):
    """The provider answered and declined; ``reason`` is its own code. The same again will fail."""

    code = "sms_refused"
    status = 502
    message = gettext_noop("The text message provider declined the message (%(reason)s).")
    remedy = gettext_noop("Tell whoever runs this site this code: it is set up wrongly or unpaid.")


class SmsTooMany(DomainError):
    """The provider lets a phone have so many messages an hour and no more."""

    code = "sms_too_many"
    status = 429
    message = gettext_noop("Too many messages went to this phone.")
    remedy = gettext_noop("Wait an hour, then ask again.")


class SmsPhoneRefused(DomainError):
    """The provider does not deliver to this number."""

    code = "sms_phone_refused"
    message = gettext_noop("The provider cannot send to this number.")
    remedy = gettext_noop("Check the number, or use another one.")


def ask(api: str, *, headers: Mapping[str, str], body: bytes, query: str = "") -> dict[str, Any]:
    """The provider's JSON, whatever its status. Raises ``SmsSilent`` when there is none."""
    address = f"{api.rstrip('/')}/{'?' + query if query else ''}"
    try:
        answer = httpx.post(
            address, content=body, headers=dict(headers), timeout=_SECONDS,
            trust_env=False, follow_redirects=False,
        )  # fmt: skip
        said: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError):
        raise SmsSilent from None
    if not isinstance(said, dict):
        raise SmsSilent
    return said


def host_of(api: str) -> str:
    """The host as the request names it: it is signed."""
    return httpx.URL(api).netloc.decode()


def require(values: Mapping[str, str]) -> None:
    """Raise ``SmsNotSetUp`` for the first value that is empty."""
    for name, value in values.items():
        if not value:
            raise SmsNotSetUp(missing=name)
