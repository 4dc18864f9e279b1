"""The life of a team, of a word on its wall, and of a firm's request to have a page here."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class TeamState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a team", "Open")
    CLOSED = "closed", pgettext_lazy("state of a team", "Closed by its captain")
    STOPPED = "stopped", pgettext_lazy("state of a team", "Stopped by the charity")


TEAM_MOVES: Mapping[str, frozenset[str]] = {
    TeamState.OPEN: frozenset({TeamState.CLOSED, TeamState.STOPPED}),
    TeamState.CLOSED: frozenset({TeamState.STOPPED}),
    TeamState.STOPPED: frozenset(),
}


class TeamKind(models.TextChoices):
    FRIENDS = "friends", pgettext_lazy("kind of team", "Friends and family")
    FIRM = "firm", pgettext_lazy("kind of team", "A firm")
    SCHOOL = "school", pgettext_lazy("kind of team", "A school or class")
    FANS = "fans", pgettext_lazy("kind of team", "A fan group")
    OTHER = "other", pgettext_lazy("kind of team", "Another group")


class WordState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("word on a wall", "Waits to be read")
    SHOWN = "shown", pgettext_lazy("word on a wall", "Shown")
    DECLINED = "declined", pgettext_lazy("word on a wall", "Not shown")


WORD_MOVES: Mapping[str, frozenset[str]] = {
    WordState.WAITING: frozenset({WordState.SHOWN, WordState.DECLINED}),
    WordState.SHOWN: frozenset({WordState.DECLINED}),
    WordState.DECLINED: frozenset({WordState.SHOWN}),
}


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("request of a firm", "Waits for a second person")
    VERIFIED = "verified", pgettext_lazy("request of a firm", "Verified")
    REFUSED = "refused", pgettext_lazy("request of a firm", "Refused")


REQUEST_MOVES: Mapping[str, frozenset[str]] = {
    RequestState.ASKED: frozenset({RequestState.VERIFIED, RequestState.REFUSED}),
    RequestState.VERIFIED: frozenset(),
    RequestState.REFUSED: frozenset(),
}
