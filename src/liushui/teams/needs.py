"""What waits for the charity and for who looks after the site: words to read, firms to check."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liushui.desk.needs import Need
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.teams.queries.firms import requests_waiting
from liushui.teams.queries.teams import oldest_word_to_read


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Words that wait on walls, as one; each firm that asked. At most two queries."""
    del at
    found = []
    if actor.holds_any([Right.PROJECT_EDIT]):
        count, since = oldest_word_to_read(actor)
        if count:
            words = ngettext("%(count)s word on a wall", "%(count)s words on walls", count)
            address = reverse("teams:console-words")
            found.append(Need(words % {"count": count}, address, _("Read"), since=since))
    if actor.holds_any([Right.INSTALLATION_MANAGE]):
        found += [
            Need(
                _("A firm asks for a page: %(code)s") % {"code": one.credit_code},
                reverse("teams:firm-request", args=[one.pk]),
                _("Check"),
                since=one.asked_at,
            )
            for one in requests_waiting()
            if f"person:{one.asked_by_id}" != actor.name
        ]
    return found
