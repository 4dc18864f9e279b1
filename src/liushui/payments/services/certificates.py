"""Keeping the provider's certificates that it sent us."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from liushui.payments.models import PlatformCertificate
from liushui.payments.wechat.signing import serial_of


def keep_certificates(found: Sequence[x509.Certificate], *, at: datetime) -> int:
    """Keep those that are not kept yet; how many. Safe to call twice."""
    known = set(PlatformCertificate.objects.values_list("serial", flat=True))
    fresh = [
        PlatformCertificate(
            serial=serial_of(one),
            pem=one.public_bytes(Encoding.PEM).decode(),
            valid_from=one.not_valid_before_utc,
            valid_until=one.not_valid_after_utc,
            fetched_at=at,
        )
        for one in found
        if serial_of(one) not in known
    ]
    return len(PlatformCertificate.objects.bulk_create(fresh, ignore_conflicts=True))
