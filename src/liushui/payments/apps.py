from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "liushui.payments"
    label = "payments"

    def ready(self) -> None:
        """Make the merchant's settings known."""
        from liushui.payments.settings_declared import declare_payments  # noqa: PLC0415

        declare_payments()
