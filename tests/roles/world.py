"""Real things for the role walk: the small story, and one of each kind that is still open."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils.timezone import now

from liushui.books.services import Asked, propose_instruction
from liushui.books.services.pools import begin_pool, propose_terms
from liushui.cases.services import CaseAsked, CaseText, open_named_case
from liushui.config.demo.chronicle import tell
from liushui.config.demo.plan import TINY, plan_of
from liushui.config.demo.stage import SYSTEM
from liushui.disbursing.queries import reports_owed, uses_of_project
from liushui.disbursing.services import (
    approve_disbursement,
    draft_disbursement,
    order_disbursement,
)
from liushui.kernel.clock import day_of
from liushui.kernel.ids import reference_of
from liushui.ledger.queries import movements_of
from liushui.ledger.services import sequence_all
from liushui.ledger.services.pools import Terms
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for, demo_roles
from liushui.parties.services import open_account
from liushui.projects.services import (
    Offer,
    ProjectPlan,
    ProjectText,
    create_project,
    offer_wish,
)
from liushui.projects.services.complaining import keep_complaint
from liushui.projects.states import OfferKind
from tests.roles.asked import asked_things
from tests.roles.browsers import Browsers
from tests.roles.calls import a_token, rights_of, secrets_of
from tests.roles.faces import face_things
from tests.roles.joining import joining_things
from tests.roles.levels import level_things
from tests.roles.lists import list_things
from tests.roles.made import items_things
from tests.roles.money_in import money_in_things
from tests.roles.owed import owed_things
from tests.roles.own import own_things
from tests.roles.paid_out import paid_out_things
from tests.roles.papers_made import paper_things
from tests.roles.posts import add_posted
from tests.roles.promised import promised_things
from tests.roles.refunded import refunded_things
from tests.roles.together import together_things

NOBODY, ANOTHER = "nobody", "another-donor"


class World:
    """The story, told in the open transaction, and the accounts of all who appear in it."""

    def __init__(self) -> None:
        self.at = now()
        self.stage = tell(plan_of(day_of(self.at), TINY), say=lambda _words: None)
        self.accounts: dict[str, Any] = {NOBODY: None}
        for role in demo_roles():
            self.accounts[role.key] = open_account(role.person_id)
        self.accounts[ANOTHER] = open_account(self.stage.donors[1].pk)
        self.things = self._things()
        posted, things = add_posted(self.stage, self.at)
        self.accounts |= posted
        self.things |= items_things(self.stage, self.at)
        self.things |= things | own_things(self.stage, self.at) | face_things(self.stage, self.at)
        self.things |= together_things(self.stage, self.at)
        self.things |= joining_things(self.stage, self.at)
        self.things |= list_things(self.stage, self.at)
        self.things |= promised_things(self.stage, self.at)
        self.things |= refunded_things(self.stage, self.at)
        self.things |= level_things(self.stage, self.things["new_case"], self.at)
        self.things |= asked_things(self.stage, self.at)
        self.things |= paper_things(self.things["medical_gift"], self.at)
        self.actors = {
            role: actor_for(account.person_id, day_of(self.at))
            for role, account in self.accounts.items()
            if account is not None
        }
        self.secrets = secrets_of(self.accounts, self.at)
        self.rights = rights_of(self.secrets, self.at)
        self.things |= a_token(self.accounts["county-officer"])
        self.things |= owed_things(self.stage, self.at)
        self.browsers = Browsers(self.accounts, self.secrets)
        sequence_all()  # a site that lags is not ready
        with connection.cursor() as cursor:
            cursor.execute("analyze")  # else each page is planned as if its tables were empty

    def _things(self) -> dict[str, Any]:
        stage = self.stage
        bus = uses_of_project(stage.projects["bus"].pk, 50)
        photographed = next(use for use in bus if use.photo_is_public)
        fund = stage.fund_of("medical")
        medical = next(g for g in stage.plan.gifts if g.project == "medical" and g.donor == 1)
        return {
            "project": stage.projects["medical"].number,
            "draft_project": self._draft_project(),
            "offer": self._offer(),
            **self._complaint(),
            "instruction": self._instruction(),
            **self._pool(),
            **money_in_things(stage, self.at),
            "bus": stage.projects["bus"].number,
            "case": stage.cases[0].number,
            "new_case": self._new_case(),
            "gift": stage.plan.gifts[stage.plan.guide].reference,
            "medical_gift": medical.reference,
            "agreement": stage.agreements["medical-partner"].number,
            "fund": fund,
            "partner_fund": stage.fund_of("medical-partner"),
            "movement": movements_of(fund)[0].pk,
            "month": f"{day_of(self.at):%Y-%m}",
            "body": stage.bodies["county"].credit_code,
            "voucher": photographed.voucher.sha256,
            "photo": photographed.photo.sha256 if photographed.photo else "",
            "owed": self._owed(),
            **paid_out_things(self.stage, self.at),
            "drafted": self._payment(1),
            "approved": self._payment(2, approved=True),
            "ordered": self._payment(3, approved=True, ordered=True),
        }

    def _owed(self) -> str:
        """The report of the partner that is due last, on what the county paid it."""
        number = self.stage.agreements["medical-partner"].number
        return next(one.reference for one in reversed(reports_owed()) if one.agreement == number)

    def _instruction(self) -> str:
        newest = [g for g in self.stage.plan.gifts if g.project == "medical"][-1]
        reference = reference_of(day_of(self.at), "00000009")
        asked = Asked(
            reference, "refund", "核", day_of(self.at), gift=newest.reference, amount_minor=1
        )
        drafter = self._actor(Right.MONEY_DRAFT)
        return str(propose_instruction(drafter, asked, at=self.at).reference)

    def _pool(self) -> dict[str, int]:
        drafter, day = self._actor(Right.MONEY_DRAFT), timedelta(days=1)
        pool = begin_pool(drafter, self.stage.bodies["county"].pk, title="核", at=self.at)
        funds = frozenset({self.stage.projects["medical"].fund_id})
        terms = Terms((1, 1), self.at - day, self.at + day, funds)
        one = propose_terms(drafter, pool.pk, terms, why="核", at=self.at)
        return {"pool": pool.pk, "pool_proposal": one.pk}

    def _draft_project(self) -> str:
        words = ProjectText("草稿", "尚未公开")
        day = day_of(self.at)
        plan = ProjectPlan(goal_minor=1_00, starts_on=day, ends_on=day + timedelta(days=9))
        organisation = self.stage.bodies["county"].pk
        officer = self._actor(Right.PROJECT_EDIT)
        made = create_project(
            officer, organisation_id=organisation, text=words, plan=plan, at=self.at
        )
        return str(made.number)

    def _complaint(self) -> dict[str, Any]:
        project, words, contact = self.stage.projects["medical"], "核", "a@example.org"
        kept = keep_complaint(
            Actor.stranger(), project.pk, words=words, contact=contact, at=self.at
        )
        return {"complaint": kept.code, "complaint_number": kept.pk}

    def _offer(self) -> int:
        project = self.stage.projects["medical"].number
        any_case = Offer(OfferKind.CASE)
        return int(offer_wish(SYSTEM, project, any_case, at=self.at).pk)

    def _new_case(self) -> str:
        asked = CaseAsked(
            key=uuid4(),
            project_number=self.stage.projects["medical"].number,
            organisation_id=self.stage.bodies["county"].pk,
            name="黄小禾",
            text=CaseText("外伤手术", "住院 12 天"),
            need_minor=1_00,
        )
        return str(open_named_case(self._actor(Right.CASE_EDIT), asked, at=self.at).number)

    def _payment(self, number: int, *, approved: bool = False, ordered: bool = False) -> str:
        reference = reference_of(day_of(self.at), f"0000000{number}")
        agreement = self.stage.agreements["medical-partner"].number
        drafter = self._actor(Right.MONEY_DRAFT)
        draft_disbursement(
            drafter, agreement, reference=reference, amount_minor=number, purpose="核", at=self.at
        )
        if approved:
            approve_disbursement(self._actor(Right.MONEY_APPROVE), reference, at=self.at)
        if ordered:
            cashier = self._actor(Right.MONEY_PAY)
            order_disbursement(cashier, reference, order_ref=f"ZL-{number}", at=self.at)
        return reference

    def _actor(self, right: Right) -> Actor:
        return self.stage.actor("county", right, day_of(self.at))
