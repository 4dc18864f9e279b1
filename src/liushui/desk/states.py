"""The life of long work: it waits, runs, and ends in one of three ways."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class WorkState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("work", "Waiting for its turn")
    RUNNING = "running", pgettext_lazy("work", "Running")
    DONE = "done", pgettext_lazy("work", "Done")
    FAILED = "failed", pgettext_lazy("work", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("work", "Cancelled")


# What runs goes back to waiting when the process that ran it was killed.
MOVES: Mapping[str, frozenset[str]] = {
    WorkState.WAITING: frozenset({WorkState.RUNNING, WorkState.CANCELLED, WorkState.FAILED}),
    WorkState.RUNNING: frozenset(
        {WorkState.WAITING, WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED}
    ),
    WorkState.DONE: frozenset(),
    WorkState.FAILED: frozenset(),
    WorkState.CANCELLED: frozenset(),
}
ENDED = frozenset({WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED})
