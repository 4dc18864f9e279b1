"""Each channel's sum grows where its gifts are booked, and once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, transaction

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import By, OriginUnknown, place_order
from liushui.items.errors import CodeTaken, TagTaken
from liushui.items.models import Stream
from liushui.items.queries.streams import faults_of_streams, hours_of, results_of
from liushui.items.services import StreamPlan, add_channel, make_stream, streams
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from tests.giving import builders as giving
from tests.items import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def stream() -> Stream:
    project, at = giving.project(), b.now()
    officer = b.officer(project)
    plan = StreamPlan("love", "书送希望", at, at + timedelta(hours=3))
    made = make_stream(officer, project.number, plan, at=at)
    for tag in ("douyin", "bilibili"):
        add_channel(officer, "love", tag, label=tag, at=at)
    with pytest.raises(CodeTaken):
        make_stream(officer, project.number, plan, at=at)
    with pytest.raises(TagTaken):
        add_channel(officer, "love", "douyin", label="again", at=at)
    return made


def test_results_by_channel(provider: Provider) -> None:
    made = stream()

    for tag, minor in (("douyin", 100), ("douyin", 200), ("elsewhere", 500), ("", 50)):
        order = place_order(
            b.STRANGER,
            project=made.project.number,
            amount=Money(minor),
            by=By("live:love", tag),
            at=b.now(),
        )
        for _again in range(2):
            giving.settled(provider, order)

    assert [(one.channel.tag, one.gifts, one.minor) for one in results_of(made)] == [
        ("", 2, 550),
        ("douyin", 2, 300),
        ("bilibili", 0, 0),
    ]
    assert sum(hours_of(made).values()) == 850
    assert faults_of_streams() == []


@pytest.mark.django_db(transaction=True)
def test_two_who_book_at_once_never_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made, meeting = stream(), Barrier(2)
    monkeypatch.setattr(streams, "randrange", lambda _parts: 0)
    orders = [
        place_order(
            b.STRANGER,
            project=made.project.number,
            amount=Money(100),
            by=By("live:love", tag),
            at=b.now(),
        )
        for tag in ("douyin", "bilibili")
    ]

    def meet(execute: Any, sql: str, *rest: Any) -> Any:
        """After the first row that each wrote, wait a while for the other's."""
        done = execute(sql, *rest)
        if "items_channelhour" in sql:
            with suppress(BrokenBarrierError):
                meeting.wait(1)
        return done

    def book(own: list[GiftOrder]) -> None:
        try:
            with transaction.atomic(), connection.execute_wrapper(meet):
                streams.count_gifts(own, at=b.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(book, (orders, orders[::-1])))

    assert [(one.gifts, one.minor) for one in results_of(made)] == [(0, 0), (2, 200), (2, 200)]


def test_a_stream_leads_to_its_own_project_alone() -> None:
    stream()
    other = giving.project(giving.charity(2))

    for code in ("love", "nothing"):
        with pytest.raises(OriginUnknown):
            place_order(
                b.STRANGER,
                project=other.number,
                amount=Money(1),
                by=By(f"live:{code}"),
                at=b.now(),
            )
    with pytest.raises(NotFound):
        add_channel(parties.as_donor(parties.lin()), "love", "x", label="x", at=b.now())
