"""The life of a proposal that two people must carry."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ProposalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a proposal", "waits for a second person")
    AGREED = "agreed", pgettext_lazy("state of a proposal", "agreed")
    REFUSED = "refused", pgettext_lazy("state of a proposal", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a proposal", "withdrawn")
    LAPSED = "lapsed", pgettext_lazy("state of a proposal", "lapsed")


PROPOSAL_MOVES: Mapping[str, frozenset[str]] = {
    ProposalState.OPEN: frozenset(
        {
            ProposalState.AGREED,
            ProposalState.REFUSED,
            ProposalState.WITHDRAWN,
            ProposalState.LAPSED,
        }
    ),
}
