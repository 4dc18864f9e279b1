"""A message goes to a phone, or to the demo's screen, or is refused in words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from liushui.messaging.channels import (
    ChannelMissing,
    NoChannel,
    ScreenChannel,
    TextMessage,
    channel,
)
from liushui.messaging.queries import screen_messages

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 18, 1, 0, tzinfo=UTC)
PHONE = "13800000001"


def test_a_site_without_a_channel_says_so(settings: Any) -> None:
    settings.LIUSHUI_SMS_CHANNEL = "liushui.messaging.channels.NoChannel"
    for act in (
        channel().require_ready,
        lambda: channel().send(phone=PHONE, message=TextMessage("notice", "您好"), at=AT),
    ):
        with pytest.raises(ChannelMissing) as refused:
            act()
        assert (refused.value.code, refused.value.status) == ("channel_missing", 503)
    assert isinstance(channel(), NoChannel)


def test_the_demo_shows_its_messages_newest_first(settings: Any, client: Client) -> None:
    settings.DEMO = True
    for number in range(60):
        ScreenChannel().send(phone=PHONE, message=TextMessage("notice", f"第{number}条"), at=AT)
    shown = screen_messages()
    assert [m.text for m in shown] == [f"第{n}条" for n in range(59, 9, -1)]
    assert shown[0].phone == "138****0001"
    page = client.get("/demo/messages/").content.decode()
    assert "138****0001" in page
    assert PHONE not in page


def test_messages_are_sealed_in_the_table(settings: Any) -> None:
    settings.DEMO = True
    ScreenChannel().send(phone=PHONE, message=TextMessage("notice", "验证码 123456"), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(m)::text from messaging_screenmessage m")
        row = cursor.fetchone()[0]
    for plain in (PHONE, "验证码 123456"):
        assert plain not in row
        assert plain.encode().hex() not in row


def test_outside_the_demo_the_screen_takes_nothing(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ChannelMissing):
        ScreenChannel().send(phone=PHONE, message=TextMessage("notice", "您好"), at=AT)
    with pytest.raises(ChannelMissing):
        ScreenChannel().require_ready()
    assert not screen_messages()
