"""Which papers a gift has, and why one of them holds no more."""

from django.db import models
from django.utils.translation import pgettext_lazy


class GiftPaperKind(models.TextChoices):
    """三证: the letter of thanks, the certificate, the receipt."""

    THANKS = "thanks", pgettext_lazy("paper", "Letter of thanks")
    CERTIFICATE = "certificate", pgettext_lazy("paper", "Certificate")
    RECEIPT = "receipt", pgettext_lazy("paper", "Donation receipt")


class WhyReversed(models.TextChoices):
    RETURNED = "returned", pgettext_lazy("paper", "Money of the gift went back, or came again")
    NAME = "name", pgettext_lazy("paper", "The donor is shown otherwise")
    FISCAL = "fiscal", pgettext_lazy("paper", "The fiscal service has given its numbers")
    MISTAKE = "mistake", pgettext_lazy("paper", "The charity made it anew")


# Why a donor's statement holds no more; no paper of a gift is reversed for it.
NEWER = "newer"
