from django.apps import AppConfig


class GivingConfig(AppConfig):
    name = "liushui.giving"
    label = "giving"
