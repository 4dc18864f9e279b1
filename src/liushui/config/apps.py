from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "liushui.config"
    label = "config"
