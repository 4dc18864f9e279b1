"""The bench of accepting measures what it says, at a size that a test can bear."""

import shutil

import pytest
from django.db import connection

from liushui.config.bench import accept


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_accepting_is_measured_alone_and_with_all_that_is_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(accept, "CONCURRENT", (8,))
    size = accept.Size(gifts=150, naive=20, seconds=1, rounds=1, projects=3)
    try:
        figures = list(accept.measure(full=False, tell=lambda _: None, size=size))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists bench_total, bench_gift, bench_insert")
    found = {figure.figure: figure for figure in figures}
    limited = {name for name, figure in found.items() if figure.limit}
    assert {
        "accept, one project, 8 / many projects",
        "accept, one project, 8 / the naive way",
        "accept, with the sequencer, 8 / many projects",
        "to the ledger p99, 8",
    } <= limited
    assert ("bare inserts, 8" in found) == (shutil.which("pgbench") is not None)
    assert all(figure.value > 0 for figure in figures)
