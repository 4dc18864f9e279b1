from django.apps import AppConfig


class RecurringConfig(AppConfig):
    name = "liushui.recurring"
    label = "recurring"
