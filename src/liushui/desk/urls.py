from collections.abc import Mapping

from django.urls import path

from liushui.desk.views import lists, quality, works
from liushui.parties.access import SIGNED_IN, Access, Right, holders_of

app_name = "desk"
urlpatterns = [
    path("console/lists/", lists.saved, name="saved"),
    path("console/lists/saved/<int:number>/delete/", lists.drop, name="saved-delete"),
    path("console/lists/<slug:name>/export/", lists.export, name="export"),
    path("console/lists/<slug:name>/save/", lists.save, name="save"),
    path("console/lists/<slug:name>/do/", lists.act, name="act"),
    path("console/records/", lists.records, name="records"),
    path("console/records/quality/", quality.quality, name="quality"),
    path("console/long-work/", works.works, name="work-list"),
    path("console/long-work/<uuid:key>/", works.work, name="work"),
    path("console/long-work/<uuid:key>/cancel/", works.cancel, name="work-cancel"),
    path("console/long-work/<uuid:key>/result/", works.result, name="work-result"),
]
# Whose list it is decides who may export it or act on it: the table asks its own gate again.
ROLES: Mapping[str, Access] = {
    "saved": SIGNED_IN,
    "saved-delete": SIGNED_IN,
    "export": SIGNED_IN,
    "save": SIGNED_IN,
    "act": SIGNED_IN,
    "records": holders_of(Right.AUDIT_READ),
    "quality": holders_of(Right.MONEY_APPROVE, Right.AUDIT_READ),
    "work-list": SIGNED_IN,
    "work": SIGNED_IN,
    "work-cancel": SIGNED_IN,
    "work-result": SIGNED_IN,
}
