"""The operator's help for who lost the device and the paper: the factors go, the phone stays."""

from datetime import datetime

from django.db import transaction

from liushui.accounts.models import CodeApp, Passkey, RecoveryCode
from liushui.accounts.notices import FACTOR_GONE, tell_of
from liushui.accounts.services.entering import end_sessions_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import record


@transaction.atomic
def forget_factors(actor: Actor, person_id: int, *, at: datetime) -> int:
    """Take away every second factor of a person and sign them out everywhere; how many went.

    Only for the installation itself: no page leads here. The person is told. Safe to call twice.
    """
    if not actor.is_system:
        raise NotAllowed
    gone = 0
    for kept in (Passkey, CodeApp, RecoveryCode):
        gone += kept.objects.filter(account__person_id=person_id).delete()[0]
    account = account_of(person_id)
    if gone and account is not None:
        end_sessions_of(actor, person_id, at=at)
        record(actor, "account.factors_forgotten", account, at=at, count=gone)
        tell_of(FACTOR_GONE, person_id, at=at)
    return gone
