from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "liushui.transparency"
    label = "transparency"

    def ready(self) -> None:
        """The log's own first leaf comes from here; all others from the modules above."""
        from liushui.transparency.genesis import GenesisSource  # noqa: PLC0415 - needs the models
        from liushui.transparency.sources import register_source  # noqa: PLC0415

        register_source(GenesisSource())
