"""Where providers call back about what is not a gift; none yet."""

from collections.abc import Mapping

from django.urls import URLPattern

from liushui.parties.access import Access

app_name = "payments"
urlpatterns: list[URLPattern] = []
ROLES: Mapping[str, Access] = {}
