"""The bench of pieces measures what it says, at a size that a test can bear."""

import pytest

from liushui.config.bench import items
from liushui.items.models import Hold


@pytest.mark.django_db(transaction=True)
def test_each_paid_order_has_its_number_and_the_cap_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "SAMPLE", 3)
    size = items.Size(paid=150, rush=24)
    figures = list(items.measure(full=False, tell=lambda _text: None, size=size))
    named = {figure.figure: figure.value for figure in figures if figure.limit is not None}
    assert set(named) == {
        "galleries that are not their orders", "off from the ledger", "taken beyond the cap",
        "left while somebody was refused", "gallery page p95", "one's own piece p95",
    }  # fmt: skip
    assert [figure.figure for figure in figures if figure.limit == 0.0 and figure.value] == []
    assert Hold.objects.filter(state="kept").values("number").distinct().count() == 150
    assert Hold.objects.filter(state="held").count() == 24
