from collections.abc import Mapping

from django.urls import path

from liushui.accounts import urls_houses
from liushui.accounts.views import demo, sign_in
from liushui.parties.access import DEMO_ONLY, PUBLIC, Access

app_name = "accounts"
urlpatterns = [
    *urls_houses.patterns,
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign-in-code"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", demo.demo, name="demo"),
    path("demo/sign-in/<slug:key>/", demo.demo_sign_in, name="demo-sign-in"),
]
ROLES: Mapping[str, Access] = {
    **urls_houses.ROLES,
    "sign-in": PUBLIC,
    "sign-in-code": PUBLIC,
    "sign-out": PUBLIC,
    "demo": DEMO_ONLY,
    "demo-sign-in": DEMO_ONLY,
}
