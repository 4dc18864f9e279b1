"""What payments offers: the conversation with the provider, and a trial of its settings."""

from liushui.payments.services.merchant import PaymentNotSetUp, provider, try_merchant

__all__ = ["PaymentNotSetUp", "provider", "try_merchant"]
