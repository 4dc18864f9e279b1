"""The gateway's methods: a signed request in, a signed answer out."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from liushui.config.simulators.alipay import agreements
from liushui.config.simulators.alipay.bills import archive_of
from liushui.config.simulators.alipay.provider import Refused, Trade, refused, said_at, yuan

if TYPE_CHECKING:
    from liushui.config.simulators.alipay.server import Desk

_PAGES = frozenset({"alipay.trade.page.pay", "alipay.trade.wap.pay"})
_MESSAGES = {"40002": "Invalid Arguments", "40004": "Business Failed"}
Said = dict[str, object]


def answered(desk: "Desk", query: str, own: str) -> str:
    """The text of the answer to a posted request."""
    method = str(dict(parse_qsl(query)).get("method", ""))
    node = f"{method.replace('.', '_')}_response"
    try:
        fields = desk.provider.require_merchant(query, desk.now())
        action = METHODS.get(method, _no_such_method)
        content = action(desk, fields, _content(fields), own)
    except Refused as error:
        message = _MESSAGES.get(error.code, "Business Failed")
        said: Said = {
            "code": error.code,
            "msg": message,
            "sub_code": error.sub_code,
            "sub_msg": "/",
        }
        return desk.provider.answer(node, said)
    return desk.provider.answer(node, {"code": "10000", "msg": "Success", **content})


def is_method(query: str) -> bool:
    """Whether a request is answered in words; else a browser brings it for a page."""
    return dict(parse_qsl(query)).get("method") in METHODS


def opened(desk: "Desk", query: str) -> Trade | agreements.Agreement:
    """The trade or the agreement for which a browser brings a merchant's request."""
    fields = desk.provider.require_merchant(query, desk.now())
    if fields["method"] == agreements.SIGN:
        return desk.agreements.begin(fields, _content(fields))
    if fields["method"] not in _PAGES:
        raise Refused("40002", "isv.invalid-method")
    reference = str(_content(fields).get("out_trade_no", ""))
    known = desk.provider.find(reference)
    if known is not None and known.status == "TRADE_SUCCESS":
        return known
    return desk.provider.place(fields, _content(fields), at=desk.now())


def _content(fields: Mapping[str, str]) -> Said:
    try:
        said = json.loads(fields.get("biz_content", ""))
    except ValueError:
        raise Refused("40002", "isv.invalid-parameter") from None
    if not isinstance(said, dict):
        raise Refused("40002", "isv.invalid-parameter")
    return said


def _no_such_method(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del desk, fields, content, own
    raise Refused("40002", "isv.invalid-method")


def _precreate(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    trade = desk.provider.place(fields, content, at=desk.now())
    return {
        "out_trade_no": trade.reference,
        "qr_code": f"{own}/pay/{trade.reference}/{trade.token}",
    }


def _query(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    trade = desk.provider.known(content)
    wrong = 1 if trade.mode == "wrong_amount" else 0
    said: Said = {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.reference,
        "buyer_logon_id": "159****0001",
        "trade_status": trade.told_status,
        "total_amount": yuan(trade.amount_minor + wrong),
    }
    return said | ({"send_pay_date": trade.paid_at} if trade.paid_at else {})


def _close(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    trade = desk.provider.close(content)
    return {"trade_no": trade.trade_no, "out_trade_no": trade.reference}


def _refund(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    trade, has_moved = desk.provider.refund(content, at=desk.now())
    if has_moved and (desk.notify or trade.notify_url):
        desk.deliver(trade)
    return {
        "trade_no": trade.trade_no,
        "out_trade_no": trade.reference,
        "buyer_logon_id": "159****0001",
        "fund_change": "Y" if has_moved else "N",
        "refund_fee": yuan(trade.refunded_minor),
    }


def _refund_query(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields, own
    trade = desk.provider.known(content)
    for key, minor, when in trade.refunds:
        if key == content.get("out_request_no"):
            return {
                "trade_no": trade.trade_no,
                "out_trade_no": trade.reference,
                "out_request_no": key,
                "total_amount": yuan(trade.amount_minor),
                "refund_amount": yuan(int(minor)),
                "refund_status": "REFUND_SUCCESS",
                "gmt_refund_pay": when,
            }
    return {}


def _bill(desk: "Desk", fields: dict[str, str], content: Said, own: str) -> Said:
    del fields
    day = str(content.get("bill_date", ""))
    if day >= said_at(desk.now())[:10]:
        raise refused("isv.invalid-arguments")
    kind = str(content.get("bill_type", "trade"))
    keys = desk.provider.keys
    if archive_of(desk.provider.trades(), day, kind, keys.seller_id) is None:
        raise refused("isp.bill_not_exist")
    return {"bill_download_url": f"{own}/bill?day={day}&type={kind}&app_id={keys.app_id}"}


METHODS: dict[str, Callable[["Desk", dict[str, str], Said, str], Said]] = {
    "alipay.trade.precreate": _precreate,
    "alipay.trade.query": _query,
    "alipay.trade.close": _close,
    "alipay.trade.refund": _refund,
    "alipay.trade.fastpay.refund.query": _refund_query,
    "alipay.data.dataservice.bill.downloadurl.query": _bill,
    **agreements.METHODS,
}
