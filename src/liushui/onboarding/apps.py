from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "liushui.onboarding"
    label = "onboarding"
