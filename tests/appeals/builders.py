"""Lin asks for her mother through a charity; its people verify, publish and pay."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from liushui.appeals.models import Appeal, Payout, Witness
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
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation, Person
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.giving.builders import charity, now
from tests.parties import builders as parties

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NAME, IDENTITY = "林秀兰", "110101196003070000"
HOSPITAL, ACCOUNT = "云溪县人民医院", "6222000012345678"


@dataclass
class Scene:
    """The charity with its people, and who asks."""

    body: Organisation = field(default_factory=charity)
    lin: Person = field(default_factory=parties.lin)

    def __post_init__(self) -> None:
        self.at = now()
        self.asking = parties.as_donor(self.lin)
        self.clerk = self._one("周宁", Right.CASE_EDIT)
        self.second = self._one("钱安", Right.CASE_EDIT)
        self.drafter = self._one("何田", Right.MONEY_DRAFT)
        self.approver = self._one("沈月", Right.MONEY_APPROVE, Right.MONEY_PAY)

    def _one(self, name: str, *rights: Right) -> Actor:
        return parties.holder(parties.person(name), self.body, *rights)

    def begun(self) -> Appeal:
        return applying.begin_appeal(self.asking, self.body.credit_code, at=self.at)

    def person(self, **said: Any) -> PersonAsked:
        facts = {"asker": Asker.RELATIVE, "name": NAME, "identity": IDENTITY, "relation": "女儿"}
        return PersonAsked(**(facts | said))

    def provider(self, **said: Any) -> ProviderAsked:
        facts: dict[str, Any] = {
            "kind": ProviderKind.HOSPITAL, "name": HOSPITAL, "account_holder": HOSPITAL,
            "bank": "农行云溪支行", "account": ACCOUNT, "cost_minor": 1000_00, "cap_minor": 600_00,
            "term_days": 30, "rest_way": RestWay.GIVERS, "estimate": PDF,
        }  # fmt: skip
        return ProviderAsked(**(facts | said))

    def written(self, **said: Any) -> Appeal:
        """Everything that is asked for, three named who vouch; up to the button."""
        appeal, who = self.begun(), self.asking
        writing.keep_person(who, appeal.key, self.person(), at=self.at)
        need = NeedAsked(NeedKind.ILLNESS, "筹集透析费用", "母亲尿毒症", "去年查出，每周透析三次。")
        writing.keep_need(who, appeal.key, need, at=self.at)
        means = dict.fromkeys(MeansKind, (0, "")) | {MeansKind.INSURANCE: (300_00, "新农合")}
        writing.keep_means(who, appeal.key, means, at=self.at)
        writing.keep_provider(who, appeal.key, self.provider(**said), at=self.at)
        for place in range(3):
            asked = WitnessAsked(f"张证{place}", "邻居", f"1390000000{place}")
            vouching.name_witness(who, appeal.key, asked, at=self.at)
        return Appeal.objects.get(pk=appeal.pk)

    def sent(self, **said: Any) -> Appeal:
        return applying.submit_appeal(self.asking, self.written(**said).key, at=self.at)

    def look(self, appeal: Appeal, step: str, outcome: str = Outcome.CONFIRMED) -> None:
        seen = Looked(step, outcome, "看过原件", day_of(self.at), PDF)  # type: ignore[arg-type]
        verifying.enter_check(self.clerk, appeal.number, seen, at=self.at)

    def verified(self, **said: Any) -> Appeal:
        appeal = self.sent(**said)
        for step in REQUIRED_STEPS:
            self.look(appeal, step)
        Witness.objects.filter(appeal=appeal).update(confirmed_at=self.at)
        return appeal

    def opened(self, **said: Any) -> Appeal:
        appeal = self.verified(**said)
        publishing.propose_publication(self.clerk, appeal.number, at=self.at)
        return publishing.publish_version(self.second, appeal.number, place=1, at=self.at)

    def bill(self, appeal: Appeal, minor: int) -> Payout:
        bill = Bill(minor, "透析费，11 月", PDF)
        return paying.draft_payout(self.drafter, appeal.number, bill, at=self.at)

    def paid(self, appeal: Appeal, minor: int) -> Payout:
        drafted = self.bill(appeal, minor)
        paying.approve_payout(self.approver, drafted.reference, at=self.at)
        slip = f"B{drafted.pk}"
        return paying.pay_payout(
            self.approver, drafted.reference, bank_ref=slip, paid_at=self.at, at=self.at
        )


def browser(person_id: int) -> Client:
    """Signed in as this person."""
    return signed_in_client(open_account(person_id))


def words(page: Any) -> str:
    plain = re.sub(r"<[^>]+>", "", page.content.decode())
    return plain.replace("\u2060", "").replace("\u00a0", " ")
