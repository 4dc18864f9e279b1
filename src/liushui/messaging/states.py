"""The life of a delivery: it waits until it was handed over, or is given up."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("delivery", "Waiting")
    SENT = "sent", pgettext_lazy("delivery", "Handed over")
    GIVEN_UP = "given_up", pgettext_lazy("delivery", "Given up")


MOVES: Mapping[str, frozenset[str]] = {
    DeliveryState.WAITING: frozenset({DeliveryState.SENT, DeliveryState.GIVEN_UP}),
    DeliveryState.SENT: frozenset(),
    DeliveryState.GIVEN_UP: frozenset(),
}
