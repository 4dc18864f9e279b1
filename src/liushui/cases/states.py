"""The life of a case: opened, approved (from then on the public sees its masked page), closed."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Under review")
    APPROVED = "approved", pgettext_lazy("case", "Approved")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


MOVES: Mapping[str, frozenset[str]] = {
    CaseState.OPEN: frozenset({CaseState.APPROVED, CaseState.CLOSED}),
    CaseState.APPROVED: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}
