"""The provider's page where a person sees a trade and pays; plain, and marked as simulated."""

from html import escape

from liushui.config.simulators.alipay.agreements import Agreement, agreement_words
from liushui.config.simulators.alipay.provider import Mode, Trade, yuan

MODES = {
    Mode.AT_ONCE: "立即通知 · call back at once",
    Mode.LATE: "晚些通知 · call back when released",
    Mode.TWICE: "通知两次 · call back twice",
    Mode.NEVER: "从不通知 · never call back",
    Mode.FORGED: "伪造签名 · forged signature",
    Mode.WRONG_AMOUNT: "金额不符 · wrong amount",
    Mode.ROTATED: "换了密钥 · signed with the following key",
    Mode.REORDERED: "字段乱序 · fields in another order",
    Mode.TRUNCATED: "内容截断 · half of the bytes",
    Mode.DOUBLED_NAME: "字段重复 · a name twice",
    Mode.SKEWED: "时钟不准 · sent more than a day ago",
}
STYLE = """
body{font:16px/1.7 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;margin:0;
background:#f4f6f9}
main{max-width:24rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:8px}
h1{font-size:1.1rem;margin:0 0 .5rem} .sum{font-size:2.2rem;margin:.5rem 0;font-weight:600}
.note{color:#43545b;font-size:.9rem;overflow-wrap:anywhere}
button,select,a.back{font:inherit;width:100%;min-height:48px;margin:.4rem 0;border-radius:8px;
border:1px solid #77868c;background:#fff;color:inherit;box-sizing:border-box;padding:.4rem}
button.pay{background:#0e5fb3;color:#fff;border:0} a.back{display:block;text-align:center}
"""
_STATES = {
    "TRADE_SUCCESS": "已付款 · Paid",
    "TRADE_CLOSED": "交易已关闭 · Closed",
    "WAIT_BUYER_PAY": "等待付款 · Waiting",
}


def _page(inside: str) -> str:
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>模拟支付宝收银台</title><style>{STYLE}</style></head>"
        f"<body><main>{inside}</main></body></html>"
    )


def trade_page(trade: Trade, default_mode: str) -> str:
    """The trade, a choice of how the provider shall behave, and the button."""
    options = "".join(
        f'<option value="{mode}"{" selected" if mode == default_mode else ""}>{words}</option>'
        for mode, words in MODES.items()
    )
    return _page(
        f"<h1>模拟支付宝 · Simulated Alipay</h1><p>{escape(trade.subject)}</p>"
        f'<p class="sum">{yuan(trade.amount_minor)} 元</p>'
        f'<p class="note">{escape(trade.reference)}</p>'
        f'<form method="post" action="/pay/{escape(trade.reference)}/{trade.token}">'
        '<button class="pay" name="do" value="pay">付款 · Pay</button>'
        '<label class="note" for="mode">付款以后 · Afterwards</label>'
        f'<select id="mode" name="mode">{options}</select></form>'
        '<p class="note">没有真的钱。No real money moves here.</p>'
    )


def agreement_page(agreement: Agreement) -> str:
    """An agreement to charge: sign it, end it, and say how its charges shall go."""
    return _page(agreement_words(agreement))


def done_page(trade: Trade) -> str:
    """What became of the trade, and the way back to the merchant."""
    back = trade.return_url
    link = f'<a class="back" href="{escape(back)}">返回商户 · Back</a>' if back else ""
    return _page(
        f"<h1>{_STATES[trade.status]}</h1>"
        f'<p class="sum">{yuan(trade.amount_minor)} 元</p>'
        f'<p class="note">{escape(trade.reference)}</p>{link}'
    )


def refused_page(sub_code: str) -> str:
    """What a browser sees that brings a request which the provider refuses."""
    return _page(f'<h1>调试错误 · Refused</h1><p class="note">{escape(sub_code)}</p>')
