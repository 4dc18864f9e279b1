"""What waits for a second person's word on the books."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.books.queries import instructions_to_decide
from liushui.desk.needs import Need
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Instructions that others proposed: one query."""
    del at
    return [
        Need(
            str(one.get_kind_display()),
            reverse("books:instruction", args=[one.reference]),
            _("Look and decide"),
            minor=one.amount_minor,
            since=one.proposed_at,
        )
        for one in instructions_to_decide(actor)
    ]
