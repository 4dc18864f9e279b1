"""Each call that our client makes of Alipay, prepared at a simulator and ready to be made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from liushui.config.simulators.alipay import Provider
from liushui.config.simulators.alipay.agreements import SCENE
from liushui.config.simulators.alipay.keys import APP_ID, SELLER_ID, public_text
from liushui.config.simulators.alipay.provider import Trade
from liushui.config.simulators.alipay.server import Desk
from liushui.kernel.clock import day_of
from liushui.payments.alipay.client import Alipay
from liushui.payments.alipay.mandates import AlipayMandates
from liushui.payments.alipay.signing import AlipayMerchant, PlatformKeys
from liushui.payments.mandates import AgreementWord, NewAgreement, NewCharge
from liushui.payments.provider import BillKind, NewOrder, RefundOrder
from liushui.payments.states import Way
from tests.payments.wire import Change, Wire

MINOR, NOWHERE = 66_60, "http://127.0.0.1:9/"
_NUMBERS = count(1)  # the provider forgets none of them


@dataclass
class Scene:
    """A running provider, and clients of it."""

    provider: Provider
    desk: Desk
    gateway: str
    clients: list[Alipay] = field(default_factory=list)

    def now(self) -> datetime:
        """The provider's own time."""
        return datetime.fromtimestamp(self.desk.now(), UTC)

    def client(self, *, known: str = "platform", change: Change | None = None) -> Alipay:
        """A client that knows these keys; its answers are changed on the way."""
        keys = self.provider.keys
        text = "\n".join(public_text(getattr(keys, name)) for name in known.split())
        merchant = AlipayMerchant(SELLER_ID, APP_ID, keys.app)
        made = Alipay(merchant, PlatformKeys.from_text(text), self.gateway, Wire(change))
        self.clients.append(made)
        return made

    def wire(self, client: Alipay) -> Wire:
        """What went over this client's wire."""
        line = client._http._transport
        assert isinstance(line, Wire)
        return line

    def reference(self) -> str:
        return f"LS-20260718-F{next(_NUMBERS):07d}-2"

    def order(self) -> NewOrder:
        until = self.now() + timedelta(hours=2)
        return NewOrder(self.reference(), "山路校车", MINOR, NOWHERE, until)

    def paid(self, *, days: int = 0) -> Trade:
        """A trade that was paid so many days ago."""
        at = (self.now() - timedelta(days=days)).timestamp()
        said: dict[str, object] = {"out_trade_no": self.reference(), "total_amount": "66.60"}
        trade = self.provider.place({}, said, at=at)
        return self.provider.pay(trade.reference, at=at, mode="never")

    def agreed(self) -> AgreementWord:
        """An agreement that its payer signed, to be charged from today on."""
        asked = wanted(self.code(), self.now())
        ours = AlipayMandates(self.client(), SCENE)
        query = ours.sign(asked, at=self.now()).partition("?")[2]
        self.open_page(query)
        self.desk.agreements.move(asked.code, "sign", "")
        word = ours.agreement_of(asked.code, at=self.now())
        ours.forewarn(word.contract_id, MINOR, day_of(self.now()), at=self.now())
        return word

    def code(self) -> str:
        return f"MFL0W{next(_NUMBERS):04d}A1"

    def open_page(self, query: str) -> str:
        """What a browser reads that brings a request of ours to the provider."""
        return self.client()._http.get(f"{self.gateway}?{query}").text


def wanted(code: str, at: datetime) -> NewAgreement:
    return NewAgreement(code, "山路校车", MINOR, day_of(at), False, NOWHERE, NOWHERE)


def refund_order(paid: Trade, minor: int) -> RefundOrder:
    key = f"R-{paid.reference}"
    return RefundOrder(key, paid.reference, paid.trade_no, minor, MINOR, "捐赠退回")


Call = Callable[[Alipay, datetime], object]


@dataclass(frozen=True, slots=True)
class Flow:
    """A name, and what makes the call ready."""

    name: str
    prepare: Callable[[Scene], Call]

    def __str__(self) -> str:
        return self.name


def _qr(scene: Scene) -> Call:
    order = scene.order()
    return lambda ours, at: ours.begin(order, Way.ALIPAY_QR, at=at)


def _query(*, is_paid: bool) -> Callable[[Scene], Call]:
    def prepare(scene: Scene) -> Call:
        order = scene.order()
        if not is_paid:
            scene.client().begin(order, Way.ALIPAY_QR, at=scene.now())
        reference = scene.paid().reference if is_paid else order.reference
        return lambda ours, at: ours.transaction_of(reference, at=at)

    return prepare


def _close(scene: Scene) -> Call:
    order = scene.order()
    scene.client().begin(order, Way.ALIPAY_QR, at=scene.now())
    return lambda ours, at: ours.close(order.reference, at=at)


def _refund(*minors: int) -> Callable[[Scene], Call]:
    """The last of these parts; those before it went back already."""

    def prepare(scene: Scene) -> Call:
        paid = scene.paid()
        for minor in minors[:-1]:
            before = RefundOrder("R-0", paid.reference, paid.trade_no, minor, MINOR, "捐赠退回")
            scene.client().refund(before, at=scene.now())
        asked = refund_order(paid, minors[-1])

        def call(ours: Alipay, at: datetime) -> object:
            word = ours.refund(asked, at=at)
            return word.key, word.state, word.amount_minor

        return call

    return prepare


def _refund_of(scene: Scene) -> Call:
    asked = refund_order(scene.paid(), MINOR)
    scene.client().refund(asked, at=scene.now())
    return lambda ours, at: ours.refund_of(asked.key, asked.order, at=at)


def _bill(kind: BillKind) -> Callable[[Scene], Call]:
    def prepare(scene: Scene) -> Call:
        scene.paid(days=1)
        day = day_of(scene.now() - timedelta(days=1))
        return lambda ours, at: ours.bill(day, kind, at=at)

    return prepare


def _agreement(scene: Scene) -> Call:
    code = scene.agreed().code
    return lambda ours, at: AlipayMandates(ours, SCENE).agreement_of(code, at=at)


def _plan(scene: Scene) -> Call:
    word, day = scene.agreed(), day_of(scene.now())
    return lambda ours, at: AlipayMandates(ours, SCENE).forewarn(
        word.contract_id, MINOR, day, at=at
    )


def _charge(scene: Scene) -> Call:
    asked = NewCharge(scene.reference(), "山路校车", MINOR, scene.agreed().contract_id, NOWHERE)

    def call(ours: Alipay, at: datetime) -> object:
        AlipayMandates(ours, SCENE).charge(asked, at=at)
        found = scene.provider.find(asked.reference)
        return found and (found.status, found.amount_minor)

    return call


def _end(scene: Scene) -> Call:
    word = scene.agreed()

    def call(ours: Alipay, at: datetime) -> object:
        AlipayMandates(ours, SCENE).end(word, at=at)
        return scene.desk.agreements.known(word.code).status

    return call


FLOWS = (
    Flow("qr", _qr),
    Flow("query-unpaid", _query(is_paid=False)),
    Flow("query-paid", _query(is_paid=True)),
    Flow("close", _close),
    Flow("refund-full", _refund(MINOR)),
    Flow("refund-part", _refund(20_00)),
    Flow("refund-the-rest", _refund(20_00, 46_60)),
    Flow("refund-query", _refund_of),
    Flow("bill-trade", _bill(BillKind.TRADE)),
    Flow("bill-funds", _bill(BillKind.FUNDS)),
    Flow("agreement-query", _agreement),
    Flow("agreement-plan", _plan),
    Flow("agreement-charge", _charge),
    Flow("agreement-end", _end),
)
