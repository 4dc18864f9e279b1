"""What payments offers: conversations with providers, ways to pay, complaints, trials."""

from liushui.payments.services.complaints import follow_complaints, hear_complaint
from liushui.payments.services.inside import bridge_of, door_to_wechat, payer_inside
from liushui.payments.services.merchant import (
    PaymentNotSetUp,
    alipay,
    name_behind,
    provider,
    provider_for,
    provider_of,
    renew_certificates,
    try_alipay,
    try_merchant,
    ways_offered,
)

__all__ = [
    "PaymentNotSetUp",
    "alipay",
    "bridge_of",
    "door_to_wechat",
    "follow_complaints",
    "hear_complaint",
    "name_behind",
    "payer_inside",
    "provider",
    "provider_for",
    "provider_of",
    "renew_certificates",
    "try_alipay",
    "try_merchant",
    "ways_offered",
]
