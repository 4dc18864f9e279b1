from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "liushui.installation"
    label = "installation"

    def ready(self) -> None:
        from liushui.installation.own import declare_own  # noqa: PLC0415 - once tables are known

        declare_own()
