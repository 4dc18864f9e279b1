from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DeskConfig(AppConfig):
    name = "liushui.desk"
    label = "desk"

    def ready(self) -> None:
        """Exports are long work when they are long."""
        from liushui.desk.services import export_as_work  # noqa: PLC0415 - needs the models
        from liushui.desk.work import Kind, register_work  # noqa: PLC0415

        register_work(Kind("export", gettext_lazy("Export of a list"), export_as_work))
