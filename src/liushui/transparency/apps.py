from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "liushui.transparency"
    label = "transparency"

    def ready(self) -> None:
        """The log's own leaves come from here; all others from the modules above."""
        from liushui.base.refusals import shape_refusals_below  # noqa: PLC0415
        from liushui.transparency.anchored import AnchorSource  # noqa: PLC0415 - needs the models
        from liushui.transparency.certificates import CertificateSource  # noqa: PLC0415
        from liushui.transparency.genesis import GenesisSource  # noqa: PLC0415 - needs the models
        from liushui.transparency.sources import register_source  # noqa: PLC0415
        from liushui.transparency.views.proofs import ROOT, problem  # noqa: PLC0415
        from liushui.transparency.withheld import WithholdingSource  # noqa: PLC0415

        register_source(GenesisSource())
        register_source(AnchorSource())
        register_source(CertificateSource())
        register_source(WithholdingSource())
        shape_refusals_below(ROOT, problem)
