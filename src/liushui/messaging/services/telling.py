"""Telling a person something: into the inbox always, by mail or phone as the person wants it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from liushui.kernel.errors import NotFound
from liushui.messaging.kinds import Channel, Fact, kind_named, kinds
from liushui.messaging.models import Delivery, Notice, Wish
from liushui.messaging.queries import channels_wanted, wanted_channels
from liushui.parties.actors import Actor
from liushui.parties.queries import consents_of, is_restricted, restricted_among

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told: ``key``, ``path`` and ``facts`` as ``tell`` takes them."""

    person_id: int
    key: str
    path: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


TASK = "liushui.messaging.tasks.deliver"


@transaction.atomic
def tell(
    person_id: int, kind: str, *, key: str, at: datetime, path: str = "", **facts: Fact
) -> Notice | None:
    """Tell a person once: the same kind and key again changes nothing.

    ``facts`` are codes, numbers and sums in fen (``amount_minor``), never personal data. ``path``
    begins with a slash. Who restricted the use of their values is told what is owed alone. The ways
    out are tried after the transaction has ended.
    """
    known = kind_named(kind)
    assert known is not None, f"no module registered {kind}"
    assert path == "" or (path.startswith("/") and not path.startswith("//")), "a path of ours"
    if is_restricted(person_id) and not known.is_owed:
        return None
    notice, is_new = Notice.objects.get_or_create(
        person_id=person_id, kind=kind, key=key,
        defaults={"facts": facts, "path": path, "at": at},
    )  # fmt: skip
    if is_new:
        for channel in wanted_channels(person_id, kind):
            _send(notice, channel)
    return notice


def tell_all(
    people: Iterable[int], kind: str, *, key: str, at: datetime, path: str = "", **facts: Fact
) -> int:
    """The same to several people; how many were told."""
    told = [tell(person_id, kind, key=key, at=at, path=path, **facts) for person_id in set(people)]
    return sum(notice is not None for notice in told)


@transaction.atomic
def tell_each(kind: str, tellings: Sequence[Telling], *, at: datetime) -> int:
    """As ``tell``, many people of one kind of thing, each of their own, in a few statements.

    How many notices are new.
    """
    known = kind_named(kind)
    assert known is not None, f"no module registered {kind}"
    people = {telling.person_id for telling in tellings}
    silent = frozenset() if known.is_owed else restricted_among(people)
    wanted = [telling for telling in tellings if telling.person_id not in silent]
    told = {(one.person_id, one.key) for one in _told_before(kind, wanted)}
    fresh = [telling for telling in wanted if (telling.person_id, telling.key) not in told]
    notices = Notice.objects.bulk_create(
        Notice(
            person_id=telling.person_id, kind=kind, key=telling.key, facts=dict(telling.facts),
            path=telling.path, at=at,
        )
        for telling in fresh
    )  # fmt: skip
    channels = channels_wanted({telling.person_id for telling in fresh}, kind)
    for notice in notices:
        for channel in channels.get(notice.person_id, ()):
            _send(notice, channel)
    return len(notices)


def _told_before(kind: str, tellings: Sequence[Telling]) -> "QuerySet[Notice]":
    return Notice.objects.filter(
        kind=kind,
        person_id__in={telling.person_id for telling in tellings},
        key__in={telling.key for telling in tellings},
    )


def mark_read(actor: Actor, number: int, *, at: datetime) -> Notice:
    """One's own notice is read. Raises ``NotFound``; a second call changes nothing."""
    notice = Notice.objects.filter(pk=number, person_id=actor.person_id or 0).first()
    if notice is None:
        raise NotFound
    Notice.objects.filter(pk=number, read_at=None).update(read_at=at)
    return notice


def mark_all_read(actor: Actor, *, at: datetime) -> int:
    """All of one's own. How many were new."""
    unread = Notice.objects.filter(person_id=actor.person_id or 0, read_at=None)
    return unread.update(read_at=at)


@transaction.atomic
def choose_channels(actor: Actor, wanted: frozenset[tuple[str, str]]) -> None:
    """For each kind and way whether one wants it: ``wanted`` holds the pairs that one does."""
    if actor.person_id is None:
        raise NotFound
    wishes = [
        Wish(
            person_id=actor.person_id, kind=kind.name, channel=channel,
            is_wanted=(kind.name, channel.value) in wanted,
        )
        for kind in kinds()
        for channel in Channel
    ]  # fmt: skip
    Wish.objects.bulk_create(
        wishes,
        update_conflicts=True,
        unique_fields=["person", "kind", "channel"],
        update_fields=["is_wanted"],
    )


def forget_notices(*, before: datetime) -> int:
    """Drop notices older than this that were read; how many."""
    gone, _each = Notice.objects.filter(at__lt=before, read_at__isnull=False).delete()
    return gone


def _send(notice: Notice, channel: Channel) -> None:
    language = _language_of(notice.person_id)
    delivery = Delivery.objects.create(notice=notice, channel=channel, language=language)
    app.configure_task(TASK, queue="messaging").defer(delivery_id=delivery.pk)


def _language_of(person_id: int) -> str:
    """The one in which the person last agreed to something: whoever tells may read another."""
    known = dict(settings.LANGUAGES)
    said = (consent.language for consent in consents_of(person_id))
    return next((language for language in said if language in known), "")
