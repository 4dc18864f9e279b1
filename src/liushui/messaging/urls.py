from collections.abc import Mapping

from django.urls import path

from liushui.messaging import views
from liushui.parties.access import DEMO_ONLY, Access

app_name = "messaging"
urlpatterns = [path("demo/messages/", views.demo_messages, name="demo-messages")]
ROLES: Mapping[str, Access] = {"demo-messages": DEMO_ONLY}
