"""What other modules may have the ledger do. Units move through these and in no other way."""

from liushui.ledger.services.corrections import correct_target
from liushui.ledger.services.covers import charge_back, return_owed, win_dispute
from liushui.ledger.services.freezes import freeze, freeze_gift, thaw
from liushui.ledger.services.funds import (
    holder_of_organisation,
    holder_of_person,
    open_fund,
    resource,
    sink,
)
from liushui.ledger.services.gifts import Accepted, GiftOffer, accept_gift, accept_gifts
from liushui.ledger.services.goods import (
    define_resource,
    expire_lots,
    issue_goods,
    rebase_goods,
    receive_goods,
    write_off_lot,
)
from liushui.ledger.services.kinds import (
    earn_points,
    give_hours,
    grant,
    pay_provider,
    spend_hours,
    spend_points,
    write_off,
)
from liushui.ledger.services.locks import hold_movements, lock_funds
from liushui.ledger.services.lots import correct_lot, freeze_goods, freeze_lot, refund_lot
from liushui.ledger.services.movements import Covers, Links, move
from liushui.ledger.services.placing import place_gifts
from liushui.ledger.services.recall_payments import ask_back, confirm_paid_back, withdraw_recall
from liushui.ledger.services.recalls import recall_gift
from liushui.ledger.services.refunds import refund_gift
from liushui.ledger.services.reservations import (
    expire,
    order_payment,
    post_reserved,
    release,
    reserve,
)
from liushui.ledger.services.returns import reverse
from liushui.ledger.services.seals import keep_reports, seal_month
from liushui.ledger.services.sequencer import run_forever, sequence, sequence_all
from liushui.ledger.services.shortfalls import bear_kept_fee, repay_advances

__all__ = [
    "Accepted",
    "Covers",
    "GiftOffer",
    "Links",
    "accept_gift",
    "accept_gifts",
    "ask_back",
    "bear_kept_fee",
    "charge_back",
    "confirm_paid_back",
    "correct_lot",
    "correct_target",
    "define_resource",
    "earn_points",
    "expire",
    "expire_lots",
    "freeze",
    "freeze_gift",
    "freeze_goods",
    "freeze_lot",
    "give_hours",
    "grant",
    "hold_movements",
    "holder_of_organisation",
    "holder_of_person",
    "issue_goods",
    "keep_reports",
    "lock_funds",
    "move",
    "open_fund",
    "order_payment",
    "pay_provider",
    "place_gifts",
    "post_reserved",
    "rebase_goods",
    "recall_gift",
    "receive_goods",
    "refund_gift",
    "refund_lot",
    "release",
    "repay_advances",
    "reserve",
    "resource",
    "return_owed",
    "reverse",
    "run_forever",
    "seal_month",
    "sequence",
    "sequence_all",
    "sink",
    "spend_hours",
    "spend_points",
    "thaw",
    "win_dispute",
    "withdraw_recall",
    "write_off",
    "write_off_lot",
]
