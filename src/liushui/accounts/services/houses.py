"""Coming in by another house, and connecting with one or parting from it."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from liushui.accounts.houses import House
from liushui.accounts.notices import HOUSE_ADDED, tell_of
from liushui.accounts.queries.houses import account_at
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import account_of
from liushui.parties.services import record


class HouseTaken(DomainError):
    """The person of that house comes in here as somebody else."""

    code = "house_taken"
    status = 409
    message = gettext_noop("This %(house)s is connected with another sign-in here.")
    remedy = gettext_noop("Sign in with it, disconnect it there, and connect it here again.")


class HouseConnectedOtherwise(DomainError):
    """The account is connected with another person of that house."""

    code = "house_connected_otherwise"
    status = 409
    message = gettext_noop("You are connected with another %(house)s already.")
    remedy = gettext_noop("Disconnect that one first.")


@transaction.atomic
def sign_in_by_house(actor: Actor, house: House, uid: str, *, at: datetime) -> Any | None:
    """The account that this person of the house opens; ``None`` if none does."""
    account = account_at(house, uid)
    if account is None or not account.is_active:
        return None
    record(actor, "account.signed_in_by_house", account.person, at=at, house=house.key)
    return account


@transaction.atomic
def connect_house(actor: Actor, house: House, uid: str, *, at: datetime) -> None:
    """The actor may come in by this person of the house from now on. Safe to call twice.

    ``uid`` is the keyed hash of the person there. Raises ``HouseTaken`` and
    ``HouseConnectedOtherwise``.
    """
    assert actor.person_id is not None, "a stranger has no account"
    account = account_of(actor.person_id)
    assert account is not None, "who is signed in has an account"
    mine = SocialAccount.objects.filter(user=account, provider=house.key).first()
    if mine is not None and mine.uid == uid:
        return
    if mine is not None:
        raise HouseConnectedOtherwise(house=house.name)
    made, fresh = SocialAccount.objects.get_or_create(
        provider=house.key, uid=uid, defaults={"user": account, "extra_data": {}}
    )
    if made.user_id != account.pk:
        raise HouseTaken(house=house.name)
    if fresh:
        record(actor, "house.connected", account.person, at=at, house=house.key)
        tell_of(HOUSE_ADDED, actor.person_id, at=at)


@transaction.atomic
def disconnect_house(actor: Actor, house_key: str, *, at: datetime) -> None:
    """The house no longer opens the actor's account. Safe to call twice."""
    mine = SocialAccount.objects.filter(user__person_id=actor.person_id, provider=house_key)
    gone = mine.select_related("user__person").first()
    if gone is None:
        return
    mine.delete()
    record(actor, "house.disconnected", gone.user.person, at=at, house=house_key)
