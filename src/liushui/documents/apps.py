from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "liushui.documents"
    label = "documents"
