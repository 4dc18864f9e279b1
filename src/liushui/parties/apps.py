from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "liushui.parties"
    label = "parties"
