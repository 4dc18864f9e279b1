"""What payments offers: conversations with providers, ways to pay, trials of the settings."""

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
    "name_behind",
    "provider",
    "provider_for",
    "provider_of",
    "renew_certificates",
    "try_alipay",
    "try_merchant",
    "ways_offered",
]
