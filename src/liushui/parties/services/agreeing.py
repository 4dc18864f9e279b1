"""What people agree to, word for word, and how they take it back."""

from datetime import datetime

from django.db import transaction

from liushui.parties.actors import Actor
from liushui.parties.agreements import Agreement
from liushui.parties.models import Consent, Person


@transaction.atomic(savepoint=False)
def agree(actor: Actor, person: Person, agreement: Agreement, *, at: datetime) -> Consent:
    """The person agreed to these words in this language. Each time is a row of its own."""
    del actor
    return _write(person, agreement, is_given=True, at=at)


@transaction.atomic
def withdraw(actor: Actor, person: Person, agreement: Agreement, *, at: datetime) -> Consent:
    """The person no longer agrees. What was agreed before stays on record."""
    del actor
    return _write(person, agreement, is_given=False, at=at)


def _write(person: Person, agreement: Agreement, *, is_given: bool, at: datetime) -> Consent:
    return Consent.objects.create(
        person=person,
        purpose=agreement.purpose,
        version=agreement.version,
        language=agreement.language,
        text_sha256=agreement.sha256,
        is_given=is_given,
        at=at,
    )
