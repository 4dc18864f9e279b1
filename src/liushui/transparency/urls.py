from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, Access
from liushui.transparency.views import files, pages, proofs

app_name = "transparency"
urlpatterns = [
    path("log/", pages.log, name="log"),
    path("log/entries/", pages.entries, name="entries"),
    path("log/entries/<str:index>", pages.entry, name="entry"),
    path("log/find", pages.find, name="find"),
    path("log/check", pages.check, name="check"),
    path("log/v1/proof/<str:index>", proofs.proof, name="proof"),
    path("log/v1/consistency", proofs.consistency, name="consistency"),
    path("log/v1/find", proofs.find, name="find-hash"),
    path("log/<path:name>", files.file, name="file"),
]
ROLES: Mapping[str, Access] = {
    "log": PUBLIC,
    "entries": PUBLIC,
    "entry": PUBLIC,
    "find": PUBLIC,
    "check": PUBLIC,
    "proof": PUBLIC,
    "consistency": PUBLIC,
    "find-hash": PUBLIC,
    "file": PUBLIC,
}
