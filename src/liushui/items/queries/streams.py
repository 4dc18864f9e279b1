"""Live streams and what came by each of their channels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import QuerySet, Sum

from liushui.items import policies
from liushui.items.models import Channel, ChannelHour, Stream
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

LISTED = 200
HOURS_SHOWN = 48
_FAULTS = """
select s.code, c.tag from items_channel c join items_stream s on s.id = c.stream_id
  left join (select channel_id, sum(gifts) as gifts, sum(minor) as minor from items_channelhour
    group by channel_id) h on h.channel_id = c.id
  left join lateral (select count(*) as gifts, coalesce(sum(amount_minor), 0) as minor
    from giving_giftorder o where o.origin = 'live:' || s.code and o.state in ('paid')
      and case when exists (select from items_channel t where t.stream_id = s.id and t.tag = o.tag)
        then o.tag else '' end = c.tag) o on true
  where (coalesce(h.gifts, 0), coalesce(h.minor, 0)) <> (o.gifts, o.minor) limit 20"""


@dataclass(frozen=True, slots=True)
class ChannelResult:
    """What came by one channel: gifts that were booked, and their fen before refunds."""

    channel: Channel
    gifts: int
    minor: int


@dataclass(frozen=True, slots=True)
class StreamStanding:
    """A stream and what came by its channels in all."""

    stream: Stream
    gifts: int
    minor: int


def stream_by_code(code: str) -> Stream:
    """A stream by its short name: its page is public. Raises ``NotFound``."""
    stream = _whole().filter(code=code).first()
    if stream is None:
        raise NotFound
    return stream


def stream_for(actor: "Actor", code: str) -> Stream:
    """The stream for who reads its results in the console. Raises ``NotFound``."""
    stream = stream_by_code(code)
    if not policies.can_read(actor, stream.project.organisation_id):
        raise NotFound
    return stream


def streams_in_console(actor: "Actor") -> Sequence[StreamStanding]:
    """Those of the organisations that the actor reads, newest first."""
    own = list(
        _whole()
        .filter(project__organisation__in=policies.bodies_to_read(actor))
        .order_by("-pk")[:LISTED]
    )
    rows = ChannelHour.objects.filter(channel__stream__in=own).values("channel__stream")
    sums = {
        row["channel__stream"]: (row["number"], row["fen"])
        for row in rows.annotate(number=Sum("gifts"), fen=Sum("minor"))
    }
    return [StreamStanding(one, *sums.get(one.pk, (0, 0))) for one in own]


def channels_of(stream: Stream) -> Sequence[Channel]:
    """Its channels in the order in which they were made; the first is for no channel."""
    return list(stream.channels.order_by("pk"))


def results_of(stream: Stream) -> Sequence[ChannelResult]:
    """What came by each channel, also by those by which nothing came."""
    rows = ChannelHour.objects.filter(channel__stream=stream).values("channel")
    sums = {
        row["channel"]: (row["number"], row["fen"])
        for row in rows.annotate(number=Sum("gifts"), fen=Sum("minor"))
    }
    return [ChannelResult(one, *sums.get(one.pk, (0, 0))) for one in channels_of(stream)]


def hours_of(stream: Stream) -> Mapping[datetime, int]:
    """How many fen came in each of the stream's last hours in which any came, oldest first."""
    rows = (
        ChannelHour.objects.filter(channel__stream=stream)
        .values("hour")
        .annotate(fen=Sum("minor"))
        .order_by("-hour")[:HOURS_SHOWN]
    )
    found: dict[datetime, int] = defaultdict(int)
    for row in reversed(list(rows)):
        found[row["hour"]] = row["fen"]
    return found


def faults_of_streams() -> Sequence[tuple[str, str]]:
    """Each channel whose counters are not what the orders say; none is well. For the check."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [(f"{code} {tag}".strip(), "its sums are not its gifts'") for code, tag in
                cursor.fetchall()]  # fmt: skip


def _whole() -> "QuerySet[Stream]":
    return Stream.objects.select_related("project__organisation")
