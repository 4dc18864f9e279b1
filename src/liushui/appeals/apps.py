from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "liushui.appeals"
    label = "appeals"

    def ready(self) -> None:
        """Answer for gifts to appeals, and say what waits and what is kept about people."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.appeals.moves import AppealMoves  # noqa: PLC0415
        from liushui.appeals.needs import needs  # noqa: PLC0415
        from liushui.appeals.notices import register_notices  # noqa: PLC0415
        from liushui.appeals.origins import AppealOrigin  # noqa: PLC0415
        from liushui.appeals.own import bring_own  # noqa: PLC0415
        from liushui.appeals.part import APPEALS  # noqa: PLC0415
        from liushui.appeals.personal import AppealsHolder, grounds_of_appeals  # noqa: PLC0415
        from liushui.appeals.tables import APPEALS as TABLE  # noqa: PLC0415
        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.disbursing.elsewhere import register_moves  # noqa: PLC0415
        from liushui.giving.services import register_origin  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415
        from liushui.parties.services import admit_purpose  # noqa: PLC0415

        bring_own()
        register_needs(Room("appeals", gettext_lazy("Personal appeals"), needs, rank=22))
        register_table(TABLE)
        register_notices()
        register_origin(AppealOrigin())
        hold_personal(AppealsHolder())
        register_moves(AppealMoves())
        admit_purpose("appeal", grounds_of_appeals)
        declare_part(APPEALS)
