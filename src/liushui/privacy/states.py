"""What may be asked of one's own data, and the life of each request."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Asked(models.TextChoices):
    """The rights of PIPL 44-50."""

    COPY = "copy", _("A copy of my data")
    CORRECT = "correct", _("Correct my name")
    RESTRICT = "restrict", _("Stop using my data")
    LIFT = "lift", _("Use my data again")
    ERASE = "erase", _("Erase my data")
    QUESTION = "question", _("A question to the organisation")


class RequestState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    CALLED_BACK = "called_back", _("called back")


MOVES: Mapping[str, frozenset[str]] = {
    RequestState.WAITING: frozenset(
        {RequestState.DONE, RequestState.REFUSED, RequestState.CALLED_BACK}
    ),
    RequestState.DONE: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.CALLED_BACK: frozenset(),
}
