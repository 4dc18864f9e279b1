"""The bench of teams measures what it says, at a size that a test can bear."""

import pytest

from liushui.config.bench import teams
from liushui.teams.models import Fresh, Team, TeamGift


@pytest.mark.django_db(transaction=True)
def test_each_loaded_team_is_the_sum_of_its_gifts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "SAMPLE", 3)
    size = teams.Size(teams=40, minor=11_286_00, gifts=151)
    figures = list(teams.measure(full=False, tell=lambda _text: None, size=size))
    named = {figure.figure: figure.value for figure in figures if figure.limit is not None}
    assert set(named) == {
        "ranking p95", "team page p95", "page of the largest team p95",
        "teams that are not the sum of their gifts", "off from the sum and from the ledger",
    }  # fmt: skip
    assert named["teams that are not the sum of their gifts"] == 0
    assert named["off from the sum and from the ledger"] == 0
    assert (Team.objects.count(), TeamGift.objects.count()) == (40, 151)
    assert Team.objects.filter(above__isnull=False).exists()
    assert not Fresh.objects.exists()
