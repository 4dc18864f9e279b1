from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of
from liushui.parties.queries.who_can import ASKERS
from liushui.parties.views import (
    bodies,
    contacts,
    holdings,
    invitations,
    people,
    posts,
    proposals,
    register_of_bodies,
    who_can,
)

_POSTED = holders_of(*Right)
_MANAGERS = holders_of(Right.POSTS_MANAGE)
_FACE = holders_of(Right.BODY_EDIT, Right.MONEY_APPROVE)

app_name = "parties"
urlpatterns = [
    path("organisations/", register_of_bodies.organisations, name="organisations"),
    path("organisations/<str:code>/logo", register_of_bodies.logo, name="logo"),
    path(
        "organisations/<str:code>/certificates/<int:key>",
        register_of_bodies.certificate,
        name="certificate",
    ),
    path("console/bodies/", bodies.bodies, name="bodies"),
    path("console/bodies/<str:code>/", bodies.body, name="body"),
    path(
        "console/bodies/<str:code>/certificates/new/",
        bodies.certificate_new,
        name="certificate-new",
    ),
    path(
        "console/bodies/<str:code>/certificates/<int:key>/check/",
        bodies.certificate_check,
        name="certificate-check",
    ),
    path("console/people/", people.people, name="people"),
    path("console/people/of/<str:code>/", people.register, name="register"),
    path("console/people/of/<str:code>/chart/", people.chart, name="chart"),
    path("console/people/of/<str:code>/contacts/", contacts.contacts, name="contacts"),
    path("console/people/of/<str:code>/contacts/<int:key>/", contacts.contact, name="contact"),
    path("console/people/of/<str:code>/leave/", people.leave, name="leave"),
    path("console/people/of/<str:code>/sheet/", invitations.sheet, name="invite-sheet"),
    path("console/people/of/<str:code>/new-post/", posts.new, name="post-new"),
    path("console/people/of/<str:code>/person/<int:key>/", people.person, name="person"),
    path("console/people/posts/<int:key>/", posts.post, name="post"),
    path("console/people/posts/<int:key>/edit/", posts.edit, name="post-edit"),
    path("console/people/posts/<int:key>/close/", posts.close, name="post-close"),
    path("console/people/posts/<int:key>/appoint/", posts.appoint, name="appoint"),
    path("console/people/posts/<int:key>/invite/", posts.invite_to, name="invite"),
    path("console/people/holdings/<int:key>/", holdings.holding, name="holding"),
    path("console/people/holdings/<int:key>/suspend/", holdings.suspend, name="suspend"),
    path("console/people/holdings/<int:key>/restore/", holdings.restore, name="restore"),
    path("console/people/holdings/<int:key>/end/", holdings.end, name="end-holding"),
    path("console/people/holdings/<int:key>/delegate/", holdings.delegate, name="delegate"),
    path("console/people/holdings/<int:key>/hand-over/", holdings.hand_over, name="hand-over"),
    path("console/people/holdings/<int:key>/invite/", holdings.invite, name="invite-successor"),
    path("console/people/invitations/<int:key>/revoke/", invitations.revoke, name="revoke"),
    path("console/people/proposals/<int:key>/", proposals.proposal, name="proposal"),
    path("console/access/<str:kind>/<str:key>/", who_can.access, name="access"),
    path("console/switch/", people.switch, name="switch"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
]
ROLES: Mapping[str, Access] = {
    "organisations": PUBLIC,
    "logo": PUBLIC,
    "certificate": PUBLIC,
    "bodies": _FACE,
    "body": _FACE,
    "certificate-new": _FACE,
    "certificate-check": _FACE,
    "people": _POSTED,
    "register": _MANAGERS,
    "chart": _POSTED,
    "contacts": _MANAGERS,
    "contact": _MANAGERS,
    "leave": _POSTED,
    "invite-sheet": _MANAGERS,
    "post-new": _MANAGERS,
    "person": _MANAGERS,
    "post": _MANAGERS,
    "post-edit": _MANAGERS,
    "post-close": _MANAGERS,
    "appoint": _MANAGERS,
    "invite": _MANAGERS,
    "holding": _POSTED,
    "suspend": _MANAGERS,
    "restore": _MANAGERS,
    "end-holding": _POSTED,
    "delegate": _POSTED,
    "hand-over": _POSTED,
    "invite-successor": _POSTED,
    "revoke": _POSTED,
    "proposal": _POSTED,
    "access": holders_of(*ASKERS),
    "switch": SIGNED_IN,
    "invitation": PUBLIC,
}
