from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "liushui.accounts"
    label = "accounts"
