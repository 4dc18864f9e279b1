"""The forms of a merchant account. Keys are typed once; no page shows them again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liushui.payments.services import KEYS_OF, MerchantAsked

_ATTRS = {"autocomplete": "off", "spellcheck": "false"}
REFUSED_MERCHANT = {
    "merchant_numbers_wrong": "merchant_id",
    "merchant_taken": "merchant_id",
    "merchant_of_settings": "merchant_id",
    "merchant_template_wrong": "mandate_template",
}


class _Unshown(forms.Textarea):
    """Several lines that a refused form leaves empty."""

    def format_value(self, value: Any) -> str:
        del value
        return ""


def _line(label: Any, length: int, *, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=_ATTRS)
    return forms.CharField(
        label=label, max_length=length, required=required, help_text=hint, widget=widget
    )


def _secret(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={**_ATTRS, "autocomplete": "new-password"})
    return forms.CharField(
        label=label, max_length=200, required=required, help_text=hint, widget=widget
    )


def _lines(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    widget = _Unshown(attrs={**_ATTRS, "rows": 4})
    return forms.CharField(
        label=label, max_length=20_000, required=required, help_text=hint, widget=widget
    )


class MerchantForm(forms.Form):
    """What the accounts of both providers have."""

    provider = ""
    merchant_id = _line(_("Merchant number"), 32)
    app_id = _line(_("App id"), 32)

    @property
    def asked(self) -> MerchantAsked:
        """The account, as the service takes it."""
        said = self.cleaned_data
        return MerchantAsked(
            provider=self.provider,
            merchant_id=said["merchant_id"],
            app_id=said["app_id"],
            keys={name: said.get(name, "") for name in KEYS_OF[self.provider]},
            mandate_template=said["mandate_template"],
            why=said["why"],
        )


class WechatForm(MerchantForm):
    """A merchant account at WeChat Pay."""

    provider = "wechat"
    merchant_serial = _line(_("Serial number of the merchant's certificate"), 64)
    merchant_key = _lines(
        _("Private key of the merchant's certificate"), hint=_("The whole file apiclient_key.pem.")
    )
    api_v3_key = _secret(_("APIv3 key"), hint=_("The 32 characters that you chose there."))
    public_key_id = _line(
        _("Number of the WeChat Pay public key"),
        64,
        required=False,
        hint=_("It begins with PUB_KEY_ID_."),
    )
    public_key = _lines(
        _("WeChat Pay public key"),
        required=False,
        hint=_("Only where you were given one; certificates are fetched."),
    )
    app_secret = _secret(
        _("AppSecret of the official account"),
        required=False,
        hint=_("Only with it can gifts be paid inside WeChat."),
    )
    mandate_template = _line(
        _("Template number for regular gifts"),
        20,
        required=False,
        hint=_("Empty: no regular gifts by this provider."),
    )
    why = _line(_("Why"), 300, required=False, hint=_("Your colleagues read it. Name nobody."))


class AlipayForm(MerchantForm):
    """A merchant account at Alipay."""

    provider = "alipay"
    app_key = _lines(
        _("Private key of the app"),
        hint=_("PEM, or the single line that the provider's key tool writes."),
    )
    platform_key = _lines(
        _("Alipay's public key"), hint=_("As the provider's page shows it; not the app's own.")
    )
    mandate_template = _line(
        _("Signing scene for regular gifts"),
        64,
        required=False,
        hint=_("Empty: no regular gifts by this provider."),
    )
    why = _line(_("Why"), 300, required=False, hint=_("Your colleagues read it. Name nobody."))


FORMS = {form.provider: form for form in (WechatForm, AlipayForm)}
