from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "liushui.teams"
    label = "teams"

    def ready(self) -> None:
        """Hear of gifts by way of a team or a firm, and bring what waits for a person."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.giving.services import register_origin  # noqa: PLC0415
        from liushui.teams.needs import needs  # noqa: PLC0415
        from liushui.teams.notices import register_notices  # noqa: PLC0415
        from liushui.teams.own import bring_own  # noqa: PLC0415
        from liushui.teams.personal import TeamsHolder  # noqa: PLC0415
        from liushui.teams.services import FirmOrigin, TeamOrigin  # noqa: PLC0415
        from liushui.teams.tables import FIRM_REQUESTS, TEAMS  # noqa: PLC0415

        bring_own()
        register_origin(TeamOrigin())
        register_origin(FirmOrigin())
        register_needs(Room("teams", gettext_lazy("Teams and firms"), needs, rank=40))
        for table in (TEAMS, FIRM_REQUESTS):
            register_table(table)
        register_notices()
        hold_personal(TeamsHolder())

        from liushui.onboarding.parts import declare_part  # noqa: PLC0415
        from liushui.teams.part import TEAMS as PART  # noqa: PLC0415

        declare_part(PART)
