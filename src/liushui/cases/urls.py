from collections.abc import Mapping

from django.urls import path

from liushui.cases.views import console, public, reviews
from liushui.parties.access import PUBLIC, Access, Right, holders_of

app_name = "cases"
urlpatterns = [
    path("cases/<str:number>/", public.case, name="case"),
    path("console/cases/", console.case_list, name="console-list"),
    path("console/cases/new/", console.new, name="new"),
    path("console/cases/levels/", reviews.waiting, name="reviews"),
    path("console/cases/levels/<str:number>/", reviews.review, name="review"),
    path("console/cases/levels/<str:number>/begin/", reviews.begin, name="review-begin"),
    path("console/cases/levels/<str:number>/name/", reviews.review_name, name="review-name"),
    path(
        "console/cases/levels/<str:number>/papers/<int:key>/", reviews.evidence, name="review-paper"
    ),
    path("console/projects/<str:number>/levels/", reviews.route, name="review-route"),
    path("console/cases/<str:number>/", console.case, name="console-case"),
    path("console/cases/<str:number>/name/", console.name, name="name"),
    path("console/cases/<str:number>/approve/", console.approve, name="approve"),
    path("console/cases/<str:number>/close/", console.close, name="close"),
]

_EDITORS = holders_of(Right.CASE_EDIT)
ROLES: Mapping[str, Access] = {
    "case": PUBLIC,
    "console-list": _EDITORS,
    "new": _EDITORS,
    "console-case": _EDITORS,
    "name": _EDITORS,
    "approve": _EDITORS,
    "close": _EDITORS,
    "reviews": _EDITORS,
    "review": _EDITORS,
    "review-begin": _EDITORS,
    "review-name": _EDITORS,
    "review-paper": _EDITORS,
    "review-route": holders_of(Right.PROJECT_EDIT),
}
