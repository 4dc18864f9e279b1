"""The life of a promise to give regularly, of each charge of it, and of the right to charge."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Every(models.TextChoices):
    MONTH = "month", _("Every month")
    YEAR = "year", _("Every year")


class MandateState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("mandate", "Waiting to be allowed")
    ACTIVE = "active", pgettext_lazy("mandate", "Running")
    PAUSED = "paused", pgettext_lazy("mandate", "Resting")
    ENDED = "ended", pgettext_lazy("mandate", "Ended")


class ChargeState(models.TextChoices):
    ANNOUNCED = "announced", pgettext_lazy("charge", "Announced")
    ASKED = "asked", pgettext_lazy("charge", "Asked for")
    PAID = "paid", pgettext_lazy("charge", "Received")
    FAILED = "failed", pgettext_lazy("charge", "Not paid, left out")
    SKIPPED = "skipped", pgettext_lazy("charge", "Left out")


class AgreementState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("agreement to charge", "Not signed yet")
    SIGNED = "signed", pgettext_lazy("agreement to charge", "Signed")
    ENDING = "ending", pgettext_lazy("agreement to charge", "Being ended at the provider")
    ENDED = "ended", pgettext_lazy("agreement to charge", "Ended")


MOVES: Mapping[str, frozenset[str]] = {
    MandateState.ASKED: frozenset({MandateState.ACTIVE, MandateState.ENDED}),
    MandateState.ACTIVE: frozenset({MandateState.PAUSED, MandateState.ENDED}),
    MandateState.PAUSED: frozenset({MandateState.ACTIVE, MandateState.ENDED}),
    MandateState.ENDED: frozenset(),
}
# What was left out is never collected later; but money that came after all is written down.
CHARGE_MOVES: Mapping[str, frozenset[str]] = {
    ChargeState.ANNOUNCED: frozenset({ChargeState.ASKED, ChargeState.SKIPPED}),
    ChargeState.ASKED: frozenset({ChargeState.PAID, ChargeState.FAILED}),
    ChargeState.FAILED: frozenset({ChargeState.PAID}),
    ChargeState.PAID: frozenset(),
    ChargeState.SKIPPED: frozenset(),
}
AGREEMENT_MOVES: Mapping[str, frozenset[str]] = {
    AgreementState.ASKED: frozenset({AgreementState.SIGNED, AgreementState.ENDED}),
    AgreementState.SIGNED: frozenset({AgreementState.ENDING, AgreementState.ENDED}),
    AgreementState.ENDING: frozenset({AgreementState.ENDED}),
    # One that was given up and is signed all the same is ended there too.
    AgreementState.ENDED: frozenset({AgreementState.ENDING}),
}


class Why(models.TextChoices):
    """Why a charge was left out, a mandate rests or has ended: codes, in words for its donor."""

    NONE = "", ""
    DONOR = "donor", _("You wished it.")
    PROVIDER = "provider", _("It was ended at the payment provider.")
    NOT_PAID = "not_paid", _("The payment provider could not take the money.")
    TOO_MANY_FAILURES = "too_many_failures", _("It could not be paid several times in a row.")
    NOT_ASKED = "not_asked", _("We could not ask for it in time.")
    NO_GIFTS = "no_gifts", _("The project took no gifts on that day.")
    PROJECT_CLOSED = "project_closed", _("The project has closed.")
    NOT_ALLOWED = "not_allowed", _("It was not allowed at the payment provider in time.")
    ACCOUNT_ENDED = "account_ended", _("The charity ended the account with which it was signed.")
    ERASED = "erased", _("The donor's data were erased.")
