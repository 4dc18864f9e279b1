"""Whose the merchant account of the settings is, as the settings say it."""

from django.utils.translation import gettext

from liushui.installation.declared import Setting, SettingWrong
from liushui.kernel.errors import gettext_noop
from liushui.parties.queries.organisations import number_of

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
        check=require_organisation,
    )


def require_organisation(text: str) -> None:
    """The code of an organisation that is here."""
    if text and number_of(text) is None:
        why = gettext("no organisation here has this code.")
        raise SettingWrong(label=gettext(_WHOSE), why=why)
