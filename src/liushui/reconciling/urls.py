from collections.abc import Mapping

from liushui.parties.access import Access

app_name = "reconciling"
urlpatterns: list[object] = []
ROLES: Mapping[str, Access] = {}
