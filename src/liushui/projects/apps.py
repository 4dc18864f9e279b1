from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "liushui.projects"
    label = "projects"

    def ready(self) -> None:
        """Bring the console's table and what waits."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415 - needs the models
        from liushui.projects.needs import needs  # noqa: PLC0415
        from liushui.projects.tables import PROJECTS  # noqa: PLC0415

        register_table(PROJECTS)
        register_needs(Room("reports", gettext_lazy("Progress reports"), needs, rank=30))

        from liushui.parties.guards import register_guard  # noqa: PLC0415
        from liushui.projects.guard import ProjectGuard  # noqa: PLC0415

        register_guard("project", ProjectGuard())
