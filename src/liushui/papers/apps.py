from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "liushui.papers"
    label = "papers"

    def ready(self) -> None:
        """Follow how donors are shown, do the long work, and ask the fiscal service."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.desk.tables import register_table  # noqa: PLC0415 - needs the models
        from liushui.desk.work import Kind, register_work  # noqa: PLC0415
        from liushui.giving.services import follow_shown  # noqa: PLC0415
        from liushui.papers import services  # noqa: PLC0415
        from liushui.papers.fiscal import use_fiscal_service  # noqa: PLC0415
        from liushui.papers.fiscal.signed import SignedService, declare_fiscal  # noqa: PLC0415
        from liushui.papers.own import bring_own  # noqa: PLC0415
        from liushui.papers.tables import PAPERS  # noqa: PLC0415

        bring_own()
        declare_fiscal()
        use_fiscal_service(SignedService)
        follow_shown("papers", services.follow_display)
        register_table(PAPERS)
        register_work(
            Kind(services.KIND, gettext_lazy("Making papers of gifts"), services.batch_as_work)
        )
