from collections.abc import Mapping

from django.urls import path

from liushui.parties.access import PUBLIC, Access
from liushui.payments.views import notify

app_name = "payments"
urlpatterns = [
    path("pay/wechat/complaint", notify.wechat_complaint, name="wechat-complaint"),
]
ROLES: Mapping[str, Access] = {"wechat-complaint": PUBLIC}
