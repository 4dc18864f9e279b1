from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "liushui.ledger"
    label = "ledger"
