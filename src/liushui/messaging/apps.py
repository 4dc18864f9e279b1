from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "liushui.messaging"
    label = "messaging"

    def ready(self) -> None:
        """Carry the sign-in codes (parties lies below and may not ask us itself); the settings."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.messaging.personal import MessagingHolder  # noqa: PLC0415
        from liushui.messaging.services import SignInCodes  # noqa: PLC0415
        from liushui.messaging.settings_declared import declare_messaging  # noqa: PLC0415
        from liushui.parties.services import use_code_sender  # noqa: PLC0415

        use_code_sender(SignInCodes())
        declare_messaging()
        hold_personal(MessagingHolder())
