from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, SIGNED_IN, Access
from liushui.web.views import cards, choices, console, find, home, installing, styleguide

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("find/", find.find, name="find"),
    path("console/", console.console, name="console"),
    path("language/", choices.language, name="language"),
    path("theme/", choices.theme, name="theme"),
    path("projects/<str:number>/card.png", cards.project_card, name="project-card"),
    path("gifts/<str:reference>/card.png", cards.gift_card, name="gift-card"),
    path("site.webmanifest", installing.manifest, name="manifest"),
    path("favicon.ico", installing.favicon, name="favicon"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
ROLES: Mapping[str, Access] = {
    "home": PUBLIC,
    "find": PUBLIC,
    "console": SIGNED_IN,
    "language": PUBLIC,
    "theme": PUBLIC,
    "project-card": PUBLIC,
    "gift-card": PUBLIC,
    "manifest": PUBLIC,
    "favicon": PUBLIC,
    "styleguide": PUBLIC,
}
