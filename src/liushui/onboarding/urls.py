from collections.abc import Mapping

from django.urls import URLPattern

from liushui.parties.access import Access

app_name = "onboarding"
urlpatterns: list[URLPattern] = []
ROLES: Mapping[str, Access] = {}
