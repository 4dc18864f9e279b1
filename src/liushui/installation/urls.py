from collections.abc import Mapping

from django.urls import path

from liushui.installation.views import console, setup
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "installation"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/<slug:key>/", setup.step, name="setup-step"),
    path("setup/<slug:key>/try/", setup.trial, name="setup-trial"),
    path("console/installation/", console.settings, name="settings"),
    path("console/installation/start-anew/", console.restart, name="start-anew"),
    path("console/installation/proposals/<int:key>/", console.decide, name="decide"),
    path("console/installation/<slug:key>/", console.group, name="group"),
    path("console/installation/<slug:key>/try/", console.trial, name="trial"),
]
_OPERATOR = holders_of(Right.INSTALLATION_MANAGE)
# The first set-up asks for the word that 'up' printed; once finished it answers 404 to everyone.
ROLES: Mapping[str, Access] = {
    "setup": PUBLIC,
    "setup-step": PUBLIC,
    "setup-trial": PUBLIC,
    "settings": _OPERATOR,
    "start-anew": _OPERATOR,
    "decide": _OPERATOR,
    "group": _OPERATOR,
    "trial": _OPERATOR,
}
