"""What messaging keeps about a person: a mail address, wishes, and what they were told."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from liushui.base.personal import Fact, PersonalDataHolder, Section
from liushui.messaging.models import MailAddress, Notice, Wish
from liushui.messaging.queries import own_address, told
from liushui.messaging.services import choose_channels, forget_screen_messages
from liushui.parties.actors import Actor
from liushui.parties.agreements import MESSAGES
from liushui.parties.queries import kept_person

MOST = 200


class MessagingHolder(PersonalDataHolder):
    """Everything goes when the person is erased."""

    name = "messaging"

    def sections(self, person_id: int) -> Sequence[Section]:
        actor = Actor(f"person:{person_id}", person_id)
        address, is_confirmed = own_address(actor)
        state = _("confirmed") if is_confirmed else _("not confirmed yet")
        notices = Notice.objects.filter(person_id=person_id).order_by("-pk")[:MOST]
        facts = [
            Fact(str(one.pk), one.title, one.words, f"{one.at:%Y-%m-%d}")
            for one in told(list(notices))
        ]
        if address:
            facts.insert(0, Fact("address", _("Mail address"), address, state))
        if not facts:
            return []
        return [
            Section(
                "messaging",
                _("Messages"),
                _("To tell you what happens to what you do here, the way you chose."),
                facts,
            )
        ]

    def joined(self, person_id: int, into_id: int, *, at: datetime) -> None:
        del at
        told = Notice.objects.filter(person_id=into_id).values_list("kind", "key")
        twice = [notice.pk for notice in Notice.objects.filter(person_id=person_id)
                 if (notice.kind, notice.key) in set(told)]  # fmt: skip
        Notice.objects.filter(person_id=person_id).exclude(pk__in=twice).update(person_id=into_id)

    def withdrawn(self, person_id: int, purpose: str, *, at: datetime) -> None:
        """Without this consent nothing leaves the inbox."""
        del at
        if purpose == MESSAGES:
            choose_channels(Actor(f"person:{person_id}", person_id), frozenset())

    def erase(self, person_id: int, *, at: datetime) -> None:
        del at
        forget_screen_messages(kept_person(person_id).phone)
        MailAddress.objects.filter(person_id=person_id).delete()
        Notice.objects.filter(person_id=person_id).delete()
        Wish.objects.filter(person_id=person_id).delete()
