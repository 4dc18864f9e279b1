"""The bench of imports goes the whole way of a list, and books each gift once."""

import pytest

from liushui.config.bench import imports
from liushui.giving.models import GiftOrder


@pytest.mark.django_db(transaction=True)
def test_a_list_is_booked_whole_and_asked_about_whole() -> None:
    heard: list[str] = []
    figures = {one.figure: one for one in imports.measure(full=False, tell=heard.append, gifts=60)}
    assert GiftOrder.objects.count() == 60
    assert all(figure.keeps_limit for figure in figures.values())
    held = {name for name, figure in figures.items() if figure.limit is not None}
    assert held == {
        "fen by which the books differ", "gifts booked by the list again",
        "gifts of it that nobody asks about",
    }  # fmt: skip
