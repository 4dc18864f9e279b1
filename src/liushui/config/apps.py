from django.apps import AppConfig

from liushui.config.role_table import role_table
from liushui.web.navigation import judge_by


class ConfigConfig(AppConfig):
    name = "liushui.config"
    label = "config"

    def ready(self) -> None:
        """Join modules that lie side by side, and let the gate's table draw the menus."""
        from liushui.config.finished_work import tell_of_finished_work  # noqa: PLC0415 - models

        judge_by(role_table)
        tell_of_finished_work()
