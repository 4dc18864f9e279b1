"""A day's bills: the answer names an address, behind which lies an archive of CSV files."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from liushui.kernel.clock import day_of
from liushui.payments.provider import (
    ALIPAY,
    Bill,
    BillKind,
    BillNotReady,
    ProviderRefused,
    ProviderSilent,
)

if TYPE_CHECKING:
    from liushui.payments.alipay.client import Alipay

_TYPES = {BillKind.TRADE: "trade", BillKind.FUNDS: "signcustomer"}
_NOTHING_THAT_DAY = "isp.bill_not_exist"
_LIMIT_BYTES = 512 * 1024 * 1024


def fetch(alipay: "Alipay", day: date, kind: BillKind, *, at: datetime) -> Bill:
    """The bill as bytes. The file is unsigned: it is believed for whence it came, over TLS."""
    if day >= day_of(at):
        raise BillNotReady(day=day.isoformat())
    content = {"bill_type": _TYPES[kind], "bill_date": day.isoformat()}
    try:
        said = alipay.call("alipay.data.dataservice.bill.downloadurl.query", content, at=at)
    except ProviderRefused as refusal:
        if str(refusal.facts.get("reason")).lower() == _NOTHING_THAT_DAY:
            return Bill(ALIPAY, kind, day, b"")
        raise
    url = str(said.get("bill_download_url", ""))
    parts = urlsplit(url)
    is_own = parts.scheme == "http" and parts.hostname == urlsplit(alipay.gateway).hostname
    if parts.scheme != "https" and not is_own:
        raise ProviderSilent
    return Bill(ALIPAY, kind, day, _detail_in(alipay.fetch(url)))


def _detail_in(archive: bytes) -> bytes:
    """The file with the lines; the other one, its sums, is the smaller. Refuses a bomb."""
    try:
        with zipfile.ZipFile(BytesIO(archive)) as opened:
            files = [one for one in opened.infolist() if not one.is_dir()]
            largest = max(files, key=lambda one: one.file_size)
            if largest.file_size > _LIMIT_BYTES:
                raise ProviderSilent
            return opened.read(largest)
    except (zipfile.BadZipFile, ValueError):
        raise ProviderSilent from None
