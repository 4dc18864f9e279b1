"""The ways to pay, and what providers say of refunds and complaints."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """How a person pays; a channel of giving bears the same code."""

    WECHAT_NATIVE = "wechat_native", _("WeChat Pay, scanned")
    WECHAT_H5 = "wechat_h5", _("WeChat Pay, on a phone")
    WECHAT_JSAPI = "wechat_jsapi", _("WeChat Pay, inside WeChat")
    ALIPAY_PAGE = "alipay_page", _("Alipay, on its page")
    ALIPAY_WAP = "alipay_wap", _("Alipay, on a phone")
    ALIPAY_QR = "alipay_qr", _("Alipay, scanned")


class Device(models.TextChoices):
    """What the donor holds: it decides which ways can work."""

    DESKTOP = "desktop"
    PHONE = "phone"
    IN_WECHAT = "in_wechat"
    IN_ALIPAY = "in_alipay"


# A browser inside one provider's app cannot open the other's. Inside WeChat the second stands in
# where there is no official account.
WAYS_OF: Mapping[str, tuple[Way, ...]] = {
    Device.DESKTOP: (Way.WECHAT_NATIVE, Way.ALIPAY_PAGE, Way.ALIPAY_QR),
    Device.PHONE: (Way.WECHAT_H5, Way.ALIPAY_WAP),
    Device.IN_WECHAT: (Way.WECHAT_JSAPI, Way.WECHAT_H5),
    Device.IN_ALIPAY: (Way.ALIPAY_WAP,),
}


class RefundState(models.TextChoices):
    """What a provider says of a refund; its life here is giving's."""

    PROCESSING = "processing", pgettext_lazy("refund", "On its way")
    DONE = "done", pgettext_lazy("refund", "Returned")
    REFUSED = "refused", pgettext_lazy("refund", "Declined by the provider")
    ABNORMAL = "abnormal", pgettext_lazy("refund", "Stuck: the provider asks for a person")


class ComplaintState(models.TextChoices):
    """As the provider counts: it waits for the charity's answer, talks, or has ended."""

    PENDING = "pending", pgettext_lazy("complaint", "Waiting for an answer")
    PROCESSING = "processing", pgettext_lazy("complaint", "Being talked about")
    PROCESSED = "processed", pgettext_lazy("complaint", "Settled")


class AccountState(models.TextChoices):
    """The life of an organisation's merchant account here."""

    PROPOSED = "proposed", pgettext_lazy("merchant account", "waits for a second person")
    HELD = "held", pgettext_lazy("merchant account", "agreed, waits out its days")
    IN_FORCE = "in_force", pgettext_lazy("merchant account", "in force")
    REPLACED = "replaced", pgettext_lazy("merchant account", "replaced")
    ENDED = "ended", pgettext_lazy("merchant account", "ended")
    STOPPED = "stopped", pgettext_lazy("merchant account", "stopped")


ACCOUNT_MOVES: Mapping[str, frozenset[str]] = {
    AccountState.PROPOSED: frozenset({AccountState.HELD, AccountState.STOPPED}),
    AccountState.HELD: frozenset({AccountState.IN_FORCE, AccountState.STOPPED}),
    AccountState.IN_FORCE: frozenset({AccountState.REPLACED, AccountState.ENDED}),
}
