from collections.abc import Mapping

from django.urls import include, path, re_path

from liushui.api.register import roles
from liushui.api.root import patterns
from liushui.api.views import reading, tokens
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

app_name = "api"
urlpatterns = [
    path("api/", reading.api_page, name="page"),
    path("api/v1/openapi.json", reading.document, name="document"),
    path("me/tokens/", tokens.token_list, name="tokens"),
    path("me/tokens/new/", tokens.new, name="token-new"),
    path("me/tokens/<int:key>/end/", tokens.end, name="token-end"),
    path("api/v1/", include(patterns())),
    re_path(r"^api/v1/(?P<rest>.*)$", reading.missing, name="missing"),
]
_HOLDERS = holders_of(*Right)
# Each operation stands here by its own name; ``entering`` finds it by its method.
ROLES: Mapping[str, Access] = {
    "page": PUBLIC,
    "document": PUBLIC,
    "tokens": SIGNED_IN,
    "token-new": _HOLDERS,
    "token-end": SIGNED_IN,
    "missing": PUBLIC,
    **roles(),
}
