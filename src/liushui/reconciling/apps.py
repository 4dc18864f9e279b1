from django.apps import AppConfig


class ReconcilingConfig(AppConfig):
    name = "liushui.reconciling"
    label = "reconciling"

    def ready(self) -> None:
        """Bring tables and what waits, and say what is kept about people."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415
        from liushui.reconciling.needs import needs  # noqa: PLC0415
        from liushui.reconciling.own import bring_own  # noqa: PLC0415
        from liushui.reconciling.part import COUNTER  # noqa: PLC0415
        from liushui.reconciling.personal import ReconcilingHolder  # noqa: PLC0415
        from liushui.reconciling.retaining import declare_retention  # noqa: PLC0415
        from liushui.reconciling.tables import TABLES  # noqa: PLC0415
        from liushui.reconciling.ways import register_ways  # noqa: PLC0415

        declare_part(COUNTER)
        bring_own()
        register_needs(Room("accounts", gettext_lazy("Accounts"), needs, rank=16))
        for table in TABLES:
            register_table(table)
        hold_personal(ReconcilingHolder())
        declare_retention()
        register_ways()
