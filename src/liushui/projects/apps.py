from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "liushui.projects"
    label = "projects"

    def ready(self) -> None:
        """Bring the console's table and what waits."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.desk.measures import register_record_set  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415 - needs the models
        from liushui.projects.complaint_tables import COMPLAINTS  # noqa: PLC0415
        from liushui.projects.logged import register_logged  # noqa: PLC0415
        from liushui.projects.measures import CAMPAIGNS  # noqa: PLC0415
        from liushui.projects.needs import account_needs, complaint_needs, needs  # noqa: PLC0415
        from liushui.projects.notices import register_notices  # noqa: PLC0415
        from liushui.projects.own import bring_own  # noqa: PLC0415
        from liushui.projects.personal import ProjectsHolder  # noqa: PLC0415
        from liushui.projects.settings_declared import declare_projects  # noqa: PLC0415
        from liushui.projects.tables import PROJECTS  # noqa: PLC0415

        register_record_set(CAMPAIGNS)
        bring_own()
        register_table(PROJECTS)
        register_table(COMPLAINTS)
        register_needs(Room("reports", gettext_lazy("Progress reports"), needs, rank=30))
        register_needs(Room("plans", gettext_lazy("Fundraising plans"), account_needs, rank=25))
        register_needs(Room("complaints", gettext_lazy("Complaints"), complaint_needs, rank=15))
        register_logged()
        register_notices()
        declare_projects()
        hold_personal(ProjectsHolder())

        from liushui.parties.guards import register_guard  # noqa: PLC0415
        from liushui.projects.guard import ProjectGuard  # noqa: PLC0415

        register_guard("project", ProjectGuard())
