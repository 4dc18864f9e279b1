from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "liushui.payments"
    label = "payments"

    def ready(self) -> None:
        """Make the merchant's settings known, and keep their account the first charity's."""
        from liushui.parties.charities import register_settling  # noqa: PLC0415
        from liushui.payments.services import name_owner_of_settings  # noqa: PLC0415
        from liushui.payments.settings_declared import declare_payments  # noqa: PLC0415

        declare_payments()
        register_settling("payments", lambda at: name_owner_of_settings(at=at))
