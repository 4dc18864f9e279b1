from collections.abc import Mapping

from django.urls import path

from liushui.items.policies import DRAFTING, READING
from liushui.items.views import console, flowers, funnel, public, rules, streams, tell
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

app_name = "items"
urlpatterns = [
    path("gallery/<str:code>/", public.gallery, name="gallery"),
    path("gallery/<str:code>/<int:number>/", public.piece, name="piece"),
    path("gallery/<str:code>/<int:number>/picture", public.picture, name="picture"),
    path("gifts/<str:reference>/piece", public.kept, name="kept"),
    path("acts/", public.acts, name="acts"),
    path("acts/<str:code>/", public.rule, name="rule"),
    path("api/acts", tell.tell, name="tell"),
    path("flowers/", flowers.flowers, name="flowers"),
    path("flowers/pick/", flowers.pick, name="pick"),
    path("flowers/give/", flowers.give, name="give-flowers"),
    path("live/<str:code>/", public.stream, name="stream"),
    path("console/items/", console.overview, name="console"),
    path("console/items/steps/", funnel.steps, name="steps"),
    path("console/items/flowers/", flowers.rules, name="flower-rules"),
    path("console/items/galleries/new/", console.new_gallery, name="gallery-new"),
    path("console/items/galleries/<str:code>/", console.gallery, name="console-gallery"),
    path("console/items/galleries/<str:code>/do/", console.gallery_do, name="gallery-do"),
    path("console/items/acts/new/", rules.new_rule, name="rule-new"),
    path("console/items/acts/<str:code>/", rules.rule, name="console-rule"),
    path("console/items/acts/<str:code>/do/", rules.rule_do, name="rule-do"),
    path("console/items/acts/<str:code>/partners/", rules.partner, name="partner-new"),
    path("console/items/streams/new/", streams.new_stream, name="stream-new"),
    path("console/items/streams/<str:code>/", streams.stream, name="console-stream"),
]
_READERS = holders_of(*READING)
_DRAFTERS = holders_of(*DRAFTING)
ROLES: Mapping[str, Access] = {
    "gallery": PUBLIC,
    "piece": PUBLIC,
    "picture": PUBLIC,
    "kept": PUBLIC,
    "acts": PUBLIC,
    "rule": PUBLIC,
    "tell": PUBLIC,
    "flowers": PUBLIC,
    "pick": SIGNED_IN,
    "give-flowers": SIGNED_IN,
    "stream": PUBLIC,
    "console": _READERS,
    "steps": _READERS,
    "flower-rules": holders_of(Right.INSTALLATION_MANAGE),
    "gallery-new": _DRAFTERS,
    "console-gallery": _READERS,
    "gallery-do": _READERS,
    "rule-new": _DRAFTERS,
    "console-rule": _READERS,
    "rule-do": _READERS,
    "partner-new": _DRAFTERS,
    "stream-new": _DRAFTERS,
    "console-stream": _READERS,
}
