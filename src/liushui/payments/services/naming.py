"""Before a second charity comes in, the settings' account is named as the first one's."""

from datetime import datetime

from liushui.installation.queries import group_for, value_of
from liushui.installation.services.changing import change_settings
from liushui.parties.actors import Actor
from liushui.parties.queries import organisations_by_id
from liushui.payments.provider import ALIPAY, WECHAT
from liushui.payments.services.facts import facts_set
from liushui.payments.services.merchant import OWNERS, settings_owner

_OWN = Actor.system("payments")
_GROUPS = {WECHAT: "wechat-pay", ALIPAY: "alipay"}
_WHY = "Another charity comes in: this account stays the first one's."


def name_owner_of_settings(*, at: datetime) -> None:
    """Keep the only charity's gifts coming into its account. Safe to call twice."""
    for provider, key in OWNERS.items():
        owner = settings_owner(provider)
        if owner is not None and facts_set(provider) is not None and not value_of(key):
            code = organisations_by_id([owner])[0].credit_code
            group = group_for(_GROUPS[provider])
            change_settings(_OWN, group, {key: code}, why=_WHY, at=at)
