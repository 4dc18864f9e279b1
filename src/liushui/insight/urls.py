from collections.abc import Mapping

from django.urls import path

from liushui.insight.views import book, case, gift, organisation, project
from liushui.parties.access import PUBLIC, Access

app_name = "insight"
urlpatterns = [
    path("gifts/<str:reference>/where", gift.where, name="where"),
    path("gifts/<str:reference>/entries", gift.entries, name="gift-entries"),
    path("cases/<str:number>/givers", case.givers, name="givers"),
    path("cases/<str:number>/givers/entries", case.entries, name="case-entries"),
    path("entries/<int:movement_id>", book.entry, name="entry"),
    path("flows/<int:source>/<int:target>/", book.between, name="between"),
    path("projects/<str:number>/flow", project.flow, name="project-flow"),
    path("organisations/<str:credit_code>/", organisation.organisation, name="organisation"),
]
ROLES: Mapping[str, Access] = {
    "where": PUBLIC,
    "gift-entries": PUBLIC,
    "givers": PUBLIC,
    "case-entries": PUBLIC,
    "entry": PUBLIC,
    "between": PUBLIC,
    "project-flow": PUBLIC,
    "organisation": PUBLIC,
}
