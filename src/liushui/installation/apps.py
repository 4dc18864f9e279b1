from django.apps import AppConfig


class InstallationConfig(AppConfig):
    name = "liushui.installation"
    label = "installation"
