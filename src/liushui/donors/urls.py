from collections.abc import Mapping

from django.urls import path

from liushui.donors.views import home
from liushui.parties.access import SIGNED_IN, Access

app_name = "donors"
urlpatterns = [
    path("me/giving/", home.home, name="home"),
    path("me/giving.json", home.home_json, name="home-json"),
]
ROLES: Mapping[str, Access] = {
    "home": SIGNED_IN,
    "home-json": SIGNED_IN,
}
