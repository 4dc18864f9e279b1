from collections.abc import Mapping

from django.urls import path

from liushui.insight.views import answers, book, case, gift, organisation, oversight, project, wall
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "insight"
urlpatterns = [
    path("gifts/<str:reference>/where", gift.where, name="where"),
    path("gifts/<str:reference>/where.json", answers.where, name="where-json"),
    path("gifts/<str:reference>/entries", gift.entries, name="gift-entries"),
    path("cases/<str:number>/givers", case.givers, name="givers"),
    path("cases/<str:number>/givers.json", answers.givers, name="givers-json"),
    path("cases/<str:number>/givers/entries", case.entries, name="case-entries"),
    path("entries/<int:movement_id>", book.entry, name="entry"),
    path("flows/<int:source>/<int:target>/", book.between, name="between"),
    path("projects/<str:number>/gifts/", wall.gifts, name="wall"),
    path("projects/<str:number>/gifts.json", wall.gifts_json, name="wall-json"),
    path("projects/<str:number>/flow", project.flow, name="project-flow"),
    path("projects/<str:number>/flow.json", answers.flow, name="project-flow-json"),
    path("balance.json", answers.balance, name="balance-json"),
    path("console/subordinates/", oversight.subordinates, name="subordinates"),
    path("console/subordinates/<str:code>/", oversight.subordinate, name="subordinate"),
    path("organisations/<str:credit_code>/", organisation.organisation, name="organisation"),
]
ROLES: Mapping[str, Access] = {
    "where": PUBLIC,
    "where-json": PUBLIC,
    "gift-entries": PUBLIC,
    "givers": PUBLIC,
    "givers-json": PUBLIC,
    "case-entries": PUBLIC,
    "entry": PUBLIC,
    "between": PUBLIC,
    "wall": PUBLIC,
    "wall-json": PUBLIC,
    "project-flow": PUBLIC,
    "project-flow-json": PUBLIC,
    "balance-json": PUBLIC,
    "subordinates": holders_of(Right.REPORTS_READ),
    "subordinate": holders_of(Right.REPORTS_READ),
    "organisation": PUBLIC,
}
