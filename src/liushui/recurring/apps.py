from django.apps import AppConfig


class RecurringConfig(AppConfig):
    name = "liushui.recurring"
    label = "recurring"

    def ready(self) -> None:
        """Hear of the orders that mandates place, and say what is kept about people."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.giving.services import register_origin  # noqa: PLC0415
        from liushui.recurring.notices import register_notices  # noqa: PLC0415
        from liushui.recurring.personal import RecurringHolder  # noqa: PLC0415
        from liushui.recurring.services import MandateOrigin  # noqa: PLC0415
        from liushui.recurring.settings_declared import declare_recurring  # noqa: PLC0415
        from liushui.recurring.tables import TABLES  # noqa: PLC0415
        from liushui.recurring.ways import register_ways  # noqa: PLC0415

        declare_recurring()
        register_origin(MandateOrigin())
        register_notices()
        register_ways()
        hold_personal(RecurringHolder())
        for table in TABLES:
            register_table(table)

        from liushui.onboarding.parts import declare_part  # noqa: PLC0415
        from liushui.recurring.part import REGULAR  # noqa: PLC0415

        declare_part(REGULAR)
