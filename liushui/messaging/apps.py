from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "liushui.messaging"
    label = "messaging"
