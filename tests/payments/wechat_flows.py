"""Each call that our client makes of WeChat Pay, prepared at a simulator and ready to be made."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from liushui.config.simulators.wechat_pay import Order, Provider
from liushui.config.simulators.wechat_pay.contracts import PLAN_ID
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID
from liushui.config.simulators.wechat_pay.office import payer_of
from liushui.config.simulators.wechat_pay.server import Desk
from liushui.kernel.clock import day_of
from liushui.payments.mandates import AgreementWord, NewAgreement, NewCharge, Standing, StillWarned
from liushui.payments.provider import BillKind, NewOrder, RefundOrder
from liushui.payments.states import Way
from liushui.payments.wechat.certificates import fetch_certificates
from liushui.payments.wechat.client import WechatPay
from liushui.payments.wechat.complaints import complaint_of
from liushui.payments.wechat.mandates import WechatMandates
from liushui.payments.wechat.notices import Opener
from liushui.payments.wechat.signing import Merchant, PlatformCertificates, serial_of
from tests.payments.wire import Change, Wire

MINOR, NOWHERE = 66_60, "http://127.0.0.1:9/"
_NUMBERS = count(1)  # the provider forgets none of them


@dataclass
class Scene:
    """A running provider whose clock is set, and clients of it."""

    provider: Provider
    desk: Desk
    address: str
    clients: list[WechatPay] = field(default_factory=list)

    def now(self) -> datetime:
        """The provider's own time."""
        return datetime.fromtimestamp(self.desk.now(), UTC)

    def client(self, *, known: str = "platform expired", change: Change | None = None) -> WechatPay:
        """A client that knows these certificates; its answers are changed on the way."""
        keys = self.provider.keys
        certificates = [getattr(keys, name).certificate for name in known.split()]
        merchant = Merchant(MERCHANT_ID, APP_ID, keys.merchant.serial, keys.merchant.key)
        opener = Opener(PlatformCertificates(certificates), keys.api_v3_key)
        made = WechatPay(merchant, opener, self.address, Wire(change))
        self.clients.append(made)
        return made

    def wire(self, client: WechatPay) -> Wire:
        """What went over this client's wire."""
        line = client._http._transport
        assert isinstance(line, Wire)
        return line

    def reference(self) -> str:
        return f"LS-20260718-F{next(_NUMBERS):07d}-2"

    def order(self) -> NewOrder:
        until = self.now() + timedelta(hours=2)
        return NewOrder(self.reference(), "山路校车", MINOR, NOWHERE, until)

    def paid(self, *, days: int = 0) -> Order:
        """An order that was paid so many days ago."""
        reference = self.reference()
        said: dict[str, object] = {
            "mchid": MERCHANT_ID,
            "appid": APP_ID,
            "out_trade_no": reference,
            "amount": {"total": MINOR},
        }
        self.provider.place(said, "NATIVE")
        return self.provider.pay(reference, at=self.now() - timedelta(days=days), mode="never")

    def agreed(self, *, warned: bool = False) -> AgreementWord:
        """An agreement that its payer signed; two days after its warning, if one was given."""
        ours = WechatMandates(self.client(), PLAN_ID)
        code = f"MFL0W{next(_NUMBERS):04d}A1"
        ours.sign(wanted(code, self.now()), at=self.now())
        self.desk.contracts.move(code, "sign", "")
        word = ours.agreement_of(code, at=self.now())
        if warned:
            ours.forewarn(word.contract_id, MINOR, day_of(self.now()), at=self.now())
            self.desk.skew_seconds += timedelta(days=2).total_seconds()
        return word


def wanted(code: str, at: datetime) -> NewAgreement:
    return NewAgreement(code, "山路校车", MINOR, day_of(at), False, NOWHERE, NOWHERE)


def refund_order(paid: Order, minor: int) -> RefundOrder:
    return RefundOrder(
        f"R-{paid.reference}", paid.reference, paid.transaction_id, minor, MINOR, "捐赠退回"
    )


Call = Callable[[WechatPay, datetime], object]


@dataclass(frozen=True, slots=True)
class Flow:
    """A name, and what makes the call ready; ``has_body``: whether its answer says anything."""

    name: str
    prepare: Callable[[Scene], Call]
    has_body: bool = True

    def __str__(self) -> str:
        return self.name


def _begin(way: Way) -> Callable[[Scene], Call]:
    def prepare(scene: Scene) -> Call:
        order = replace(scene.order(), payer_id=payer_of(scene.provider))
        return lambda ours, at: ours.begin(order, way, at=at)

    return prepare


def _query(*, is_paid: bool) -> Callable[[Scene], Call]:
    def prepare(scene: Scene) -> Call:
        order = scene.order()
        if not is_paid:
            scene.client().begin(order, Way.WECHAT_NATIVE, at=scene.now())
        reference = scene.paid().reference if is_paid else order.reference
        return lambda ours, at: ours.transaction_of(reference, at=at)

    return prepare


def _close(scene: Scene) -> Call:
    order = scene.order()
    scene.client().begin(order, Way.WECHAT_NATIVE, at=scene.now())
    return lambda ours, at: ours.close(order.reference, at=at)


def _refund(minor: int) -> Callable[[Scene], Call]:
    def prepare(scene: Scene) -> Call:
        asked = refund_order(scene.paid(), minor)

        def call(ours: WechatPay, at: datetime) -> object:
            word = ours.refund(asked, at=at)
            return word.key, word.refund_id, word.amount_minor

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


def _certificates(scene: Scene) -> Call:
    del scene
    return lambda ours, at: [serial_of(one) for one in fetch_certificates(ours, at=at)]


def _complaint(scene: Scene) -> Call:
    number = f"C-{scene.paid().reference}"
    return lambda ours, at: complaint_of(ours, number, at=at)


def _sign(scene: Scene) -> Call:
    asked = wanted(f"MFL0W{next(_NUMBERS):04d}A1", scene.now())
    return lambda ours, at: WechatMandates(ours, PLAN_ID).sign(asked, at=at)


def _agreement(scene: Scene) -> Call:
    code = scene.agreed().code
    return lambda ours, at: WechatMandates(ours, PLAN_ID).agreement_of(code, at=at)


def _forewarn(scene: Scene) -> Call:
    word = scene.agreed()

    def call(ours: WechatPay, at: datetime) -> object:
        try:
            WechatMandates(ours, PLAN_ID).forewarn(word.contract_id, MINOR, day_of(at), at=at)
        except StillWarned:
            return None
        return None

    return call


def _charge(scene: Scene) -> Call:
    word = scene.agreed(warned=True)
    asked = NewCharge(scene.reference(), "山路校车", MINOR, word.contract_id, NOWHERE)

    def call(ours: WechatPay, at: datetime) -> object:
        WechatMandates(ours, PLAN_ID).charge(asked, at=at)
        found = scene.provider.find(asked.reference)
        return found and (found.state, found.amount_minor)

    return call


def _end(scene: Scene) -> Call:
    word = scene.agreed()

    def call(ours: WechatPay, at: datetime) -> object:
        WechatMandates(ours, PLAN_ID).end(word, at=at)
        said = WechatMandates(scene.client(), PLAN_ID).agreement_of(word.code, at=at)
        assert said.standing == Standing.ENDED
        return None

    return call


FLOWS = (
    Flow("native", _begin(Way.WECHAT_NATIVE)),
    Flow("h5", _begin(Way.WECHAT_H5)),
    Flow("jsapi", _begin(Way.WECHAT_JSAPI)),
    Flow("query-unpaid", _query(is_paid=False)),
    Flow("query-paid", _query(is_paid=True)),
    Flow("close", _close, has_body=False),
    Flow("refund-full", _refund(MINOR)),
    Flow("refund-part", _refund(20_00)),
    Flow("refund-query", _refund_of),
    Flow("bill-trade", _bill(BillKind.TRADE)),
    Flow("bill-funds", _bill(BillKind.FUNDS)),
    Flow("certificates", _certificates),
    Flow("complaint", _complaint),
    Flow("agreement-sign", _sign),
    Flow("agreement-query", _agreement),
    Flow("agreement-warn", _forewarn, has_body=False),
    Flow("agreement-charge", _charge, has_body=False),
    Flow("agreement-end", _end, has_body=False),
)
