"""Taking every way in from a person who is erased."""

from datetime import datetime

from allauth.idp.oidc.models import Token
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from liushui.accounts.models import CodeApp, Guest, Passkey, RecoveryCode
from liushui.accounts.services.entering import end_sessions_of
from liushui.accounts.services.trying import Share, forgive
from liushui.kernel.errors import NotAllowed
from liushui.parties.actors import Actor
from liushui.parties.queries import kept_person
from liushui.parties.services import Asker


@transaction.atomic
def erase_ways_in(actor: Actor, person_id: int, *, at: datetime) -> None:
    """Sessions, known browsers, passkeys, apps, papers, houses and sites of one person.

    Safe to call twice. Only for the installation itself.
    """
    if not actor.is_system:
        raise NotAllowed
    end_sessions_of(actor, person_id, at=at)
    _forget_guesses(person_id)
    for kept in (Passkey, CodeApp, RecoveryCode, Guest):
        kept.objects.filter(account__person_id=person_id).delete()
    for foreign in (SocialAccount, Token):
        foreign.objects.filter(user__person_id=person_id).delete()


def _forget_guesses(person_id: int) -> None:
    """Guesses at the password are counted under a keyed hash of the phone: it goes too."""
    phone = kept_person(person_id).phone
    forgive([Share("password", f"{asker}:{phone}", ()) for asker in Asker if phone])
