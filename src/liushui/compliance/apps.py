from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "liushui.compliance"
    label = "compliance"

    def ready(self) -> None:
        """Read and judge the rules: a site whose rules are misread does not start."""
        from liushui.compliance.rulebook import rules  # noqa: PLC0415

        rules()
