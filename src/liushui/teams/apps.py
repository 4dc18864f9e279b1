from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "liushui.teams"
    label = "teams"

    def ready(self) -> None:
        """Hear of gifts by way of a team or a firm, and bring what waits for a person."""
        from liushui.giving.services import register_origin  # noqa: PLC0415 - needs the models
        from liushui.teams.notices import register_notices  # noqa: PLC0415
        from liushui.teams.services import FirmOrigin, TeamOrigin  # noqa: PLC0415

        register_origin(TeamOrigin())
        register_origin(FirmOrigin())
        register_notices()
