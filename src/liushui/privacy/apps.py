from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PrivacyConfig(AppConfig):
    name = "liushui.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Say what privacy keeps about people, and what waits for those who answer them."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.messaging.kinds import register_kind  # noqa: PLC0415
        from liushui.privacy.logged import register_logged  # noqa: PLC0415
        from liushui.privacy.needs import needs  # noqa: PLC0415
        from liushui.privacy.notices import KINDS  # noqa: PLC0415
        from liushui.privacy.personal import PrivacyHolder  # noqa: PLC0415
        from liushui.privacy.retaining import declare_rules  # noqa: PLC0415

        hold_personal(PrivacyHolder())
        register_logged()
        declare_rules()
        register_needs(Room("privacy", gettext_lazy("Requests about own data"), needs, rank=40))
        for kind in KINDS:
            register_kind(kind)
