from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, Access, Right, holders_of
from liushui.projects.views import console, public, wishes

app_name = "projects"
urlpatterns = [
    path("projects/", public.project_list, name="list"),
    path("projects/<str:number>/", public.project_page, name="project"),
    path("console/projects/", console.project_list, name="console-list"),
    path("console/projects/new/", console.new, name="new"),
    path("console/projects/<str:number>/", console.project, name="console-project"),
    path("console/projects/<str:number>/edit/", console.edit, name="edit"),
    path("console/projects/<str:number>/open/", console.open_, name="open"),
    path("console/projects/<str:number>/close/", console.close, name="close"),
    path("console/projects/<str:number>/report/", console.report, name="report"),
    path("console/projects/<str:number>/wishes/", wishes.offers, name="wishes"),
    path(
        "console/projects/<str:number>/wishes/<int:offer>/withdraw/",
        wishes.withdraw,
        name="wish-withdraw",
    ),
]

_EDITORS = holders_of(Right.PROJECT_EDIT)
ROLES: Mapping[str, Access] = {
    "list": PUBLIC,
    "project": PUBLIC,
    "console-list": _EDITORS,
    "new": _EDITORS,
    "console-project": _EDITORS,
    "edit": _EDITORS,
    "open": _EDITORS,
    "close": _EDITORS,
    "report": _EDITORS,
    "wishes": _EDITORS,
    "wish-withdraw": _EDITORS,
}
