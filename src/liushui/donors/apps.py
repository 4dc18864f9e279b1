from django.apps import AppConfig


class DonorsConfig(AppConfig):
    name = "liushui.donors"
    label = "donors"

    def ready(self) -> None:
        """Say what donors can be told, and let an erasure reach their statements."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.donors import services  # noqa: PLC0415
        from liushui.donors.notices import register_notices  # noqa: PLC0415
        from liushui.donors.personal import DonorsHolder  # noqa: PLC0415
        from liushui.papers.services import follow_returned  # noqa: PLC0415

        register_notices()
        follow_returned("donors", services.follow_return)
        hold_personal(DonorsHolder())
