from collections.abc import Mapping

from django.urls import path

from liushui.giving import urls_lists, urls_refunds
from liushui.giving.views import console, gift, give, inside, messages, notify
from liushui.parties.access import PUBLIC, SIGNED_IN, Access, Right, holders_of

app_name = "giving"
urlpatterns = [
    path("give/<str:number>/", give.give, name="give"),
    path("gifts/<str:reference>/pay", gift.pay, name="pay"),
    path("gifts/<str:reference>/pay/again", gift.pay_again, name="pay-again"),
    path("gifts/<str:reference>/pay/wechat", inside.inside, name="inside"),
    path("gifts/<str:reference>/thanks", gift.thanks, name="thanks"),
    path("gifts/<str:reference>/certificate.pdf", gift.certificate, name="certificate"),
    path("gifts/<str:reference>/receipt.tlog-proof", gift.log_receipt, name="log-receipt"),
    path("me/gifts/", gift.mine, name="mine"),
    path("pay/wechat/notify", notify.wechat_notify, name="wechat-notify"),
    path("pay/alipay/notify", notify.alipay_notify, name="alipay-notify"),
    path("console/gifts/", console.gifts, name="gifts"),
    path("console/payments/", console.payments, name="payments"),
    path("console/gifts/words/", messages.offered, name="messages"),
    path("console/gifts/<str:reference>/words", messages.judge, name="message-judge"),
    path("console/gifts/<str:reference>/decide", console.decide, name="decide"),
    *urls_lists.urlpatterns,
    *urls_refunds.urlpatterns,
]
ROLES: Mapping[str, Access] = {
    "give": PUBLIC,
    "pay": PUBLIC,
    "pay-again": PUBLIC,
    "inside": PUBLIC,
    "thanks": PUBLIC,
    "certificate": PUBLIC,
    "log-receipt": SIGNED_IN,
    "mine": SIGNED_IN,
    "wechat-notify": PUBLIC,
    "alipay-notify": PUBLIC,
    "gifts": holders_of(Right.GIFT_READ, Right.MONEY_APPROVE),
    "payments": holders_of(Right.GIFT_READ, Right.MONEY_APPROVE),
    "messages": holders_of(Right.GIFT_READ),
    "message-judge": holders_of(Right.GIFT_READ),
    "decide": holders_of(Right.MONEY_APPROVE),
    **urls_lists.ROLES,
    **urls_refunds.ROLES,
}
