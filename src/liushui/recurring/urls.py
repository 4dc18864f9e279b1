from collections.abc import Mapping

from django.urls import URLPattern

from liushui.parties.access import Access

app_name = "recurring"
urlpatterns: list[URLPattern] = []
ROLES: Mapping[str, Access] = {}
