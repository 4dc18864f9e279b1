"""What becomes of a person's teams, words and firms when they are erased or joined with another."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.base.states import move_state
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.teams.models import CaptainCall, FirmPerson, FirmRequest, Team, Word
from liushui.teams.queries.teams import WORD, words_of
from liushui.teams.services.wall import forget_words
from liushui.teams.states import REQUEST_MOVES, RequestState

_OWN = Actor.system("privacy")


@transaction.atomic
def hide_captain(person_id: int, *, at: datetime) -> None:
    """The person no longer wishes their surname shown."""
    shown = Team.objects.filter(captain_id=person_id, shows_captain=True)
    if shown.update(shows_captain=False):
        record(_OWN, "team.captain_hidden", at=at, person=person_id)


@transaction.atomic
def forget_person(person_id: int, *, at: datetime) -> None:
    """Teams lose their captain and name, words go, firms forget who joined, requests end.

    Sums stay: they are the gifts'.
    """
    CaptainCall.objects.filter(team__above__captain_id=person_id).delete()
    Team.objects.filter(captain_id=person_id).update(captain=None, shows_captain=False, title="")
    forget_words(person_id, at=at)
    FirmPerson.objects.filter(person_id=person_id).delete()
    for request in FirmRequest.objects.filter(asked_by_id=person_id, state=RequestState.ASKED):
        request.decided_by = _OWN.name
        request.save(update_fields=["decided_by"])
        move_state(request, to=RequestState.REFUSED, moves=REQUEST_MOVES, by=_OWN.name, at=at)
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
    joined = FirmPerson.objects.filter(person_id=person_id)
    known = FirmPerson.objects.filter(person_id=into_id)
    known.filter(
        firm_id__in=list(joined.filter(acts_for_it=True).values_list("firm_id", flat=True))
    ).update(acts_for_it=True)
    joined.filter(firm_id__in=list(known.values_list("firm_id", flat=True))).delete()
    joined.update(person=into)
    FirmRequest.objects.filter(asked_by_id=person_id).update(asked_by=into)
    record(_OWN, "team.person_joined", at=at, was=person_id, person=into_id)
