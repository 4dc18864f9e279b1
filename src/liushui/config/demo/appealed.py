"""The story's personal appeal: verified, vouched for, published by two, given to, paid once."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from liushui.appeals.services import applying, paying, publishing, verifying, vouching, writing
from liushui.appeals.services.paying import Bill
from liushui.appeals.services.taking import take_room
from liushui.appeals.services.verifying import Looked
from liushui.appeals.services.vouching import WitnessAsked
from liushui.appeals.services.writing import NeedAsked, PersonAsked, ProviderAsked
from liushui.appeals.states import (
    REQUIRED_STEPS,
    Asker,
    CheckStep,
    MeansKind,
    NeedKind,
    Outcome,
    ProviderKind,
    RestWay,
)
from liushui.config.demo.appeal_words import (
    CAP,
    COSTS,
    GIFTS,
    INSURED,
    PAID_MINOR,
    STORY,
    SUMMARY,
    TITLE,
    WITNESSES,
)
from liushui.config.demo.gifts import story_reference
from liushui.config.demo.papers import Press, VoucherFacts
from liushui.config.demo.stage import SYSTEM
from liushui.giving.queries import gift_for_update
from liushui.giving.services.earlier import EarlierGift, take_over_gifts
from liushui.kernel.clock import day_of
from liushui.kernel.masks import mask_name
from liushui.ledger.services import sequence_all
from liushui.parties.access import Right
from liushui.parties.queries import actor_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liushui.appeals.models import Appeal
    from liushui.config.demo.stage import Stage
    from liushui.parties.actors import Actor

BODY = "county"
# Before the week of which the bank's list of the story tells; the last day is still ahead.
BEGUN, PUBLISHED, PAID, TERM_DAYS = -25, -21, -9, 90
# References that no payment, use or gift of the story has.
FIRST = 6_000_000
LOOKED = {
    CheckStep.IDENTITY: "核对身份证原件与户口簿",
    CheckStep.RELATION: "核对结婚证，由配偶提出",
    CheckStep.NEED: "到医院病案室核对病历与处方",
    CheckStep.PROVIDER: "与医院财务科电话核对对公账户",
    CheckStep.COSTS: "核对医院出具的十二个月用药估算",
    CheckStep.MEANS: "入户查看，并核对低保与医保记录",
    CheckStep.WITNESSES: "电话回访三位证明人",
}
MEANS: "Mapping[MeansKind, tuple[int, str]]" = dict.fromkeys(MeansKind, (0, "")) | {
    MeansKind.HOUSE: (60_000_00, "村内自建房一处"),
    MeansKind.SAVINGS: (8_000_00, "储蓄"),
    MeansKind.INSURANCE: (INSURED, "城乡居民医保报销"),
}


@dataclass(frozen=True)
class Hands:
    """Who asks, the people of the charity, and the press that prints their papers."""

    asks: "Actor"
    clerk: "Actor"
    second: "Actor"
    pays: "Actor"
    press: Press = field(default_factory=Press)


def tell_an_appeal(stage: "Stage") -> None:
    """From the first step to the first payment; it is open on the story's last day."""
    today = stage.plan.day
    hands = Hands(
        asks=actor_for(stage.donors[5].pk, today),
        clerk=stage.actor(BODY, Right.MONEY_DRAFT, today),
        second=stage.actor(BODY, Right.MONEY_APPROVE, today),
        pays=stage.actor(BODY, Right.MONEY_PAY, today),
    )
    appeal = _written(stage, hands)
    _vouched(stage, hands, appeal)
    appeal = _published(stage, hands, appeal)
    _given(stage, appeal)
    _paid(stage, hands, appeal)


def _written(stage: "Stage", hands: Hands) -> "Appeal":
    at, asks = stage.on(BEGUN), hands.asks
    appeal = applying.begin_appeal(asks, stage.bodies[BODY].credit_code, at=at)
    person = PersonAsked(Asker.RELATIVE, "何满仓", "990101198003150012", relation="配偶")
    writing.keep_person(asks, appeal.key, person, at=at)
    writing.keep_need(asks, appeal.key, NeedAsked(NeedKind.ILLNESS, TITLE, SUMMARY, STORY), at=at)
    writing.keep_means(asks, appeal.key, MEANS, at=at)
    hospital = stage.plan.script.bodies["hospital"]
    provider = ProviderAsked(
        kind=ProviderKind.HOSPITAL,
        name=hospital.name,
        account_holder=hospital.name,
        bank="样江银行禾溪支行",
        account=f"990000000004{hospital.bank_tail}",
        cost_minor=COSTS,
        cap_minor=CAP,
        term_days=TERM_DAYS,
        rest_way=RestWay.GIVERS,
        estimate=_paper(stage, hands, "十二个月用药估算", COSTS),
    )
    writing.keep_provider(asks, appeal.key, provider, at=at)
    return appeal


def _vouched(stage: "Stage", hands: Hands, appeal: "Appeal") -> None:
    """Three are named and vouch the same day; then it goes to the charity."""
    for place, (name, relation) in enumerate(WITNESSES):
        at = stage.on(BEGUN, 660 + 10 * place)
        asked = WitnessAsked(name, relation, f"1990009000{place}")
        named = vouching.name_witness(hands.asks, appeal.key, asked, at=at)
        vouching.take_over_vouching(SYSTEM, named.witness, at=at + timedelta(minutes=4))
    applying.submit_appeal(hands.asks, appeal.key, at=stage.on(BEGUN, 720))


def _published(stage: "Stage", hands: Hands, appeal: "Appeal") -> "Appeal":
    """Each step looked at with its paper; one of the charity proposes, another publishes."""
    assert set(REQUIRED_STEPS) <= set(LOOKED), "nothing is published without these"
    at, paper = stage.on(BEGUN + 2), _paper(stage, hands, "核实材料", COSTS)
    for step, words in LOOKED.items():
        looked = Looked(step, Outcome.CONFIRMED, words, day_of(at), paper)
        verifying.enter_check(hands.clerk, appeal.number, looked, at=at)
    publishing.propose_publication(hands.clerk, appeal.number, at=stage.on(PUBLISHED))
    at = stage.on(PUBLISHED, 700)
    return publishing.publish_version(hands.second, appeal.number, place=1, at=at)


def _given(stage: "Stage", appeal: "Appeal") -> None:
    """By people whom the story knows, one a day; each gift takes its room below the cap."""
    project = appeal.project
    assert project is not None, "what was published has an account"
    for place, minor in enumerate(GIFTS):
        at, giver = stage.on(PUBLISHED + 1 + place, 620), 1 + place
        number = FIRST + place
        gift = EarlierGift(
            reference=story_reference(at, number),
            project_id=project.pk,
            fund_id=project.fund_id,
            donor_id=stage.donors[giver].pk,
            donor_display=mask_name(stage.plan.donors[giver]),
            amount_minor=minor,
            paid_at=at,
            provider="wechat",
            transaction_id=f"42{day_of(at):%Y%m%d}{number:018d}",
            origin=f"appeal:{appeal.number}",
        )
        take_over_gifts(SYSTEM, [gift], at=at)
        order = gift_for_update(gift.reference)
        assert order is not None, "it was taken over"
        take_room(appeal.number, order, at=at)
    sequence_all()


def _paid(stage: "Stage", hands: Hands, appeal: "Appeal") -> None:
    """One bill of the hospital: asked for by one, agreed to by another, paid by a third."""
    at = stage.on(PAID)
    bill = Bill(PAID_MINOR, "抗排异用药，第一个月", _paper(stage, hands, "抗排异用药", PAID_MINOR))
    payout = paying.draft_payout(hands.clerk, appeal.number, bill, at=at)
    paying.approve_payout(hands.second, payout.reference, at=at + timedelta(hours=2))
    paid_at = at + timedelta(hours=4)
    paying.pay_payout(
        hands.pays, payout.reference, bank_ref=f"HD-{appeal.number}", paid_at=paid_at, at=paid_at
    )


def _paper(stage: "Stage", hands: Hands, label: str, minor: int) -> bytes:
    bodies = stage.plan.script.bodies
    return hands.press.voucher(
        VoucherFacts(
            payer=bodies[BODY].name,
            payee=bodies["hospital"].name,
            label=label,
            amount_minor=minor,
            day=day_of(stage.on(BEGUN)).isoformat(),
            reference="",
        )
    )
