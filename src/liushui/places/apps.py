from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "liushui.places"
    label = "places"
