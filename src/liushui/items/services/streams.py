"""Live streams: a page, a link for each channel, and sums that grow where the gift is booked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from random import randrange
from typing import TYPE_CHECKING

from django.db import connection, transaction

from liushui.items import policies
from liushui.items.errors import CodeTaken, TagTaken
from liushui.items.models import Channel, Stream
from liushui.items.queries.streams import channels_of, stream_for
from liushui.kernel.errors import gettext_noop
from liushui.onboarding.services.parts import require_on
from liushui.parties.services import record
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.giving.models import GiftOrder
    from liushui.parties.actors import Actor

_PARTS = 8
_COUNT = """
insert into items_channelhour (channel_id, hour, shard, gifts, minor)
values (%s, date_trunc('hour', %s::timestamptz), %s, %s, %s)
on conflict (channel_id, hour, shard)
do update set gifts = items_channelhour.gifts + excluded.gifts,
  minor = items_channelhour.minor + excluded.minor
"""
BY_NO_CHANNEL = gettext_noop("Without a channel")


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """When the stream is on, and what its page says."""

    code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    title_en: str = ""
    words: str = ""
    words_en: str = ""


@transaction.atomic
def make_stream(actor: "Actor", project: str, plan: StreamPlan, *, at: datetime) -> Stream:
    """Make the page of a live stream for a project. Raises ``CodeTaken``."""
    wanted = project_for(actor, project)
    policies.require_draft(actor, wanted.organisation_id)
    require_on(wanted.organisation_id, "items")
    if Stream.objects.filter(code=plan.code).exists():
        raise CodeTaken
    stream = Stream.objects.create(
        code=plan.code,
        project=wanted,
        title=plan.title,
        title_en=plan.title_en,
        words=plan.words,
        words_en=plan.words_en,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        made_by=actor.name,
        created_at=at,
    )
    Channel.objects.create(stream=stream, tag="", label="未经渠道", label_en=BY_NO_CHANNEL)
    record(actor, "stream.made", stream, at=at, project=wanted.number)
    return stream


@transaction.atomic
def add_channel(
    actor: "Actor", code: str, tag: str, *, label: str, label_en: str = "", at: datetime
) -> Channel:
    """Give a channel a link of its own. Raises ``TagTaken``; the tag is a short plain name."""
    stream = stream_for(actor, code)
    policies.require_draft(actor, stream.project.organisation_id)
    if any(one.tag == tag for one in channels_of(stream)):
        raise TagTaken
    channel = Channel.objects.create(stream=stream, tag=tag, label=label, label_en=label_en)
    record(actor, "stream.channel_added", stream, at=at, channel=channel.pk)
    return channel


def count_gifts(orders: "Sequence[GiftOrder]", *, at: datetime) -> None:
    """These were booked: add them to their channels' hour. Part of booking; never refuses.

    Each channel once and in order, so that two who book at once never wait for each other.
    """
    codes = {order.origin.partition(":")[2] for order in orders}
    channels = {
        (one.stream.code, one.tag): one.pk
        for one in Channel.objects.filter(stream__code__in=codes).select_related("stream")
    }
    amounts: dict[int, list[int]] = defaultdict(list)
    for order in orders:
        code = order.origin.partition(":")[2]
        channel = channels.get((code, order.tag), channels.get((code, "")))
        if channel is not None:
            amounts[channel].append(order.amount_minor)
    part = randrange(_PARTS)  # noqa: S311 - no secret
    with connection.cursor() as cursor:
        for channel, given in sorted(amounts.items()):
            cursor.execute(_COUNT, [channel, at, part, len(given), sum(given)])
