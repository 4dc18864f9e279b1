"""The life of a gift's order, and what can come of a call-back."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GiftState(models.TextChoices):
    PLACED = "placed", pgettext_lazy("gift", "Waiting for payment")
    PAID = "paid", pgettext_lazy("gift", "Received")
    NEEDS_DECISION = "needs_decision", pgettext_lazy("gift", "Received, a person is deciding")
    RETURN_DUE = "return_due", pgettext_lazy("gift", "To be returned")
    CLOSED = "closed", pgettext_lazy("gift", "Not paid")


# A closed order can still turn out to be paid: the payment was on its way when we closed it.
MOVES: Mapping[str, frozenset[str]] = {
    GiftState.PLACED: frozenset({GiftState.PAID, GiftState.NEEDS_DECISION, GiftState.CLOSED}),
    GiftState.CLOSED: frozenset({GiftState.PAID, GiftState.NEEDS_DECISION}),
    GiftState.NEEDS_DECISION: frozenset({GiftState.PAID, GiftState.RETURN_DUE}),
    GiftState.PAID: frozenset(),
    GiftState.RETURN_DUE: frozenset(),
}


class ConsentAnswer(models.TextChoices):
    """What a giver says to a change of purpose."""

    AGREED = "agreed", pgettext_lazy("consent", "Agreed")
    REFUSED = "refused", pgettext_lazy("consent", "Refused: the money goes back")


UNPAID = frozenset({GiftState.PLACED, GiftState.CLOSED})


class Channel(models.TextChoices):
    WECHAT_NATIVE = "wechat_native", _("WeChat Pay, scanned")
    WECHAT_H5 = "wechat_h5", _("WeChat Pay, on a phone")
    WECHAT_JSAPI = "wechat_jsapi", _("WeChat Pay, inside WeChat")
    ALIPAY_PAGE = "alipay_page", _("Alipay, on its page")
    ALIPAY_WAP = "alipay_wap", _("Alipay, on a phone")
    ALIPAY_QR = "alipay_qr", _("Alipay, scanned")
    SHEET = "sheet", _("A published list")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer")
    CASH = "cash", _("Cash")
    CHEQUE = "cheque", _("Cheque")
    WECHAT_MANDATE = "wechat_mandate", _("WeChat Pay, regularly")
    ALIPAY_MANDATE = "alipay_mandate", _("Alipay, regularly")


# Paid on the provider's page in this very browser: the order's page sends it on by itself, since a
# form may not lead to another site.
FORWARDED = frozenset(
    {Channel.WECHAT_H5, Channel.WECHAT_JSAPI, Channel.ALIPAY_PAGE, Channel.ALIPAY_WAP}
)
# Shown as a code to scan; paid at Alipay.
SCANNED = frozenset({Channel.WECHAT_NATIVE, Channel.ALIPAY_QR})
BY_ALIPAY = frozenset({Channel.ALIPAY_PAGE, Channel.ALIPAY_WAP, Channel.ALIPAY_QR})
# No provider is told of these: a bank's statement or a person says that they came.
BY_HAND = frozenset({Channel.BANK_TRANSFER, Channel.CASH, Channel.CHEQUE})
# Charged by the clock under an agreement; whoever charges asks what became of it.
BY_MANDATE = frozenset({Channel.WECHAT_MANDATE, Channel.ALIPAY_MANDATE})


class Display(models.TextChoices):
    ANONYMOUS = "anonymous", _("A donor")
    MASKED = "masked", _("My surname and stars")


class Finding(models.TextChoices):
    """Why a payment that did arrive was not booked by itself: a person decides."""

    NONE = "", ""
    PROJECT_CLOSED = "project_closed", _("The project takes no more gifts.")
    PROJECT_NOT_OPEN = "project_not_open", _("The project was not open.")
    CERTIFICATE_EXPIRED = (
        "certificate_expired",
        _("A certificate of the organisation was out of date on the day of payment."),
    )
    CERTIFICATE_MISSING = "certificate_missing", _("The organisation lacks a certificate.")
    SECOND_PAYMENT = "second_payment", _("The same order was paid twice.")
    SOLD_OUT = "sold_out", _("All of what it was for was taken when the payment came.")


class Outcome(models.TextChoices):
    """What became of one call-back, in words for a person."""

    ACCEPTED = "accepted", _("Accepted: the gift is in the books.")
    NEEDS_DECISION = "needs_decision", _("Recorded: a person decides what becomes of it.")
    REPEATED = "repeated", _("Told again: it was recorded before, nothing changed.")
    REPLAYED = "replayed", _("The same bytes again: nothing changed.")
    SECOND_PAYMENT = "second_payment", _("The order was paid a second time: recorded, not booked.")
    NOT_PAID = "not_paid", _("The payment did not go through: nothing changed.")
    AMOUNT_DIFFERS = (
        "amount_differs",
        _("Refused: the amount is not that of the order. Nothing was booked."),
    )
    FOREIGN = "foreign", _("Refused: meant for another merchant or app.")
    OTHER_MERCHANT = (
        "other_merchant",
        _("Refused: paid into another organisation's account. Nothing was booked."),
    )
    UNKNOWN_ORDER = "unknown_order", _("Refused: there is no such order.")
    FORGED = "forged", _("Refused: the signature is not the provider's.")
    UNKNOWN_CERTIFICATE = (
        "unknown_certificate",
        _("Refused: signed with a certificate that we do not know."),
    )
    CERTIFICATE_EXPIRED = (
        "certificate_expired",
        _("Refused: the provider's certificate is out of date. Renew it in the settings."),
    )
    STALE = "stale", _("Refused: sent more than five minutes ago or from the future.")
    UNREADABLE = "unreadable", _("Refused: signed, but not readable with our key.")


# What the provider is answered. It repeats a call-back until it gets 2xx, so whatever is recorded
# for good is answered 200, and only what may still come right is not.
STATUS: Mapping[str, int] = {
    Outcome.ACCEPTED: 200,
    Outcome.NEEDS_DECISION: 200,
    Outcome.REPEATED: 200,
    Outcome.REPLAYED: 200,
    Outcome.SECOND_PAYMENT: 200,
    Outcome.NOT_PAID: 200,
    Outcome.AMOUNT_DIFFERS: 422,
    Outcome.FOREIGN: 422,
    Outcome.OTHER_MERCHANT: 422,
    Outcome.UNKNOWN_ORDER: 404,
    Outcome.FORGED: 401,
    Outcome.UNKNOWN_CERTIFICATE: 401,
    Outcome.CERTIFICATE_EXPIRED: 401,
    Outcome.STALE: 401,
    Outcome.UNREADABLE: 400,
}
# Anyone can send these, so only so many an hour are kept.
UNPROVEN = frozenset({Outcome.FORGED, Outcome.UNKNOWN_CERTIFICATE})


class ImportState(models.TextChoices):
    """How far a list is that somebody brought."""

    LOOKING = "looking", pgettext_lazy("import", "Being looked at")
    LOOKED = "looked", pgettext_lazy("import", "Looked at")
    STOPPED = "stopped", pgettext_lazy("import", "Stopped")
    BOOKING = "booking", pgettext_lazy("import", "Being booked")
    BOOKED = "booked", pgettext_lazy("import", "Booked")
    CLOSED = "closed", pgettext_lazy("import", "Put away")


# Looking again and booking again change nothing that stands: rows are known by what they say.
IMPORT_MOVES: Mapping[str, frozenset[str]] = {
    ImportState.LOOKING: frozenset({ImportState.LOOKED, ImportState.STOPPED}),
    ImportState.LOOKED: frozenset({ImportState.LOOKING, ImportState.BOOKING, ImportState.CLOSED}),
    ImportState.STOPPED: frozenset({ImportState.LOOKING, ImportState.BOOKING, ImportState.CLOSED}),
    ImportState.BOOKING: frozenset({ImportState.BOOKED, ImportState.STOPPED}),
    ImportState.BOOKED: frozenset({ImportState.LOOKING, ImportState.BOOKING, ImportState.CLOSED}),
    ImportState.CLOSED: frozenset(),
}
UNDER_WAY = frozenset({ImportState.LOOKING, ImportState.BOOKING})


class Likeness(models.TextChoices):
    """By what a row resembles a gift that came another way, on the same day with the same sum."""

    PHONE = "phone", _("the same phone")
    NAME = "name", _("the same name")


class DoubtAnswer(models.TextChoices):
    OPEN = "", _("not said yet")
    ANOTHER = "another", _("another gift: book it")
    SAME = "same", _("the same gift: leave it out")


class ClaimState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("claim", "A person is looking")
    GRANTED = "granted", pgettext_lazy("claim", "Found")
    REFUSED = "refused", pgettext_lazy("claim", "Not found to be so")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "Withdrawn")


CLAIM_MOVES: Mapping[str, frozenset[str]] = {
    ClaimState.WAITING: frozenset({ClaimState.GRANTED, ClaimState.REFUSED, ClaimState.WITHDRAWN}),
    ClaimState.GRANTED: frozenset(),
    ClaimState.REFUSED: frozenset(),
    ClaimState.WITHDRAWN: frozenset(),
}


class ClaimReason(models.TextChoices):
    """Why what was typed did not settle the claim by itself: for staff, never for who typed."""

    NONE = "", ""
    NOTHING_LIKE_IT = "nothing_like_it", _("No imported gift has this name, sum and day.")
    NO_PHONE = "no_phone", _("The list has no phone for this gift, so its name proves nothing.")
    OTHER_PHONE = "other_phone", _("The list has another phone for this gift.")
    OTHER_DETAILS = (
        "other_details",
        _("The list has gifts with this phone, with another name, sum or day."),
    )
    TAKEN = "taken", _("Somebody has this gift already.")
