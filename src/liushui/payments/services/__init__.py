"""What payments offers: conversations with providers, whose each is, ways to pay, complaints."""

from liushui.payments.services.accounts import (
    MerchantAsked,
    agree_to_merchant,
    end_merchant,
    propose_merchant,
    put_merchants_in_force,
    stop_merchant,
    try_merchant_of,
)
from liushui.payments.services.checking import KEYS_OF
from liushui.payments.services.complaints import follow_complaints, hear_complaint
from liushui.payments.services.inside import bridge_of, door_to_wechat, payer_inside
from liushui.payments.services.merchant import (
    alipay,
    bears_app,
    conversation_at,
    conversation_of,
    name_behind,
    number_taking,
    owner_of,
    provider,
    provider_for,
    provider_of,
    renew_certificates,
    settings_owner,
    tellers_of,
    try_alipay,
    try_merchant,
    ways_offered,
)
from liushui.payments.services.naming import name_owner_of_settings
from liushui.payments.services.speaking import PaymentNotSetUp
from liushui.payments.services.turns import Turns

__all__ = [
    "KEYS_OF",
    "MerchantAsked",
    "PaymentNotSetUp",
    "Turns",
    "agree_to_merchant",
    "alipay",
    "bears_app",
    "bridge_of",
    "conversation_at",
    "conversation_of",
    "door_to_wechat",
    "end_merchant",
    "follow_complaints",
    "hear_complaint",
    "name_behind",
    "name_owner_of_settings",
    "number_taking",
    "owner_of",
    "payer_inside",
    "propose_merchant",
    "provider",
    "provider_for",
    "provider_of",
    "put_merchants_in_force",
    "renew_certificates",
    "settings_owner",
    "stop_merchant",
    "tellers_of",
    "try_alipay",
    "try_merchant",
    "try_merchant_of",
    "ways_offered",
]
