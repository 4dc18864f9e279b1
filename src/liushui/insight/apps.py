from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "liushui.insight"
    label = "insight"
