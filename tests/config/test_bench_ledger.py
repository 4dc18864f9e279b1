"""The bench of the ledger goes all its way, at a size that a test can bear."""

import pytest
from django.db import connection

from liushui.config.bench import ledger, questions, rounds

LIMITED = {
    "named figures that differ", "months of a programme", "rules broken",
    "export, memory", "sums by fund and month that differ", "sums by month that differ",
    "sums by year that differ",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_year_is_loaded_asked_checked_exported_and_added_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(questions, "SAMPLE", 20)
    monkeypatch.setattr(questions, "PAYOUTS", 20)
    monkeypatch.setattr(rounds, "HOT_FUNDS", 50)
    heard: list[str] = []
    figures = list(ledger.measure(full=False, tell=heard.append, gifts=20_000))
    found = {figure.figure: figure for figure in figures}
    assert found.keys() >= LIMITED
    missed = [name for name in LIMITED if not found[name].keeps_limit]
    assert not missed, "\n".join(heard)
    assert any(name.startswith("sequence / same COPY") for name in found)
    assert found["post a gift"].value > 0
    assert heard[-1].endswith("done")
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_database where datname like current_database() || '_%%'"
        )
        assert cursor.fetchone()[0] == 0
