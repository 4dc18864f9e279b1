from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "liushui.config"
    label = "config"

    def ready(self) -> None:
        from liushui.config.role_table import role_table
        from liushui.web.navigation import judge_by

        judge_by(role_table)
