from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "liushui.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Say what privacy keeps about people, and what waits for those who answer them."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.privacy.personal import PrivacyHolder  # noqa: PLC0415

        hold_personal(PrivacyHolder())
