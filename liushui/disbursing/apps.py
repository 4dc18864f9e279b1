from django.apps import AppConfig


class DisbursingConfig(AppConfig):
    name = "liushui.disbursing"
    label = "disbursing"
