"""Any history of gifts, parts and folds comes to what a plain count makes of it, under load too."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liushui.giving.models import GiftOrder
from liushui.giving.states import Channel, Display, GiftState
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.teams.queries import Scope, ranking, total_of
from liushui.teams.queries.checking import faults
from liushui.teams.services import TeamOrigin, fold, fold_all
from tests.giving import builders as giving
from tests.teams import builders as b

if TYPE_CHECKING:
    from liushui.teams.models import Team

STEPS = st.lists(
    st.one_of(st.tuples(st.integers(0, 4), st.integers(1, 3)), st.sampled_from(["fold", "fold 1"])),
    max_size=25,
)


def paid(team: "Team", minor: int) -> GiftOrder:
    """An order by way of a team as the booking hands it over."""
    at = b.now()
    return GiftOrder.objects.create(
        reference=new_reference(day_of(at)),
        project_id=team.project_id,
        by_guest=True,
        amount_minor=minor,
        channel=Channel.WECHAT_H5,
        display=Display.ANONYMOUS,
        origin=f"team:{team.code}",
        state=GiftState.PAID,
        created_at=at,
    )


@pytest.mark.django_db
@settings(
    max_examples=24, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_totals_and_ranks_are_those_of_a_plain_count(db: Any, steps: list[Any]) -> None:
    del db
    with transaction.atomic():
        _play(steps)
        transaction.set_rollback(True)


def _play(steps: list[Any]) -> None:
    project = giving.project()
    whole = [b.team(project, title) for title in "甲乙丙"]
    teams = [*whole, b.part(whole[0], "丁"), b.part(whole[0], "戊")]
    totals, reached = dict.fromkeys(teams, 0), dict.fromkeys(teams, b.now())
    clock = (b.now() + timedelta(seconds=n) for n in count(1))
    for step in steps:
        if isinstance(step, str):
            fold(1) if step == "fold 1" else fold_all()
        else:
            team, at = teams[step[0]], next(clock)
            order = paid(team, step[1] * 1_00)
            for _again in range(2):
                TeamOrigin().book([order], at=at)
            for counted in {team, team.above or team}:
                totals[counted] += step[1] * 1_00
                reached[counted] = at
        assert {team: total_of(team).minor for team in teams} == totals
    fold_all()
    told = [(row.team, row.minor) for row in ranking(Scope(project=project), now=b.now()).rows]
    given_to = [team for team in whole if totals[team]]
    in_order = sorted(given_to, key=lambda team: (-totals[team], reached[team], team.pk))
    assert told == [(team, totals[team]) for team in in_order]
    assert not list(faults())


@pytest.mark.django_db(transaction=True)
def test_a_hot_team_neither_loses_a_gift_nor_falls_while_it_is_folded() -> None:
    team = b.team()
    orders = [[paid(team, 1_00) for _ in range(15)] for _ in range(3)]

    def give(own: list[GiftOrder]) -> None:
        try:
            for order in own:
                with transaction.atomic():
                    TeamOrigin().book([order], at=b.now())
        finally:
            connection.close()

    seen = [0]
    with ThreadPoolExecutor(3) as givers:
        running = [givers.submit(give, own) for own in orders]
        while not all(one.done() for one in running):
            fold(7)
            seen.append(total_of(team).minor)
        for one in running:
            one.result()
    fold_all()
    assert seen == sorted(seen)
    assert (total_of(team).minor, total_of(team).gifts) == (45_00, 45)
    assert not list(faults())
