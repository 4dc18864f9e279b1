from collections.abc import Mapping

from django.urls import path

from liushui.messaging.views import demo, inbox
from liushui.parties.access import DEMO_ONLY, SIGNED_IN, Access

app_name = "messaging"
urlpatterns = [
    path("demo/messages/", demo.demo_messages, name="demo-messages"),
    path("me/messages/", inbox.inbox, name="inbox"),
    path("me/messages/<int:number>/read/", inbox.read, name="read"),
    path("me/messages/read/", inbox.read_all, name="read-all"),
    path("me/messages/choices/", inbox.choices, name="choices"),
    path("me/messages/choices/keep/", inbox.choose, name="choose"),
    path("me/messages/address/", inbox.address, name="address"),
    path("me/messages/address/confirm/", inbox.confirm, name="confirm"),
    path("me/messages/address/forget/", inbox.drop, name="address-drop"),
]
ROLES: Mapping[str, Access] = {
    "demo-messages": DEMO_ONLY,
    "inbox": SIGNED_IN,
    "read": SIGNED_IN,
    "read-all": SIGNED_IN,
    "choices": SIGNED_IN,
    "choose": SIGNED_IN,
    "address": SIGNED_IN,
    "confirm": SIGNED_IN,
    "address-drop": SIGNED_IN,
}
