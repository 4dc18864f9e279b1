"""Whose the merchant account of the settings is, as the settings say it."""

from functools import partial

from django.utils.translation import gettext

from liushui.installation.declared import Setting, SettingWrong
from liushui.installation.queries import value_of
from liushui.kernel.errors import gettext_noop
from liushui.parties.queries.organisations import number_of
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.payments.queries.accounts import holder_of

_PROVIDERS = {"wechat_pay": WECHAT, "alipay": ALIPAY}
_WHOSE = gettext_noop("Organisation whose account it is")


def whose_account(group: str, environment: str) -> Setting:
    """The setting, of one provider's group."""
    return Setting(
        key=f"{group}.organisation",
        label=_WHOSE,
        help=gettext_noop(
            "Its unified social credit code. May stay empty while one charity alone is here; of"
            " several, nobody's gifts go there before it is named."
        ),
        environment=environment,
        check=partial(require_owner, group),
    )


def require_owner(group: str, text: str) -> None:
    """The code of an organisation that is here, and no other's than whose people entered it."""
    named = number_of(text)
    if named is None:
        raise _wrong(gettext("no organisation here has this code."))
    holder = holder_of(_PROVIDERS[group], value_of(f"{group}.merchant_id"))
    if holder not in {None, named}:
        raise _wrong(gettext("another organisation entered the account with this number."))


def _wrong(why: str) -> SettingWrong:
    return SettingWrong(label=gettext(_WHOSE), why=why)
