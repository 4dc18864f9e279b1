from django.apps import AppConfig


class DonorsConfig(AppConfig):
    name = "liushui.donors"
    label = "donors"
