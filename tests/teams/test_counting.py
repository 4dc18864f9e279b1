"""A gift counts for its team where it is booked; totals are exact, and fall only with returns."""

from datetime import timedelta

import pytest
from django.db import connection

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.giving.services import By, OriginUnknown, place_order
from liushui.kernel.errors import NotFound
from liushui.kernel.money import Money
from liushui.ledger.services import charge_back, refund_gift, sequence_all, win_dispute
from liushui.teams.errors import TeamElsewhere, TeamTakesNoGifts
from liushui.teams.models import Fresh, Standing, TeamGift, TeamReturn
from liushui.teams.queries import Scope, place_of, ranking, total_of
from liushui.teams.queries.checking import faults
from liushui.teams.services import close_team, fold_all, follow_returns
from tests.giving import builders as giving
from tests.teams import builders as b

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def test_a_gift_counts_in_the_transaction_that_books_it_and_once(provider: Provider) -> None:
    team = b.team()
    order = b.order(team, 66_60)
    assert total_of(team).minor == 0  # ordered is not given

    for _again in range(2):
        giving.settled(provider, order)

    assert (total_of(team).minor, total_of(team).gifts) == (66_60, 1)
    assert TeamGift.objects.get().order == order
    assert not list(faults())


def test_folding_changes_no_total_and_leaves_nothing_fresh(provider: Provider) -> None:
    team = b.team()
    part = b.part(team)
    for minor in (1_00, 2_00, 3_00):
        b.given(provider, part, minor)
    b.given(provider, team, 10_00)
    before = [total_of(team), total_of(part)]

    assert fold_all() == 4
    assert fold_all() == 0

    assert [total_of(team), total_of(part)] == before
    assert [one.minor for one in before] == [16_00, 6_00]
    assert not Fresh.objects.exists()
    assert Standing.objects.get(team=team).total_minor == 16_00
    assert not list(faults())


def test_a_team_takes_no_gifts_for_another_project_when_closed_or_after_its_day(
    provider: Provider,
) -> None:
    project = giving.project()
    team = b.team(project)
    other = giving.project(giving.charity(2), "别的")

    def give(to: object, **when: object) -> GiftOrder:
        return place_order(
            b.STRANGER,
            project=to.number,
            amount=Money(1_00),
            by=By(f"team:{team.code}"),
            at=when.get("at", b.now()),
        )

    with pytest.raises(TeamElsewhere):
        give(other)
    with pytest.raises(NotFound):
        place_order(
            b.STRANGER, project=project.number, amount=Money(1), by=By("team:0000"), at=b.now()
        )
    with pytest.raises(NotFound):
        place_order(
            b.STRANGER, project=project.number, amount=Money(1),
            by=By(f"team:{team.code.swapcase()}"), at=b.now(),
        )  # fmt: skip
    with pytest.raises(OriginUnknown):
        place_order(b.STRANGER, project=project.number, amount=Money(1), by=By("x:1"), at=b.now())
    with pytest.raises(TeamTakesNoGifts):
        give(project, at=b.now() + timedelta(days=31))
    late = b.order(team)
    close_team(b.captain(), team.code, at=b.now())
    with pytest.raises(TeamTakesNoGifts):
        give(project)
    giving.settled(provider, late)  # the money is there: it counts
    assert total_of(team).minor == late.amount_minor


def test_a_total_falls_by_what_goes_back_and_rises_when_a_dispute_is_won(
    provider: Provider,
) -> None:
    team = b.team()
    part = b.part(team)
    first, second = b.given(provider, part, 100_00), b.given(provider, team, 50_00)
    sequence_all()
    fold_all()
    refund_gift(first.reference, Money(40_00), key="r1", happened_at=b.now())
    charge_back(second.reference, Money(50_00), key="c1", happened_at=b.now())

    assert follow_returns() == 2
    assert follow_returns() == 0
    fold_all()
    assert [total_of(one).minor for one in (team, part)] == [60_00, 60_00]
    assert not list(faults())

    win_dispute("c1", key="w1", happened_at=b.now())
    assert follow_returns() == 1
    assert follow_returns() == 0
    assert total_of(team).minor == 110_00
    assert TeamReturn.objects.count() == 3
    assert not list(faults())


def test_ranks_are_by_total_then_by_who_reached_it_first(provider: Provider) -> None:
    project = giving.project()
    teams = [b.team(project, title) for title in ("甲", "乙", "丙", "丁")]
    for team, minor in zip(teams, (5_00, 9_00, 5_00, 0), strict=True):
        if minor:
            b.given(provider, team, minor)
        fold_all()
    with connection.cursor() as cursor:  # 丙 reached the same sum before 甲
        cursor.execute(
            "update teams_standing set reached_at = reached_at - interval '1 day'"
            " where team_id = %s",
            [teams[2].pk],
        )
    page = ranking(Scope(project=project), now=b.now())
    assert [(row.place, row.team.title) for row in page.rows] == [(1, "乙"), (2, "丙"), (3, "甲")]
    assert [place_of(team) for team in teams] == [3, 1, 2, None]
    assert [row.team for row in ranking(Scope(), offset=1, limit=1, now=b.now()).rows] == [teams[2]]


def test_a_ranking_says_up_to_when_it_counts(provider: Provider) -> None:
    team = b.team()
    b.given(provider, team)
    page = ranking(Scope(project=team.project), now=b.now() + timedelta(hours=1))
    assert page.rows == []
    assert page.at <= b.now()


def test_a_standing_that_is_not_the_sum_of_its_gifts_is_found(provider: Provider) -> None:
    team = b.team()
    b.given(provider, team)
    fold_all()
    Standing.objects.filter(team=team).update(total_minor=1)
    assert [fault.code for fault in faults()] == [team.code]
