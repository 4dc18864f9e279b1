from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DeskConfig(AppConfig):
    name = "liushui.desk"
    label = "desk"

    def ready(self) -> None:
        """Exports are long work when they are long. What the desk keeps is told and erased."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.desk.certificates import needs  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.personal import DeskHolder  # noqa: PLC0415
        from liushui.desk.posts_waiting import needs as posts_needs  # noqa: PLC0415
        from liushui.desk.records import RECORDS  # noqa: PLC0415
        from liushui.desk.services import export_as_work  # noqa: PLC0415
        from liushui.desk.settings_waiting import needs as settings_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.desk.work import Kind, register_work  # noqa: PLC0415

        register_needs(Room("certificates", gettext_lazy("Certificates"), needs, rank=40))
        register_needs(Room("posts", gettext_lazy("People and posts"), posts_needs, rank=35))
        register_needs(Room("settings", gettext_lazy("Settings"), settings_needs, rank=35))
        register_table(RECORDS)
        register_work(Kind("export", gettext_lazy("Export of a list"), export_as_work))
        hold_personal(DeskHolder())
