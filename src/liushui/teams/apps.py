from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "liushui.teams"
    label = "teams"
