from collections.abc import Mapping

from django.urls import path

from liushui.cases import views
from liushui.parties.access import PUBLIC, Access

app_name = "cases"
urlpatterns = [path("cases/<str:number>/", views.case, name="case")]
ROLES: Mapping[str, Access] = {"case": PUBLIC}
