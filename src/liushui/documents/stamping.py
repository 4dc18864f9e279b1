"""A time that a third party vouches for (RFC 3161), where the operator names an authority."""

import zlib
from functools import cache
from typing import Any

import httpx
from django.utils.translation import gettext

from liushui.installation.declared import Group, Setting, SettingWrong, Trial, declare
from liushui.installation.queries import values_of
from liushui.kernel.errors import DomainError, gettext_noop

TSA = "papers.tsa"
_TSA_LABEL = gettext_noop("Address of the time stamping authority (RFC 3161)")
_SECONDS = 5.0
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"
_MOST_BYTES = 64 * 1024


class TimeStampSilent(DomainError):
    """The authority gave no time stamp; without it no paper is signed."""

    code = "time_stamp_silent"
    status = 503
    message = gettext_noop("The time stamping authority gives no answer, so no paper is signed.")
    remedy = gettext_noop("Try again in some minutes; nothing is lost meanwhile.")


def declare_papers() -> None:
    """Make the setting known; called once, at start-up."""
    declare(
        Group(
            key="papers",
            title=gettext_noop("Papers for donors"),
            about=gettext_noop(
                "Papers are signed by this installation. With an authority, each signature carries"
                " a time that a third party vouches for."
            ),
            trial=Trial(
                verb=gettext_noop("Ask for a time stamp"),
                run=lambda _asked, _at: _try(),
                said=gettext_noop("The authority gave a time stamp."),
            ),
            settings=(
                Setting(
                    key=TSA,
                    label=_TSA_LABEL,
                    help=gettext_noop("Empty: papers carry this site's own time alone."),
                    environment="LIUSHUI_TSA_URL",
                    check=_require_address,
                ),
            ),
        )
    )


def stamper() -> Any:
    """What pyHanko asks for time stamps; none where no authority is named."""
    address = values_of([TSA])[TSA]
    return _stamper_at(address) if address else None


@cache
def bent() -> tuple[type[Exception], ...]:
    """What the readers of PDF, ASN.1 and CMS are known to raise on bytes that somebody bent."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - slow to load

    return (
        PdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError,
        RecursionError, NotImplementedError, OSError, AssertionError, zlib.error,
    )  # fmt: skip


@cache
def _stamper_at(address: str) -> Any:
    """One for each address: how large its answers are is asked once."""
    from asn1crypto import tsp  # noqa: PLC0415
    from pyhanko.sign.timestamps import TimeStamper  # noqa: PLC0415

    class Stamper(TimeStamper):
        async def async_request_tsa_response(self, req: Any) -> Any:
            try:
                async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
                    answer = await client.post(
                        address, content=req.dump(), headers={"Content-Type": _QUERY}
                    )
                    answer.raise_for_status()
            except httpx.HTTPError:
                raise TimeStampSilent from None
            is_reply = answer.headers.get("Content-Type", "").startswith(_REPLY)
            if not is_reply or len(answer.content) > _MOST_BYTES:
                raise TimeStampSilent
            return tsp.TimeStampResp.load(answer.content)

        async def async_timestamp(self, message_digest: Any, md_algorithm: Any) -> Any:
            from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415

            try:
                return await super().async_timestamp(message_digest, md_algorithm)
            except (TimestampRequestError, ValueError):
                raise TimeStampSilent from None

    return Stamper()  # type: ignore[no-untyped-call]  # it comes without types


def _try() -> None:
    import asyncio  # noqa: PLC0415

    one = stamper()
    if one is None:
        raise TimeStampSilent
    asyncio.run(one.async_timestamp(bytes(32), "sha256"))


def _require_address(text: str) -> None:
    """Authorities answer under plain http too: the answer is signed."""
    parts = httpx.URL(text) if text.isascii() and "://" in text else None
    if parts is None or parts.scheme not in {"http", "https"} or not parts.host:
        raise SettingWrong(label=gettext(_TSA_LABEL), why=gettext("it begins with https://."))
