from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import SIGNED_IN, Access, Right, holders_of
from liushui.privacy.views import children, consents, console, own

app_name = "privacy"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/data/", own.own, name="data"),
    path("me/data/copy/", own.take_copy, name="copy"),
    path("me/data/copies/<uuid:key>/", own.copy_file, name="copy-file"),
    path("me/data/name/", own.name, name="name"),
    path("me/data/stop/", own.stop, name="stop"),
    path("me/data/erase/", own.erase, name="erase"),
    path("me/data/erase/call-back/", own.call_back, name="call-back"),
    path("me/data/ask/", own.ask, name="ask"),
    path("me/readings/", own.readings, name="readings"),
    path("me/consents/", consents.consents, name="consents"),
    path("me/consents/<slug:purpose>/", consents.say, name="say"),
    path("me/children/", children.children, name="children"),
    path("me/children/<int:number>/", children.child, name="child"),
    path("me/children/<int:number>/name/", children.child_name, name="child-name"),
    path("me/children/<int:number>/erase/", children.child_erase, name="child-erase"),
    path("me/children/<int:number>/copy/", children.child_copy, name="child-copy"),
    path("console/privacy/", console.requests, name="requests"),
    path("console/privacy/given/", console.given, name="given"),
    path("console/privacy/on-paper/", console.on_paper, name="on-paper"),
    path(
        "console/privacy/on-paper/<int:number>/call-back/",
        console.paper_call_back,
        name="paper-call-back",
    ),
    path("console/privacy/<uuid:key>/", console.question, name="question"),
]
_ANSWERING = holders_of(Right.PRIVACY_ANSWER, Right.INSTALLATION_MANAGE)
ROLES: Mapping[str, Access] = {
    "me": SIGNED_IN,
    "data": SIGNED_IN,
    "copy": SIGNED_IN,
    "copy-file": SIGNED_IN,
    "name": SIGNED_IN,
    "stop": SIGNED_IN,
    "erase": SIGNED_IN,
    "call-back": SIGNED_IN,
    "ask": SIGNED_IN,
    "readings": SIGNED_IN,
    "consents": SIGNED_IN,
    "say": SIGNED_IN,
    "children": SIGNED_IN,
    "child": SIGNED_IN,
    "child-name": SIGNED_IN,
    "child-erase": SIGNED_IN,
    "child-copy": SIGNED_IN,
    "requests": _ANSWERING,
    "question": _ANSWERING,
    "given": holders_of(Right.PRIVACY_ANSWER),
    "on-paper": holders_of(Right.PRIVACY_ANSWER),
    "paper-call-back": holders_of(Right.PRIVACY_ANSWER),
}
