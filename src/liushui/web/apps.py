from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "liushui.web"
    label = "web"
