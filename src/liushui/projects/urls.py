from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, Access, Right, holders_of
from liushui.projects.views import closing, complaints, console, plans, public, wishes

app_name = "projects"
urlpatterns = [
    path("projects/", public.project_list, name="list"),
    path("projects/tags/", public.tags, name="tags"),
    path("projects/<str:number>/", public.project_page, name="project"),
    path("projects/<str:number>/plan/", plans.plan_page, name="plan"),
    path("projects/<str:number>/complain/", complaints.new, name="complain"),
    path("complaints/", complaints.find, name="complaint-find"),
    path("complaints/<str:code>/", complaints.follow, name="complaint-follow"),
    path("console/complaints/", complaints.listing, name="complaints"),
    path("console/complaints/<int:number>/", complaints.complaint, name="complaint"),
    path("console/complaints/<int:number>/told/", complaints.told, name="complaint-told"),
    path("console/complaints/<int:number>/lift/", complaints.lift, name="complaint-lift"),
    path("console/projects/", console.project_list, name="console-list"),
    path("console/projects/new/", console.new, name="new"),
    path("console/projects/<str:number>/", console.project, name="console-project"),
    path("console/projects/<str:number>/edit/", console.edit, name="edit"),
    path("console/projects/<str:number>/open/", console.open_, name="open"),
    path("console/projects/<str:number>/close/", console.close, name="close"),
    path("console/projects/<str:number>/report/", console.report, name="report"),
    path("console/projects/<str:number>/suspend/", console.suspend, name="suspend"),
    path("console/projects/<str:number>/resume/", console.resume, name="resume"),
    path("console/projects/<str:number>/plan/", plans.write, name="plan-write"),
    path("console/projects/<str:number>/plan/submit/", plans.submit, name="plan-submit"),
    path("console/projects/<str:number>/plan/agree/", plans.agree, name="plan-agree"),
    path("console/projects/<str:number>/plan/send-back/", plans.send_back, name="plan-back"),
    path("console/projects/<str:number>/plan/filing/", plans.filing, name="plan-filing"),
    path("console/projects/<str:number>/plan/change/", plans.change, name="plan-change"),
    path("console/projects/<str:number>/plan/drop/", plans.drop, name="plan-drop"),
    path("console/projects/<str:number>/closing/", closing.closing, name="closing"),
    path("console/projects/<str:number>/closing/decide/", closing.decide, name="surplus-decide"),
    path("console/projects/<str:number>/closing/archive/", closing.archive, name="archive"),
    path("console/projects/<str:number>/tags/", closing.tags, name="tags-of"),
    path("console/projects/<str:number>/wishes/", wishes.offers, name="wishes"),
    path(
        "console/projects/<str:number>/wishes/<int:offer>/withdraw/",
        wishes.withdraw,
        name="wish-withdraw",
    ),
]

_EDITORS = holders_of(Right.PROJECT_EDIT)
_CLOSERS = holders_of(Right.PROJECT_EDIT, Right.MONEY_DRAFT, Right.MONEY_APPROVE)
_JUDGES = (Right.INSTALLATION_MANAGE, Right.REPORTS_READ, Right.BODY_OVERSEE)
_READERS = holders_of(Right.PROJECT_EDIT, *_JUDGES)
ROLES: Mapping[str, Access] = {
    "list": PUBLIC,
    "tags": PUBLIC,
    "project": PUBLIC,
    "plan": PUBLIC,
    "complain": PUBLIC,
    "complaint-find": PUBLIC,
    "complaint-follow": PUBLIC,
    "complaints": _READERS,
    "complaint": _READERS,
    "complaint-told": holders_of(Right.INSTALLATION_MANAGE, Right.REPORTS_READ),
    "complaint-lift": holders_of(*_JUDGES),
    "console-list": _EDITORS,
    "new": _EDITORS,
    "console-project": _EDITORS,
    "edit": _EDITORS,
    "open": _EDITORS,
    "close": _EDITORS,
    "report": _EDITORS,
    "suspend": _EDITORS,
    "resume": _EDITORS,
    "plan-write": _EDITORS,
    "plan-submit": _EDITORS,
    "plan-agree": _EDITORS,
    "plan-back": _EDITORS,
    "plan-filing": _EDITORS,
    "plan-change": _EDITORS,
    "plan-drop": _EDITORS,
    "closing": _CLOSERS,
    "surplus-decide": _CLOSERS,
    "archive": _EDITORS,
    "tags-of": _EDITORS,
    "wishes": _EDITORS,
    "wish-withdraw": _EDITORS,
}
