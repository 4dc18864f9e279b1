from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "liushui.base"
    label = "base"
