from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "liushui.privacy"
    label = "privacy"
