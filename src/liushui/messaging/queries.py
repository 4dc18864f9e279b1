"""What is asked about messages: the demo's, and each person's own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator

from liushui.base import vault
from liushui.kernel.masks import mask_phone
from liushui.messaging.kinds import Channel, NoticeKind, kind_named, kinds
from liushui.messaging.models import MailAddress, Notice, ScreenMessage, Wish
from liushui.parties.actors import Actor

PURPOSE = "screen-message"
ADDRESS = "mail-address"
SHOWN = 50
PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Shown:
    """One message: to whom (masked), which words, when."""

    phone: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the reader's language."""

    pk: int
    title: str
    words: str
    path: str
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A kind of notice and the ways by which the person wants it beside the inbox."""

    kind: NoticeKind
    mail: bool
    sms: bool


def screen_messages() -> list[Shown]:
    """The newest fifty."""
    return [
        Shown(
            phone=mask_phone(vault.open_passing(PURPOSE, message.phone_sealed)),
            text=vault.open_passing(PURPOSE, message.text_sealed),
            at=message.at,
        )
        for message in ScreenMessage.objects.order_by("-at", "-pk")[:SHOWN]
    ]


def notices_of(actor: Actor, number: int | str = 1) -> "Page[Notice]":
    """One's own notices, newest first. Two queries."""
    mine = Notice.objects.filter(person_id=actor.person_id or 0).order_by("-pk")
    return Paginator(mine, PAGE_SIZE).get_page(number)


def told(notices: Sequence[Notice]) -> Sequence[Told]:
    """The same as a page shows them; a kind whose module left shows its name."""
    return [_told(notice) for notice in notices]


def unread_count(actor: Actor) -> int:
    """How many of one's own notices are new. One query; none for a stranger."""
    if actor.person_id is None:
        return 0
    return Notice.objects.filter(person_id=actor.person_id, read_at=None).count()


def choices_of(actor: Actor) -> Sequence[Wanted]:
    """Every kind with the ways by which the person wants it. One query."""
    said = _wishes(actor.person_id or 0)
    return [
        Wanted(kind, _is_wanted(kind, Channel.MAIL, said), _is_wanted(kind, Channel.SMS, said))
        for kind in kinds()
    ]


def wanted_channels(person_id: int, kind_name: str) -> Sequence[Channel]:
    """The ways by which the person wants notices of this kind."""
    kind = kind_named(kind_name)
    said = _wishes(person_id)
    return [] if kind is None else [one for one in Channel if _is_wanted(kind, one, said)]


def channels_wanted(people: Collection[int], kind_name: str) -> dict[int, list[Channel]]:
    """As ``wanted_channels``, of many people: one query."""
    kind = kind_named(kind_name)
    if kind is None:
        return {}
    said: dict[int, dict[tuple[str, str], bool]] = {}
    for row in Wish.objects.filter(person_id__in=people, kind=kind_name):
        said.setdefault(row.person_id, {})[row.kind, row.channel] = row.is_wanted
    return {
        person: [one for one in Channel if _is_wanted(kind, one, said.get(person, {}))]
        for person in people
    }


def address_row(actor: Actor) -> MailAddress | None:
    """One's own address as it is kept."""
    return MailAddress.objects.filter(person_id=actor.person_id or 0).first()


def own_address(actor: Actor) -> tuple[str, bool]:
    """One's own address in full and whether it is confirmed; "" without one."""
    row = MailAddress.objects.filter(person_id=actor.person_id or 0).select_related("person")
    kept = row.first()
    if kept is None:
        return "", False
    address = vault.open_sealed(kept.person.vault_id, ADDRESS, kept.address_sealed)
    return address, kept.confirmed_at is not None


def confirmed_address(person_id: int) -> str:
    """Where the person takes mail; "" unless the address is confirmed and not erased."""
    row = MailAddress.objects.filter(person_id=person_id, confirmed_at__isnull=False)
    kept = row.select_related("person").first()
    if kept is None:
        return ""
    return vault.open_many(ADDRESS, [(kept.person.vault_id, kept.address_sealed)])[0] or ""


def _told(notice: Notice) -> Told:
    kind = kind_named(notice.kind)
    return Told(
        pk=notice.pk,
        title=kind.title if kind else notice.kind,
        words=kind.words(notice.facts) if kind else "",
        path=notice.path,
        at=notice.at,
        is_read=notice.read_at is not None,
    )


def _wishes(person_id: int) -> dict[tuple[str, str], bool]:
    rows = Wish.objects.filter(person_id=person_id)
    return {(row.kind, row.channel): row.is_wanted for row in rows}


def _is_wanted(kind: NoticeKind, channel: Channel, said: dict[tuple[str, str], bool]) -> bool:
    return said.get((kind.name, channel.value), channel in kind.unasked)


def who_wants(kind_name: str, *, after: int = 0, limit: int) -> Sequence[int]:
    """People who chose notices of this kind by some way, by id: one query."""
    wanted = Wish.objects.filter(kind=kind_name, is_wanted=True, person_id__gt=after)
    people = wanted.order_by("person_id").values_list("person_id", flat=True).distinct()
    return list(people[:limit])


def was_told(person_id: int, kind_name: str, key: str) -> bool:
    """Whether the person was told this already."""
    return Notice.objects.filter(person_id=person_id, kind=kind_name, key=key).exists()
