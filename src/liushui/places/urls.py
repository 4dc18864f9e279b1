from collections.abc import Mapping

from django.urls import path

from liushui.base.access import PUBLIC, Access
from liushui.places import views

app_name = "places"
urlpatterns = [
    path("places/", views.search, name="search"),
    path("places/picker/", views.picker, name="picker"),
    path("places/<str:code>/", views.place, name="place"),
]
ROLES: Mapping[str, Access] = {"search": PUBLIC, "picker": PUBLIC, "place": PUBLIC}
