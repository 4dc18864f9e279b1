"""Hearing of complaints: written down at once, asked about until they end."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from liushui.payments.models import Complaint
from liushui.payments.provider import WECHAT, ProviderRefused, ProviderSilent
from liushui.payments.queries import complaints_to_follow
from liushui.payments.services.merchant import conversation_at, provider, tellers_of
from liushui.payments.services.speaking import PaymentNotSetUp
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.complaints import complaint_of
from liushui.payments.wechat.notices import read_complaint

log = structlog.get_logger(__name__)

_PAUSE = timedelta(hours=1)


def hear_complaint(headers: Mapping[str, str], body: bytes, *, at: datetime) -> Complaint:
    """Write down that a payer complains, and ask at once about which payment.

    Safe to hear twice. Raises ``Untrusted`` for what is not proven, ``PaymentNotSetUp``.
    """
    wechat = tellers_of(WECHAT, at=at).named_in(body)
    assert isinstance(wechat, WechatPay), "WeChat Pay's tellers speak its language"
    _, plain = wechat.opener.open_body(headers, body, at=at)
    told = read_complaint(plain)
    complaint, _ = Complaint.objects.get_or_create(
        provider=WECHAT,
        complaint_id=told.complaint_id,
        defaults={
            "heard_at": at,
            "told_at": at,
            "merchant_id": wechat.merchant.merchant_id,
        },
    )
    try:
        return follow_complaint(complaint, at=at)
    except (ProviderSilent, ProviderRefused) as silence:
        log.warning(silence.code, complaint=complaint.pk)
        return complaint


def follow_complaints(*, at: datetime) -> int:
    """Ask about those that have not ended, each hourly; how many were told of."""
    told, silent = 0, set()
    for complaint in complaints_to_follow(at - _PAUSE):
        if complaint.merchant_id in silent:
            continue
        try:
            follow_complaint(complaint, at=at)
        except ProviderRefused as refusal:
            log.warning(refusal.code, complaint=complaint.pk)
            Complaint.objects.filter(pk=complaint.pk).update(told_at=at)  # the others first
            continue
        except (ProviderSilent, PaymentNotSetUp) as silence:
            log.warning(silence.code, complaint=complaint.pk)
            silent.add(complaint.merchant_id)  # another merchant may be answered
            continue
        told += 1
    return told


def follow_complaint(complaint: Complaint, *, at: datetime) -> Complaint:
    """Ask the provider and write down which payment it is about and where it stands."""
    known = complaint.merchant_id  # heard before there were several: told to the settings' account
    wechat = conversation_at(WECHAT, known) if known else provider()
    assert isinstance(wechat, WechatPay), "the number is one at WeChat Pay"
    said = complaint_of(wechat, complaint.complaint_id, at=at)
    Complaint.objects.filter(pk=complaint.pk).update(
        state=said.state,  # the provider's word, not a life of ours
        order_reference=said.order,
        transaction_id=said.transaction_id,
        amount_minor=said.amount_minor,
        told_at=at,
    )
    complaint.refresh_from_db()
    return complaint
