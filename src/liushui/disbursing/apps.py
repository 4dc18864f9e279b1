from django.apps import AppConfig


class DisbursingConfig(AppConfig):
    name = "liushui.disbursing"
    label = "disbursing"

    def ready(self) -> None:
        """Tell projects, which lies below, where their money goes on."""
        from liushui.disbursing.queries.relayed import DisbursingRelay  # noqa: PLC0415
        from liushui.projects.queries import register_relay  # noqa: PLC0415

        register_relay(DisbursingRelay())
