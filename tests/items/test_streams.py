"""Each channel's sum grows where its gifts are booked, and once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from liushui.base.home import Home
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import By, OriginUnknown, place_order
from liushui.items.errors import CodeTaken, TagTaken
from liushui.items.models import Stream
from liushui.items.queries.funnel import funnel_for
from liushui.items.queries.streams import faults_of_streams, hours_of, results_of
from liushui.items.services import StreamPlan, add_channel, make_stream, streams
from liushui.items.services.openings import fold_opened
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
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


def test_openings_are_counted_by_channel_and_nobody_is_followed(
    provider: Provider, settings: Any, tmp_path: Any
) -> None:
    settings.HOME = Home(tmp_path)
    made = stream()
    number, client = made.project.number, Client()
    client.get(f"/projects/{number}/?by=anything:x")
    with (tmp_path / "opened" / "now").open("a") as torn:
        torn.write(f"2026-0\tpage\t{number}\t\n")
    for path in ("projects", "give"):
        for said in ("?by=live:love&tag=douyin", "?tag=made-up"):
            assert client.get(f"/{path}/{number}/{said}").status_code == 200
    client.head(f"/projects/{number}/")
    client.get(f"/projects/{number}/", headers={"user-agent": "Baiduspider/2.0"})
    client.get("/projects/LS-NONE/")
    for tag, is_paid in (("douyin", True), ("douyin", False), ("", True)):
        order = place_order(
            b.STRANGER, project=number, amount=Money(100), by=By("live:love", tag), at=b.now()
        )
        if is_paid:
            giving.settled(provider, order)
    noted = (tmp_path / "opened" / "now").read_text()
    assert "127.0.0.1" not in noted
    assert (fold_opened(), fold_opened(), fold_opened()) == (0, 5, 0)

    officer, today = b.officer(made.project), day_of(b.now())
    found = funnel_for(officer, number, today, today)
    steps = {
        one.label: (one.opened, one.form, one.begun, one.paid, one.minor)
        for one in found.by_channel
    }
    assert steps == {
        "douyin": (1, 1, 2, 1, 100), "live:": (0, 0, 1, 1, 100), "": (2, 1, 0, 0, 0),
    }  # fmt: skip
    assert [one.label for one in found.by_day] == [today.isoformat()]
    assert (found.whole.opened, found.whole.begun, found.whole.minor) == (3, 3, 200)
    page = signed_in_client(open_account(officer.person_id), headers={"accept-language": "en"})
    assert "Opened the page for giving" in page.get("/console/items/steps/").content.decode()
    other = b.approver(giving.project(giving.charity(2)))
    with pytest.raises(NotFound):
        funnel_for(other, number, today, today)
