"""The life of an application, of a bank account, and what the quick lane leaves for later."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class ApplicationState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an application", "being written")
    SUBMITTED = "submitted", pgettext_lazy("state of an application", "being looked at")
    RETURNED = "returned", pgettext_lazy("state of an application", "to be mended")
    ADMITTED = "admitted", pgettext_lazy("state of an application", "admitted")
    REFUSED = "refused", pgettext_lazy("state of an application", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an application", "withdrawn")


_S = ApplicationState
APPLICATION_MOVES: Mapping[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.REFUSED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.RETURNED, _S.ADMITTED, _S.REFUSED, _S.WITHDRAWN}),
    _S.RETURNED: frozenset({_S.SUBMITTED, _S.REFUSED, _S.WITHDRAWN}),
}
WRITABLE = frozenset({_S.DRAFT, _S.RETURNED})
OPEN = WRITABLE | {_S.SUBMITTED}


class Lane(models.TextChoices):
    ORDINARY = "ordinary", pgettext_lazy("way in for a charity", "ordinary way")
    QUICK = "quick", pgettext_lazy("way in for a charity", "quick lane of an emergency")


class Step(models.TextChoices):
    """What an application is made of, in the order of its pages."""

    BODY = "body", pgettext_lazy("step of an application", "The organisation")
    CERTIFICATES = "certificates", pgettext_lazy("step of an application", "Both certificates")
    ACCOUNT = "account", pgettext_lazy("step of an application", "Bank account")
    CONTACTS = "contacts", pgettext_lazy("step of an application", "Contacts and people")
    BOARD = "board", pgettext_lazy("step of an application", "Board and supervisors")


class AccountState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("state of a bank account", "waits for a second person")
    HELD = "held", pgettext_lazy("state of a bank account", "agreed, waits out its days")
    IN_FORCE = "in_force", pgettext_lazy("state of a bank account", "in force")
    REPLACED = "replaced", pgettext_lazy("state of a bank account", "replaced")
    STOPPED = "stopped", pgettext_lazy("state of a bank account", "stopped")


_A = AccountState
ACCOUNT_MOVES: Mapping[str, frozenset[str]] = {
    _A.PROPOSED: frozenset({_A.HELD, _A.STOPPED}),
    _A.HELD: frozenset({_A.IN_FORCE, _A.STOPPED}),
    _A.IN_FORCE: frozenset({_A.REPLACED}),
}


class Office(models.TextChoices):
    """What somebody is on a board list."""

    CHAIR = "chair", pgettext_lazy("office on a board", "chair")
    VICE_CHAIR = "vice_chair", pgettext_lazy("office on a board", "vice chair")
    MEMBER = "member", pgettext_lazy("office on a board", "board member")
    SECRETARY = "secretary", pgettext_lazy("office on a board", "secretary-general")
    SUPERVISOR = "supervisor", pgettext_lazy("office on a board", "supervisor")


# Who sits on the board: the thirds of R-03 are counted among these. A secretary-general who is no
# member of the board, and the supervisors, are not.
ON_BOARD = frozenset({Office.CHAIR, Office.VICE_CHAIR, Office.MEMBER})
