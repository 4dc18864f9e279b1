from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "liushui.ledger"
    label = "ledger"

    def ready(self) -> None:
        from liushui.base.refusals import record_when_refused  # noqa: PLC0415 - apps first
        from liushui.ledger.errors import KeyReused  # noqa: PLC0415
        from liushui.ledger.logged import register_logged  # noqa: PLC0415
        from liushui.ledger.services.gifts import keep_refused  # noqa: PLC0415

        record_when_refused(KeyReused, keep_refused)
        register_logged()
