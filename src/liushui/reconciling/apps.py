from django.apps import AppConfig


class ReconcilingConfig(AppConfig):
    name = "liushui.reconciling"
    label = "reconciling"
