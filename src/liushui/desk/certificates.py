"""What waits for those who look after an organisation's face: certificates that run out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import certificates_ending

# About as long as a renewal takes (A01).
WARNED_FOR = timedelta(days=90)


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Certificates without a successor that end within 90 days, or have ended. One query."""
    bodies = actor.organisations_with(Right.BODY_EDIT)
    if not bodies:
        return []
    found = []
    for paper in certificates_ending(bodies, by=day_of(at) + WARNED_FOR):
        body = paper.organisation
        words = {
            "kind": paper.get_kind_display(),
            "body": in_reader_language(body.short_name or body.name, body.name_en),
        }
        found.append(
            Need(
                _("%(kind)s runs out: %(body)s") % words,
                reverse("parties:certificate-new", args=[body.credit_code]),
                _("Enter the new one"),
                due=paper.valid_until,
            )
        )
    return found
