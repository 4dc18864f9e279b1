from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liushui.cases"
    label = "cases"
