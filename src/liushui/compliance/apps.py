from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "liushui.compliance"
    label = "compliance"

    def ready(self) -> None:
        """Read and judge the rules: a site whose rules are misread does not start."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.compliance.needs import needs  # noqa: PLC0415 - needs the models
        from liushui.compliance.own import bring_own  # noqa: PLC0415
        from liushui.compliance.queries.annual import annual_days  # noqa: PLC0415
        from liushui.compliance.rulebook import rules  # noqa: PLC0415
        from liushui.compliance.services.telling import register_notices  # noqa: PLC0415
        from liushui.compliance.tables import TABLES  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.parties.watching import tell_annual_days  # noqa: PLC0415

        bring_own()
        rules()
        tell_annual_days(annual_days)
        register_notices()
        register_needs(Room("duties", gettext_lazy("Duties of the law"), needs, rank=20))
        for table in TABLES:
            register_table(table)
