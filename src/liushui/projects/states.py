"""The life of a project: written as a draft, open for gifts, closed."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ProjectState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("project", "Draft")
    OPEN = "open", pgettext_lazy("project", "Open")
    CLOSED = "closed", pgettext_lazy("project", "Closed")


class OfferKind(models.TextChoices):
    """What a giver may wish a gift to be for, within a project that offers it."""

    CASE = "case", pgettext_lazy("wish", "A case of the giver's choice")
    DISEASE = "disease", pgettext_lazy("wish", "A disease")
    REGION = "region", pgettext_lazy("wish", "A region")
    ITEM = "item", pgettext_lazy("wish", "A budget line")


# What everyone may read.
PUBLIC_STATES = (ProjectState.OPEN, ProjectState.CLOSED)
# A closed project takes no gifts again: its account is given once, under its own plan number.
MOVES: Mapping[str, frozenset[str]] = {
    ProjectState.DRAFT: frozenset({ProjectState.OPEN}),
    ProjectState.OPEN: frozenset({ProjectState.CLOSED}),
    ProjectState.CLOSED: frozenset(),
}
