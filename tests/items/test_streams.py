"""Each channel's sum grows where its gifts are booked, and once."""

from datetime import timedelta

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import By, OriginUnknown, place_order
from liushui.items.errors import CodeTaken, TagTaken
from liushui.items.models import Stream
from liushui.items.queries.streams import faults_of_streams, hours_of, results_of
from liushui.items.services import StreamPlan, add_channel, make_stream
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
