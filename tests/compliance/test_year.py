"""``drill year`` at its smallest: each duty on its day, none overdue up, none in order down."""

import pytest

from liushui.config.drill.year import figures_of, simulate

pytestmark = pytest.mark.django_db


def test_every_duty_takes_its_steps_on_the_days_of_the_law():
    said: list[str] = []
    outcome = simulate(1, 20, 365, said.append)
    wrong = [figure for figure in figures_of(outcome) if not figure.holds]
    assert not wrong, "\n".join(said)
    assert outcome.down_days > 20
    assert outcome.paperless_days > 20
    assert outcome.by_rule["H03 breached"] == outcome.by_rule["H03 met"] == 1
    for rule in ("R-21", "R-22", "R-26", "R-27"):
        for step in ("warned", "escalated", "breached", "met"):
            assert outcome.by_rule[f"{rule} {step}"], (rule, step)
    assert outcome.by_rule["R-26 lapsed"]
