from collections.abc import Mapping

from django.urls import URLPattern

from liushui.base.access import Access

app_name = "places"
urlpatterns: list[URLPattern] = []
ROLES: Mapping[str, Access] = {}
