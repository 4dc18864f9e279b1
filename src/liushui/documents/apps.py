from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "liushui.documents"
    label = "documents"

    def ready(self) -> None:
        """Say what the operator can set."""
        from liushui.documents.stamping import declare_papers  # noqa: PLC0415 - needs the models

        declare_papers()
