from collections.abc import Mapping

from django.urls import path

from liushui.compliance.views import rules
from liushui.parties.access import PUBLIC, Access

app_name = "compliance"
urlpatterns = [
    path("rules/", rules.rule_list, name="rules"),
    path("rules.json", rules.rules_file, name="rules-file"),
]
ROLES: Mapping[str, Access] = {
    "rules": PUBLIC,
    "rules-file": PUBLIC,
}
