"""Words beside gifts on the wall of a team: sealed as its writer's, shown once somebody read it."""

from datetime import datetime

from django.db import transaction

from liushui.base import vault
from liushui.base.states import move_state
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.teams import policies
from liushui.teams.errors import WordIsYours, WordMissing, WordSaid
from liushui.teams.models import TeamGift, Word
from liushui.teams.notices import tell_captain
from liushui.teams.queries.teams import WORD, team_by_code, word_for_update, wordless_gift_of
from liushui.teams.states import WORD_MOVES, WordState

WORD_LIMIT = 140


@transaction.atomic
def say_word(actor: Actor, code: str, text: str, *, at: datetime) -> Word:
    """A word beside the actor's newest gift to the team that has none; it waits to be read.

    Raises ``NotAllowed`` for who has not given to this team signed in, ``WordSaid`` where every
    gift of theirs has its word, ``WordMissing``.
    """
    team = team_by_code(code)
    words = " ".join(text.split())
    if actor.person_id is None:
        raise NotAllowed
    if not words or len(words) > WORD_LIMIT:
        raise WordMissing(limit=WORD_LIMIT)
    gift = wordless_gift_of(actor, team)
    if gift is None:
        gave = TeamGift.objects.filter(team=team, order__donor_id=actor.person_id)
        raise WordSaid if gave.exists() else NotAllowed
    person = person_by_id(actor.person_id)
    word = Word.objects.create(
        gift=gift,
        team=team,
        person=person,
        text_sealed=vault.seal(person.vault_id, WORD, words),
        written_at=at,
    )
    record(actor, "team.word_said", word, at=at, team=team.pk)
    tell_captain(word, at=at)
    return word


@transaction.atomic
def judge_word(actor: Actor, key: int, *, shows: bool, at: datetime) -> Word:
    """Show a word on the wall, or do not. A second call changes nothing.

    Captains decide for their teams, the charity for all that give to it; nobody shows their own
    word. Raises ``NotFound``, ``WordIsYours``, and ``NotFound`` once its writer was erased.
    """
    word = word_for_update(key)
    if not policies.can_read_words(actor, word.team):
        raise NotFound
    wanted = WordState.SHOWN if shows else WordState.DECLINED
    if word.state == wanted:
        return word
    if shows and word.text_sealed is None:
        raise NotFound
    if shows and word.person_id == actor.person_id:
        raise WordIsYours
    move_state(word, to=wanted, moves=WORD_MOVES, by=actor.name, at=at)
    record(actor, f"team.word_{wanted}", word, at=at, team=word.team_id)
    return word


@transaction.atomic
def forget_words(person_id: int, *, at: datetime) -> None:
    """A writer was erased: words go from every wall, the rows stay without them."""
    for word in Word.objects.filter(person_id=person_id, text_sealed__isnull=False):
        if word.state != WordState.DECLINED:
            move_state(word, to=WordState.DECLINED, moves=WORD_MOVES, by="system:privacy", at=at)
        Word.objects.filter(pk=word.pk).update(text_sealed=None)
