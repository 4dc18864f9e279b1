"""Agreeing and taking it back: one button each, on one page."""

from datetime import datetime

from django.db import transaction

from liushui.base.personal import personal_holders
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.agreements import SHOWN_NAME, agreement_in
from liushui.parties.queries import last_consents, person_by_id
from liushui.parties.services import agree, record, withdraw
from liushui.privacy import queries


@transaction.atomic
def say(actor: Actor, purpose: str, *, is_given: bool, language: str, at: datetime) -> None:
    """The actor's word on one purpose, in the newest words. Saying it twice writes it once.

    Taking back ends what rested on it, in every module. Raises ``NotFound`` for other purposes.
    """
    if actor.person_id is None or purpose not in queries.OFFERED:
        raise NotFound
    words = agreement_in(language, purpose)
    last = last_consents(actor.person_id).get(purpose)
    same = last is not None and (last.is_given, last.version) == (is_given, words.version)
    if same or (last is None and not is_given and purpose != SHOWN_NAME):
        return
    person = person_by_id(actor.person_id)
    (agree if is_given else withdraw)(actor, person, words, at=at)
    verb = "consent.given" if is_given else "consent.taken_back"
    record(actor, verb, person, at=at, purpose=purpose, version=words.version)
    if not is_given:
        for holder in personal_holders():
            holder.withdrawn(actor.person_id, purpose, at=at)
