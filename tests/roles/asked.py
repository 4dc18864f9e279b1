"""Personal appeals through the county's charity, for the role walk: one draft, one that is open."""

from datetime import datetime
from typing import Any

from liushui.appeals.models import Appeal, Witness
from liushui.appeals.services import applying, paying, publishing, verifying, vouching, writing
from liushui.appeals.services.paying import Bill
from liushui.appeals.services.verifying import Looked
from liushui.appeals.services.vouching import WitnessAsked
from liushui.appeals.services.writing import NeedAsked, PersonAsked, ProviderAsked
from liushui.appeals.states import (
    REQUIRED_STEPS,
    Asker,
    MeansKind,
    NeedKind,
    Outcome,
    ProviderKind,
    RestWay,
)
from liushui.config.demo.papers import photo
from liushui.config.demo.stage import SYSTEM, Stage
from liushui.kernel.clock import day_of
from liushui.ledger.services import accept_gift, sequence_all
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for


def asked_things(stage: Stage, at: datetime) -> dict[str, Any]:
    """The first donor asks twice; the officer proposed the open one and asked for a payment."""
    day = day_of(at)
    donor = actor_for(stage.donors[0].pk, day)
    opened = _sent(stage, donor, at, names=3)
    officer = stage.actor("county", Right.CASE_EDIT, day)
    for step in REQUIRED_STEPS:
        looked = Looked(step, Outcome.CONFIRMED, "看过", day, photo(9))
        verifying.enter_check(officer, opened.number, looked, at=at)
    Witness.objects.filter(appeal=opened).update(confirmed_at=at)
    publishing.propose_publication(officer, opened.number, at=at)
    account = publishing.publish_version(SYSTEM, opened.number, place=1, at=at).project
    assert account is not None, f"{opened.number} has no account"
    accept_gift(
        fund_id=account.fund_id, amount_minor=500, key="walk-appeal", ref="", happened_at=at
    )
    sequence_all()
    drafter = stage.actor("county", Right.MONEY_DRAFT, day)
    payout = paying.draft_payout(drafter, opened.number, Bill(100, "核", photo(9)), at=at)
    draft = _written(stage, donor, at, names=1)
    link = vouching.link_anew(donor, draft.key, draft.witnesses.get().pk, at=at)
    return {
        "own_appeal": draft.key,
        "witness": link.witness.pk,
        "vouch": link.token,
        "appeal": opened.number,
        "payout": payout.reference,
        "appeal_paper": payout.bill.sha256,
    }


def _sent(stage: Stage, donor: Actor, at: datetime, *, names: int) -> Appeal:
    written = _written(stage, donor, at, names=names)
    return applying.submit_appeal(donor, written.key, at=at)


def _written(stage: Stage, donor: Actor, at: datetime, *, names: int) -> Appeal:
    appeal = applying.begin_appeal(donor, stage.bodies["county"].credit_code, at=at)
    key = appeal.key
    person = PersonAsked(Asker.RELATIVE, "某人", "AB123456", relation="女儿")
    writing.keep_person(donor, key, person, at=at)
    need = NeedAsked(NeedKind.ILLNESS, "透析费用", "母亲生病", "每周透析三次。")
    writing.keep_need(donor, key, need, at=at)
    writing.keep_means(donor, key, dict.fromkeys(MeansKind, (0, "")), at=at)
    provider = ProviderAsked(
        ProviderKind.HOSPITAL, "县医院", "县医院", "农行", "62220000", 1000, 1000, 30,
        RestWay.GIVERS, photo(9),
    )  # fmt: skip
    writing.keep_provider(donor, key, provider, at=at)
    for place in range(names):
        asked = WitnessAsked("张三", "邻居", f"1391111111{place}")
        vouching.name_witness(donor, key, asked, at=at)
    return appeal
