"""The provider's page where a person sees an order and pays; plain, and marked as simulated."""

from html import escape

from liushui.config.simulators.wechat_pay.contracts import Contract, Mood
from liushui.config.simulators.wechat_pay.provider import Mode, Order

MODES = {
    Mode.AT_ONCE: "立即通知 · call back at once",
    Mode.LATE: "晚些通知 · call back when released",
    Mode.TWICE: "通知两次 · call back twice",
    Mode.NEVER: "从不通知 · never call back",
    Mode.FORGED: "伪造签名 · forged signature",
    Mode.WRONG_AMOUNT: "金额不符 · wrong amount",
    Mode.REPLAYED: "重放 · the same bytes again",
    Mode.EXPIRED_CERTIFICATE: "证书过期 · expired certificate",
    Mode.ROTATED: "换了证书 · the next certificate",
    Mode.SKEWED: "时钟不准 · signed six minutes ago",
    Mode.REORDERED: "字段乱序 · fields in another order",
    Mode.TRUNCATED: "内容截断 · cut off",
}
STYLE = """
body{font:16px/1.7 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;margin:0;
background:#f6f6f2}
main{max-width:24rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:8px}
h1{font-size:1.1rem;margin:0 0 .5rem} .sum{font-size:2.2rem;margin:.5rem 0;font-weight:600}
.note{color:#43545b;font-size:.9rem;overflow-wrap:anywhere}
button,select,a.back{font:inherit;width:100%;min-height:48px;margin:.4rem 0;border-radius:8px;
border:1px solid #77868c;background:#fff;color:inherit;box-sizing:border-box;padding:.4rem}
button.pay{background:#1b7354;color:#fff;border:0} a.back{display:block;text-align:center}
"""


MOODS = {
    Mood.PAYS: "每次付成 · pay each time",
    Mood.LACKS: "余额不足 · not enough money",
    Mood.REFUSES: "当场拒绝 · refuse at once",
    Mood.NEVER: "付成但不通知 · pay, never call back",
    Mood.TWICE: "付成并通知两次 · pay, call back twice",
    Mood.MUTE: "付成但不回答 · pay, answer nothing",
}


def _page(title: str, inside: str) -> str:
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>{inside}</main></body></html>"
    )


def order_page(order: Order, default_mode: str) -> str:
    """The order, a choice of how the provider shall behave, and two buttons."""
    options = "".join(
        f'<option value="{mode}"{" selected" if mode == default_mode else ""}>{words}</option>'
        for mode, words in MODES.items()
    )
    return _page(
        "模拟收银台",
        f"<h1>模拟微信支付 · Simulated WeChat Pay</h1><p>{escape(order.description)}</p>"
        f'<p class="sum">{order.amount_minor / 100:,.2f} 元</p>'
        f'<p class="note">{escape(order.reference)}</p>'
        '<form method="post"><button class="pay" name="do" value="pay">付款 · Pay</button>'
        '<button name="do" value="fail">付款失败 · Fail</button>'
        f'<label class="note" for="mode">付款以后 · Afterwards</label>'
        f'<select id="mode" name="mode">{options}</select></form>'
        '<p class="note">没有真的钱。No real money moves here.</p>',
    )


def done_page(order: Order, back: str) -> str:
    """What became of the order, and the way back to the merchant."""
    words = {
        "SUCCESS": "已付款 · Paid",
        "PAYERROR": "没有付成 · Not paid",
        "CLOSED": "订单已关闭 · Closed",
    }[order.state]
    link = f'<a class="back" href="{escape(back)}">返回商户 · Back</a>' if back else ""
    return _page(
        "模拟收银台",
        f"<h1>{words}</h1>"
        f'<p class="sum">{order.amount_minor / 100:,.2f} 元</p>'
        f'<p class="note">{escape(order.reference)}</p>{link}',
    )


def contract_page(contract: Contract) -> str:
    """An agreement to charge: sign it, end it, and say how its charges shall go."""
    verb = {
        "NOT_SIGNED": '<button class="pay" name="do" value="sign">同意并签约 · Sign</button>',
        "SIGNED": '<button name="do" value="end">关闭扣费 · End</button>'
        '<button name="do" value="mood">保存 · Keep the choice below</button>',
        "TERMINATED": "",
    }[contract.state]
    words = {"NOT_SIGNED": "待签约", "SIGNED": "已签约", "TERMINATED": "已解约"}[contract.state]
    options = "".join(
        f'<option value="{mood}"{" selected" if mood == contract.mood else ""}>{text}</option>'
        for mood, text in MOODS.items()
    )
    back = f'<a class="back" href="{escape(contract.back)}">返回商户 · Back</a>'
    return _page(
        "模拟签约",
        f"<h1>模拟微信支付扣费服务 · {words}</h1><p>{escape(contract.shown)}</p>"
        f'<p class="note">{escape(contract.code)}</p><form method="post">{verb}'
        f'<label class="note" for="mood">每次扣款 · Each charge</label>'
        f'<select id="mood" name="mood">{options}</select></form>{back if contract.back else ""}'
        '<p class="note">没有真的钱。No real money moves here.</p>',
    )
