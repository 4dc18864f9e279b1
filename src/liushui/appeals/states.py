"""The life of a personal appeal, of what is verified of it, and of what is paid for it."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AppealState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("state of an appeal", "being written")
    CHECKING = "checking", pgettext_lazy("state of an appeal", "being verified")
    RETURNED = "returned", pgettext_lazy("state of an appeal", "to be mended")
    REFUSED = "refused", pgettext_lazy("state of an appeal", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an appeal", "withdrawn")
    OPEN = "open", pgettext_lazy("state of an appeal", "open")
    ENDED = "ended", pgettext_lazy("state of an appeal", "ended")
    SETTLED = "settled", pgettext_lazy("state of an appeal", "settled")


_S = AppealState
APPEAL_MOVES: Mapping[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.CHECKING, _S.WITHDRAWN}),
    _S.CHECKING: frozenset({_S.RETURNED, _S.REFUSED, _S.WITHDRAWN, _S.OPEN}),
    _S.RETURNED: frozenset({_S.CHECKING, _S.REFUSED, _S.WITHDRAWN}),
    _S.OPEN: frozenset({_S.ENDED}),
    _S.ENDED: frozenset({_S.SETTLED}),
    _S.SETTLED: frozenset({_S.ENDED}),  # something of a payment came back
}
WRITABLE = (AppealState.DRAFT, AppealState.RETURNED)
PUBLIC_STATES = (AppealState.OPEN, AppealState.ENDED, AppealState.SETTLED)


class Asker(models.TextChoices):
    """Who asks: the person, or somebody who may for them."""

    SELF = "self", _("I ask for myself")
    GUARDIAN = "guardian", _("I am the guardian")
    RELATIVE = "relative", _("I am a close relative")


class NeedKind(models.TextChoices):
    ILLNESS = "illness", _("Treatment of an illness")
    SCHOOL = "school", _("School or study")
    ACCIDENT = "accident", _("After an accident or disaster")


class ProviderKind(models.TextChoices):
    HOSPITAL = "hospital", _("Hospital")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Another provider of what is needed")


class RestWay(models.TextChoices):
    """What becomes of what is left, declared before anybody gives."""

    GIVERS = "givers", _("It goes back to those who gave")
    SIMILAR = "similar", _("It goes to another personal appeal of the same organisation")


class MeansKind(models.TextChoices):
    """What the family has, and what it got or asked for elsewhere: each is answered."""

    HOUSE = "house", _("Houses and flats")
    CAR = "car", _("Cars")
    SAVINGS = "savings", _("Savings and investments")
    INSURANCE = "insurance", _("Insurance that pays or will pay")
    AID_GOT = "aid_got", _("Aid already received, other platforms included")
    AID_SOUGHT = "aid_sought", _("Aid asked for elsewhere and not yet received")


class CheckStep(models.TextChoices):
    """What the organisation verifies before anything is published."""

    IDENTITY = "identity", _("Who the person is")
    RELATION = "relation", _("Who asks, and for whom")
    NEED = "need", _("The illness or need, at its source")
    PROVIDER = "provider", _("The provider and its account")
    COSTS = "costs", _("The estimate of costs")
    MEANS = "means", _("What the family has, and other aid")
    WITNESSES = "witnesses", _("The people who vouch")


# Without these nothing is published (D03): the rest may be said not to have been verified.
REQUIRED_STEPS = (
    CheckStep.IDENTITY, CheckStep.RELATION, CheckStep.NEED, CheckStep.PROVIDER, CheckStep.COSTS,
)  # fmt: skip


class Outcome(models.TextChoices):
    CONFIRMED = "confirmed", pgettext_lazy("verification", "verified")
    NOT_SO = "not_so", pgettext_lazy("verification", "found not to be so")
    NOT_CHECKED = "not_checked", pgettext_lazy("verification", "could not be verified")


class PayoutState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("payment to a provider", "waits for a second person")
    APPROVED = "approved", pgettext_lazy("payment to a provider", "approved")
    PAID = "paid", pgettext_lazy("payment to a provider", "paid")
    CANCELLED = "cancelled", pgettext_lazy("payment to a provider", "stopped")


_P = PayoutState
PAYOUT_MOVES: Mapping[str, frozenset[str]] = {
    # Paid without having been agreed to, or after it was stopped: by two people's word alone.
    _P.DRAFTED: frozenset({_P.APPROVED, _P.CANCELLED, _P.PAID}),
    _P.APPROVED: frozenset({_P.PAID, _P.CANCELLED}),
    _P.PAID: frozenset(),
    _P.CANCELLED: frozenset({_P.PAID}),
}


class Why(models.TextChoices):
    """What somebody gave a reason for."""

    RETURNED = "returned"
    REFUSED = "refused"
    STOPPED = "stopped"
    ENDED = "ended"
    UNTRUE = "untrue"
    UNPAID = "unpaid"
    GIVEN_BACK = "given_back"


# What ended an appeal, or sent it back to who asks: the newest is said on its page.
WHY_OVER = (Why.RETURNED, Why.REFUSED, Why.ENDED, Why.UNTRUE)


class Step(models.TextChoices):
    """What an application is made of, in the order of its pages."""

    PERSON = "person", pgettext_lazy("step of an appeal", "Who needs help")
    NEED = "need", pgettext_lazy("step of an appeal", "What is needed")
    PROVIDER = "provider", pgettext_lazy("step of an appeal", "Who is paid, and the costs")
    MEANS = "means", pgettext_lazy("step of an appeal", "What the family has")
    WITNESSES = "witnesses", pgettext_lazy("step of an appeal", "Three who vouch")


# What each look looks at: when one of these parts changes, it does not count any more.
_C = CheckStep
LOOKS_AT: Mapping[CheckStep, tuple[Step, ...]] = {
    _C.IDENTITY: (Step.PERSON,),
    _C.RELATION: (Step.PERSON,),
    _C.NEED: (Step.PERSON, Step.NEED),
    _C.PROVIDER: (Step.PROVIDER,),
    _C.COSTS: (Step.PERSON, Step.PROVIDER),
    _C.MEANS: (Step.PERSON, Step.MEANS),
    _C.WITNESSES: (Step.PERSON, Step.NEED),
}
