from collections.abc import Mapping

from django.urls import path

from liushui.insight.views import book, case, gift, organisation, oversight, project
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "insight"
urlpatterns = [
    path("gifts/<str:reference>/where", gift.where, name="where"),
    path("gifts/<str:reference>/entries", gift.entries, name="gift-entries"),
    path("cases/<str:number>/givers", case.givers, name="givers"),
    path("cases/<str:number>/givers/entries", case.entries, name="case-entries"),
    path("entries/<int:movement_id>", book.entry, name="entry"),
    path("flows/<int:source>/<int:target>/", book.between, name="between"),
    path("projects/<str:number>/flow", project.flow, name="project-flow"),
    path("console/subordinates/", oversight.subordinates, name="subordinates"),
    path("console/subordinates/<str:code>/", oversight.subordinate, name="subordinate"),
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
    "subordinates": holders_of(Right.REPORTS_READ),
    "subordinate": holders_of(Right.REPORTS_READ),
    "organisation": PUBLIC,
}
