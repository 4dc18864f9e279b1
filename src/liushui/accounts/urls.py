from collections.abc import Mapping

from django.urls import path

from liushui.accounts import urls_houses
from liushui.accounts.views import (
    demo,
    factors,
    number,
    other_ways,
    second_factor,
    security,
    sign_in,
)
from liushui.parties.access import DEMO_ONLY, PUBLIC, SIGNED_IN, Access

app_name = "accounts"
urlpatterns = [
    *urls_houses.patterns,
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign-in-code"),
    path("sign-in/password/", other_ways.sign_in_password, name="sign-in-password"),
    path("sign-in/passkey/", other_ways.sign_in_passkey, name="sign-in-passkey"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("demo/", demo.demo, name="demo"),
    path("demo/sign-in/<slug:key>/", demo.demo_sign_in, name="demo-sign-in"),
    path("me/security/", security.security, name="security"),
    path("me/security/confirm/", second_factor.second_factor, name="second-factor"),
    path("me/security/sessions/end/", security.sessions_end, name="sessions-end"),
    path("me/security/password/", security.password, name="password"),
    path("me/security/password/remove/", security.password_remove, name="password-remove"),
    path("me/security/passkeys/new/", factors.passkey_new, name="passkey-new"),
    path("me/security/passkeys/<uuid:key>/remove/", factors.passkey_remove, name="passkey-remove"),
    path("me/security/app/", factors.code_app, name="code-app"),
    path("me/security/app/remove/", factors.code_app_remove, name="code-app-remove"),
    path("me/security/recovery-codes/", factors.recovery_codes, name="recovery-codes"),
    path("me/security/number/", number.number, name="number"),
    path("me/security/number/code/", number.number_code, name="number-code"),
]
ROLES: Mapping[str, Access] = {
    **urls_houses.ROLES,
    "sign-in": PUBLIC,
    "sign-in-code": PUBLIC,
    "sign-in-password": PUBLIC,
    "sign-in-passkey": PUBLIC,
    "sign-out": PUBLIC,
    "demo": DEMO_ONLY,
    "demo-sign-in": DEMO_ONLY,
    "security": SIGNED_IN,
    "second-factor": SIGNED_IN,
    "sessions-end": SIGNED_IN,
    "password": SIGNED_IN,
    "password-remove": SIGNED_IN,
    "passkey-new": SIGNED_IN,
    "passkey-remove": SIGNED_IN,
    "code-app": SIGNED_IN,
    "code-app-remove": SIGNED_IN,
    "recovery-codes": SIGNED_IN,
    "number": SIGNED_IN,
    "number-code": SIGNED_IN,
}
