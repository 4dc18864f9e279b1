"""Carrying a notice out of the house: tried again with longer waits, then given up."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from liushui.base import vault
from liushui.base.keys.store import KeyStoreAway
from liushui.base.refusals import record_refusal
from liushui.base.states import move_state
from liushui.kernel.errors import DomainError
from liushui.messaging.channels import TextMessage, channel
from liushui.messaging.kinds import Channel, kind_named
from liushui.messaging.mail import Letter, MailSilent, send_letter
from liushui.messaging.models import Delivery, Notice
from liushui.messaging.queries import confirmed_address
from liushui.messaging.services.telling import TASK
from liushui.messaging.sms.provider import SmsSilent
from liushui.messaging.states import MOVES, DeliveryState
from liushui.parties.queries import is_restricted, kept_person

WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
PASSING = (MailSilent, SmsSilent, KeyStoreAway)
_BY = "system:messaging"


def deliver(delivery_id: int, *, at: datetime) -> None:
    """Try once. What may pass is tried again, five times in all; what will not pass is given up.

    Safe to run twice: what was handed over is not sent again.
    """
    with transaction.atomic():
        found = Delivery.objects.select_related("notice").select_for_update(of=("self",))
        delivery = found.filter(pk=delivery_id, state=DeliveryState.WAITING).first()
        if delivery is None:
            return
        delivery.tries += 1
        Delivery.objects.filter(pk=delivery.pk).update(tries=delivery.tries, tried_at=at)
        try:
            with translation.override(delivery.language or settings.LANGUAGE_CODE):
                sent = _carry(delivery, at)
        except DomainError as error:
            record_refusal(error)
            _refused(delivery, error, at)
        else:
            to = DeliveryState.SENT if sent else DeliveryState.GIVEN_UP
            move_state(delivery, to=to, moves=MOVES, by=_BY, at=at)


def _carry(delivery: Delivery, at: datetime) -> bool:
    """Whether there was anywhere to carry it to."""
    notice = delivery.notice
    kind = kind_named(notice.kind)
    if kind is None or (is_restricted(notice.person_id) and not kind.is_owed):
        return False
    words = kind.words(notice.facts)
    if delivery.channel == Channel.MAIL:
        address = confirmed_address(notice.person_id)
        if address:
            send_letter(Letter(address, words, _letter(notice, words)))
        return bool(address)
    try:
        phone = kept_person(notice.person_id).phone
    except vault.Shredded:
        return False
    if phone:
        message = TextMessage("notice", _("Liushui: %(words)s") % {"words": words},
                              (("what", kind.title),))  # fmt: skip
        channel().send(phone=phone, message=message, at=at)
    return bool(phone)


def _letter(notice: Notice, words: str) -> str:
    link = f"{settings.ORIGIN}{notice.path or '/me/messages/'}"
    why = _("You chose to have such notices by mail. Change it at %(address)s") % {
        "address": f"{settings.ORIGIN}/me/messages/choices/"
    }
    return f"{words}\n\n{link}\n\n--\n{why}\n"


def _refused(delivery: Delivery, error: DomainError, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(refusal_code=error.code)
    if isinstance(error, PASSING) and delivery.tries <= len(WAITS):
        again = at + WAITS[delivery.tries - 1]
        task = app.configure_task(TASK, queue="messaging", schedule_at=again)
        task.defer(delivery_id=delivery.pk)
        return
    move_state(delivery, to=DeliveryState.GIVEN_UP, moves=MOVES, by=_BY, at=at, why=error.code)
