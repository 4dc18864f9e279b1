"""What waits for a second person's word: galleries, and rates and partners of rules for acts."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.items.queries.acts import partners_to_agree, rates_to_agree
from liushui.items.queries.galleries import galleries_to_open
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Those that others drafted: three queries."""
    opening = [
        Need(
            in_reader_language(one.title, one.title_en),
            reverse("items:console-gallery", args=[one.code]),
            _("Look and decide"),
            since=one.created_at,
        )
        for one in galleries_to_open(actor)
    ]
    agreeing = [
        Need(
            in_reader_language(one.rule.title, one.rule.title_en),
            reverse("items:console-rule", args=[one.rule.code]),
            _("Look and decide"),
            since=one.proposed_at,
        )
        for one in rates_to_agree(actor, day_of(at))
    ]
    naming = [
        Need(
            f"{one.name} · {in_reader_language(one.rule.title, one.rule.title_en)}",
            reverse("items:console-rule", args=[one.rule.code]),
            _("Look and decide"),
            since=one.made_at,
        )
        for one in partners_to_agree(actor)
    ]
    return [*opening, *agreeing, *naming]
