from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "liushui.desk"
    label = "desk"
