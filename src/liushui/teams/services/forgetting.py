"""What becomes of a person's teams, words and firms when they are erased or joined with another."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.teams.models import FirmPerson, FirmRequest, Team, Word
from liushui.teams.queries.teams import WORD, words_of
from liushui.teams.services.wall import forget_words

_OWN = Actor.system("privacy")


@transaction.atomic
def hide_captain(person_id: int, *, at: datetime) -> None:
    """The person no longer wishes their surname shown."""
    shown = Team.objects.filter(captain_id=person_id, shows_captain=True)
    if shown.update(shows_captain=False):
        record(_OWN, "team.captain_hidden", at=at, person=person_id)


@transaction.atomic
def forget_person(person_id: int, *, at: datetime) -> None:
    """Teams lose their captain and name, words go, firms forget who joined.

    Sums stay: they are the gifts'.
    """
    Team.objects.filter(captain_id=person_id).update(captain=None, shows_captain=False, title="")
    forget_words(person_id, at=at)
    FirmPerson.objects.filter(person_id=person_id).delete()
    record(_OWN, "team.person_forgotten", at=at, person=person_id)


@transaction.atomic
def join_people(person_id: int, into_id: int, *, at: datetime) -> None:
    """Two records are one person's: teams, words and firms are the other's from now on."""
    into = person_by_id(into_id)
    Team.objects.filter(captain_id=person_id).update(captain=into)
    for said in words_of(person_id):
        word = said.word
        sealed = None
        if word.text_sealed is not None:
            sealed = vault.seal(into.vault_id, WORD, said.text)
        Word.objects.filter(pk=word.pk).update(person=into, text_sealed=sealed)
    known = FirmPerson.objects.filter(person_id=into_id).values_list("firm_id", flat=True)
    FirmPerson.objects.filter(person_id=person_id, firm_id__in=list(known)).delete()
    FirmPerson.objects.filter(person_id=person_id).update(person=into)
    FirmRequest.objects.filter(asked_by_id=person_id).update(asked_by=into)
    record(_OWN, "team.person_joined", at=at, was=person_id, person=into_id)
