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
    LOCKED = "locked", _("locked away")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    CALLED_BACK = "called_back", _("called back")


MOVES: Mapping[str, frozenset[str]] = {
    RequestState.WAITING: frozenset(
        {
            RequestState.LOCKED,
            RequestState.DONE,
            RequestState.REFUSED,
            RequestState.CALLED_BACK,
        }
    ),
    RequestState.LOCKED: frozenset({RequestState.DONE}),
    RequestState.DONE: frozenset(),
    RequestState.REFUSED: frozenset(),
    RequestState.CALLED_BACK: frozenset(),
}


class OpeningState(models.TextChoices):
    """Of what is locked away: one officer asks, another agrees or declines."""

    ASKED = "asked", _("waits for a second officer")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")


OPENING_MOVES: Mapping[str, frozenset[str]] = {
    OpeningState.ASKED: frozenset({OpeningState.AGREED, OpeningState.DECLINED}),
    OpeningState.AGREED: frozenset(),
    OpeningState.DECLINED: frozenset(),
}


class Step(models.TextChoices):
    """What is done about a breach (PIPL 57)."""

    MEASURE = "measure", _("Something was done against it")
    AUTHORITY = "authority", _("The authority was told")
    PEOPLE = "people", _("The people were told")
    NOT_TOLD = "not_told", _("The people need not be told: the harm was prevented")
    CLOSED = "closed", _("It is over")
