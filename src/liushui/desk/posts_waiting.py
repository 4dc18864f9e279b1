"""What waits for those who give out posts. It stands here, since parties lies below the desk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.desk.needs import Need
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.queries.waiting import invitations_running_out, proposals_to_decide

SOON = timedelta(days=2)


def needs(actor: Actor, at: datetime) -> Sequence[Need]:
    """Proposals that wait for this person's word, and links of theirs that nobody took yet.

    Titles of posts only: nobody's name is read for a list. Two queries.
    """
    proposed = [
        Need(
            _("Another person proposed a change: %(post)s") % {"post": _title(one.post)},
            reverse("parties:proposal", args=[one.key]),
            _("Look and decide"),
            due=day_of(one.until),
            since=one.since,
        )
        for one in proposals_to_decide(actor, at)
    ]
    links = [
        Need(
            _("Nobody has taken your invitation yet: %(post)s") % {"post": _title(one.post)},
            _where(one.post.pk, one.takes_over),
            _("Invite again"),
            due=day_of(one.until),
            since=one.since,
        )
        for one in invitations_running_out(actor, at, within=SOON)
    ]
    return [*proposed, *links]


def _title(post: Any) -> str:
    return in_reader_language(post.title, post.title_en)


def _where(post_id: int, takes_over: int | None) -> str:
    """A page on which the person can make another link."""
    if takes_over is not None:
        return reverse("parties:holding", args=[takes_over])
    return reverse("parties:post", args=[post_id])
