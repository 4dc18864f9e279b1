from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of
from liushui.teams.views import captain, console, firms, handing, public

app_name = "teams"
urlpatterns = [
    path("teams/", public.team_list, name="list"),
    path("teams/new/<str:number>/", captain.new, name="new"),
    path("teams/words/<int:key>/", captain.judge, name="judge"),
    path("teams/<str:code>/", public.team, name="team"),
    path("teams/<str:code>/gifts/", public.gifts, name="gifts"),
    path("teams/<str:code>/invite/", public.invite, name="invite"),
    path("teams/<str:code>/part/", captain.part, name="part"),
    path("teams/<str:code>/captain/", handing.call, name="call-captain"),
    path("teams/<str:code>/lead/<str:word>/", handing.take, name="take-lead"),
    path("teams/<str:code>/change/", captain.change, name="change"),
    path("teams/<str:code>/close/", captain.close, name="close"),
    path("teams/<str:code>/say/", captain.say, name="say"),
    path("teams/<str:code>/words/", captain.words, name="words"),
    path("me/teams/", captain.mine, name="mine"),
    path("firms/", firms.firm_list, name="firms"),
    path("firms/ask/", firms.ask, name="firm-ask"),
    path("firms/join/", firms.join, name="firm-join"),
    path("firms/<str:credit_code>/", firms.firm, name="firm"),
    path("firms/<str:credit_code>/people/", firms.people, name="firm-people"),
    path("firms/<str:credit_code>/people/<int:person_id>/", firms.person, name="firm-person"),
    path("firms/<str:credit_code>/code/", firms.code, name="firm-code"),
    path("firms/<str:credit_code>/leave/", firms.leave, name="firm-leave"),
    path(
        "firms/<str:credit_code>/statements/<int:year>/<str:body>.pdf",
        firms.statement,
        name="firm-statement",
    ),
    path("console/teams/", console.teams, name="console-teams"),
    path("console/teams/words/", console.words, name="console-words"),
    path("console/teams/<str:code>/stop/", console.stop, name="stop"),
    path("console/firms/", console.requests, name="firm-requests"),
    path("console/firms/pools/", console.pool, name="firm-pool"),
    path("console/firms/<int:key>/", console.asked, name="firm-request"),
    path("console/firms/<int:key>/licence", console.licence, name="firm-licence"),
    path("console/firms/<int:key>/decide/", console.decide, name="firm-decide"),
]
_EDITORS = holders_of(Right.PROJECT_EDIT)
_KEEPERS = holders_of(Right.INSTALLATION_MANAGE)
ROLES: Mapping[str, Access] = {
    "list": PUBLIC,
    "team": PUBLIC,
    "gifts": PUBLIC,
    "invite": PUBLIC,
    "firms": PUBLIC,
    "firm": PUBLIC,
    **dict.fromkeys(
        ("new", "judge", "part", "change", "close", "say", "words", "mine", "firm-ask",
         "call-captain", "take-lead", "firm-join", "firm-people", "firm-person", "firm-code",
         "firm-leave", "firm-statement"),
        SIGNED_IN,
    ),
    "console-teams": _EDITORS,
    "console-words": _EDITORS,
    "stop": _EDITORS,
    "firm-requests": _KEEPERS,
    "firm-request": _KEEPERS,
    "firm-licence": _KEEPERS,
    "firm-decide": _KEEPERS,
    "firm-pool": holders_of(Right.MONEY_DRAFT),
}  # fmt: skip
