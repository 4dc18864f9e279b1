from django.apps import AppConfig

from liushui.config.role_table import role_table
from liushui.web.navigation import judge_by


class ConfigConfig(AppConfig):
    name = "liushui.config"
    label = "config"

    def ready(self) -> None:
        judge_by(role_table)
