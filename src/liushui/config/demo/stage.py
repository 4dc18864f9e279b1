"""The story's bodies, people, projects and agreements, set up through the services."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from liushui.cases.services import CaseText, approve_case, open_case
from liushui.config.demo.filings import file_plan
from liushui.config.demo.gifts import donor_names, moment
from liushui.config.demo.plan import Plan
from liushui.config.demo.script import Body, ProjectWords
from liushui.config.demo.spending import Payment, Use
from liushui.disbursing.queries import source_for
from liushui.disbursing.services import (
    AgreementTerms,
    AgreementText,
    IndicatorAsked,
    make_agreement,
)
from liushui.kernel.clock import day_of
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.services import (
    Line,
    Profile,
    add_certificate,
    appoint,
    create_post,
    present_organisation,
    register_organisation,
    register_people,
    register_person,
)
from liushui.places.regions import LEVEL_OF_WIDTH, Region
from liushui.places.services import load_regions
from liushui.projects.queries import budget_of
from liushui.projects.services import (
    BudgetItem,
    Offer,
    ProjectPlan,
    ProjectText,
    create_project,
    offer_wish,
    open_project,
)
from liushui.projects.states import OfferKind

if TYPE_CHECKING:
    from liushui.cases.models import Case
    from liushui.disbursing.models import Agreement
    from liushui.parties.models import Organisation, Person
    from liushui.projects.models import BudgetLine, Project

SYSTEM = Actor.system("demo")
# What is counted under one agreement, so that its reports have something to count.
COUNTED = {
    "bus-partner": [IndicatorAsked("乘车人次", "人次", 60_000, "Rides to school", "rides")],
}
# Of accounts that no bank gives.
FIRST_ACCOUNT = 990_000_000_000
FIRST_PHONE = 199_0000_0000
BEGINNING = -1490
ROUND_GOAL = 5_000_00
VILLAGE = 5


@dataclass
class Stage:
    """What the story plays on: each thing under the key by which the texts name it."""

    plan: Plan
    bodies: "dict[str, Organisation]" = field(default_factory=dict)
    people: "dict[str, Person]" = field(default_factory=dict)
    donors: "list[Person]" = field(default_factory=list)
    projects: "dict[str, Project]" = field(default_factory=dict)
    budgets: "dict[str, list[BudgetLine]]" = field(default_factory=dict)
    agreements: "dict[str, Agreement]" = field(default_factory=dict)
    cases: "list[Case]" = field(default_factory=list)
    villages: list[str] = field(default_factory=list)

    def set_up(self) -> None:
        """Everything that has to stand before the first gift."""
        self._lay_out()
        for body in self.plan.script.bodies.values():
            self._found(body)
        self._appoint()
        self._present()
        for project in self.plan.script.projects.values():
            self._open(project)
        for key in self.plan.script.agreements:
            self._agree(key)
        self._open_cases()

    def on(self, offset: int, minutes: int = 600) -> datetime:
        """A moment of the story by its distance from the story's day."""
        return moment(self.plan.day + timedelta(days=offset), minutes)

    def actor(self, body: str, right: Right, on: date, *, second: bool = False) -> Actor:
        """Whoever holds this right in the body, acting on that day; or the second who does."""
        holders = [
            post.person
            for post in self.plan.script.posts
            if post.body == body and right in post.rights
        ]
        return actor_for(self.people[holders[int(second)]].pk, on)

    def fund_of(self, key: str) -> int:
        """The ledger's number of a project's own fund or an agreement's."""
        thing = self.agreements.get(key) or self.projects[key]
        return int(thing.fund_id)

    def holder_of(self, key: str) -> str:
        """The body that holds the fund."""
        words = self.plan.script
        return (
            words.agreements[key].receiver
            if key in words.agreements
            else (words.projects[key].body)
        )

    def _lay_out(self) -> None:
        """The invented places; those of the country come beside, after the story."""
        named = self.plan.script.places.items()
        load_regions(Region(code, LEVEL_OF_WIDTH[len(code)], name) for code, name in named)
        self.villages = sorted(code for code, _ in named if LEVEL_OF_WIDTH[len(code)] == VILLAGE)

    def _found(self, body: Body) -> None:
        at = self.on(BEGINNING)
        founded = register_organisation(
            SYSTEM,
            credit_code=body.credit_code,
            kind=body.kind,
            name=body.name,
            at=at,
            name_en=body.name_en,
            short_name=body.short_name,
            short_name_en=body.short_name_en,
            place_id=body.place,
            superior=self.bodies.get(body.superior),
            contact_phone=body.phone,
            bank_account_tail=body.bank_tail,
        )
        self.bodies[body.key] = founded
        if body.bank_tail:
            number = f"{FIRST_ACCOUNT + len(self.bodies)}{body.bank_tail}"
            account = AccountAsked(body.name, "样江银行", number)
            hands = ("system:installation", "system:operator")
            account_of_admission(founded.pk, account, hands, at=at)
        for row in body.certificates:
            add_certificate(
                SYSTEM,
                founded,
                kind=row["kind"],
                number=row["number"],
                issued_by=row["issued_by"],
                valid_from=self.on(row["from_day"]).date(),
                valid_until=self.on(row["until_day"]).date(),
                at=at,
            )

    def _appoint(self) -> None:
        at = self.on(BEGINNING)
        for number, (key, name) in enumerate(self.plan.script.people.items()):
            phone = str(FIRST_PHONE + number + 1)
            self.people[key] = register_person(SYSTEM, name=name, phone=phone, at=at)
        for words in self.plan.script.posts:
            post = create_post(
                SYSTEM,
                self.bodies[words.body],
                title=words.title,
                title_en=words.title_en,
                rights=words.rights,
                at=at,
            )
            appoint(SYSTEM, post, self.people[words.person], since=day_of(at), at=at)
        others = register_people(SYSTEM, self.plan.donors[1:], at=self.on(-370))
        self.donors = [self.people["lin"], *others]

    def _present(self) -> None:
        """The bodies that say something of themselves, by their own officers."""
        at = self.on(BEGINNING)
        for body in self.plan.script.bodies.values():
            if body.about:
                profile = Profile(body.about, body.about_en, "", body.phone, body.place)
                lines = [Line("捐赠咨询", "Questions on giving", body.phone)]
                officer = self.actor(body.key, Right.BODY_EDIT, day_of(at))
                present_organisation(officer, body.credit_code, profile, lines, at=at)

    def _open(self, words: ProjectWords) -> None:
        created = self.on(words.start_day - 20)
        officer = self.actor(words.body, Right.PROJECT_EDIT, day_of(created))
        body = self.bodies[words.body]
        goal = self._goal(words)
        year = self.on(words.start_day).year % 100
        plan = ProjectPlan(
            goal_minor=goal,
            starts_on=self.on(words.start_day).date(),
            ends_on=self.on(words.end_day).date(),
            budget=_budget(words, goal),
            plan_number=f"{body.credit_code}A{year:02d}{words.plan_serial:03d}",
        )
        text = ProjectText(
            title=words.title,
            summary=words.summary,
            story=words.story,
            leftover=words.leftover,
            title_en=words.title_en,
            summary_en=words.summary_en,
            story_en=words.story_en,
            leftover_en=words.leftover_en,
        )
        drafted = create_project(officer, organisation_id=body.pk, text=text, plan=plan, at=created)
        filed_on = day_of(self.on(words.start_day - 15))
        file_plan(
            SYSTEM, drafted, in_charge=officer, filed_on=filed_on, at=self.on(words.start_day)
        )
        opened = open_project(officer, drafted.number, at=self.on(words.start_day))
        self.projects[words.key] = opened
        self.budgets[words.key] = list(budget_of(opened))
        if words.key == "medical":
            self._offer_wishes(officer, opened, self.on(words.start_day))

    def _offer_wishes(self, officer: Actor, project: "Project", at: datetime) -> None:
        """Givers may name a case, or a line of the budget."""
        lines = [Offer(OfferKind.ITEM, str(line.pk)) for line in budget_of(project)]
        for offer in (Offer(OfferKind.CASE), *lines):
            offer_wish(officer, project.number, offer, at=at)

    def _goal(self, words: ProjectWords) -> int:
        """A round sum in the project's proportion to what the story gives it."""
        given = sum(g.amount_minor for g in self.plan.gifts if g.project == words.key)
        wanted = given * words.goal_percent // 100
        return wanted - wanted % ROUND_GOAL + ROUND_GOAL

    def _agree(self, key: str) -> None:
        words = self.plan.script.agreements[key]
        signed = self.on(self.plan.script.projects[words.project].start_day + 2)
        paid = sum(
            step.amount_minor
            for step in self.plan.steps
            if isinstance(step, Payment) and step.agreement == key
        )
        signer = self.actor(words.giver, Right.MONEY_APPROVE, day_of(signed))
        fund_id = self.fund_of(words.source or words.project)
        self.agreements[key] = make_agreement(
            signer,
            source=source_for(signer, Right.MONEY_APPROVE, fund_id),
            to_org_id=self.bodies[words.receiver].pk,
            text=AgreementText(words.purpose, words.purpose_en),
            ceiling_minor=max(100_000_00, paid * 2 // ROUND_GOAL * ROUND_GOAL),
            signed_on=day_of(signed),
            at=signed,
            terms=AgreementTerms(indicators=COUNTED.get(key, ())),
        )

    def _open_cases(self) -> None:
        count = self.plan.size.cases
        names = donor_names(count + 1, Random(count), first="林")[1:]  # noqa: S311 - a story
        opened = self.on(self.plan.script.projects["medical"].start_day + 8)
        officer = self.actor("county", Right.CASE_EDIT, day_of(opened))
        approver = self.actor("county", Right.CASE_EDIT, day_of(opened), second=True)
        uses = [step for step in self.plan.steps if isinstance(step, Use) and step.for_case]
        for number, name in enumerate(names):
            words = self.plan.script.cases[number % len(self.plan.script.cases)]
            received = sum(use.amount_minor for use in uses[number::count])
            need = max(8_000_00, received * 3 // 2)
            case = open_case(
                officer,
                self.projects["medical"].number,
                organisation_id=self.bodies["county"].pk,
                beneficiary_id=register_person(SYSTEM, name=name, at=opened).pk,
                text=CaseText(words.kind, words.line, words.kind_en, words.line_en),
                need_minor=need - need % 1_000_00,
                place_code=self.villages[number % len(self.villages)],
                at=opened,
            )
            self.cases.append(approve_case(approver, case.number, at=opened + timedelta(days=2)))


def _budget(words: ProjectWords, goal: int) -> tuple[BudgetItem, ...]:
    shares = [goal * line["share"] // 100 for line in words.budget]
    shares[0] += goal - sum(shares)
    return tuple(
        BudgetItem(line["label"], share, line["label_en"])
        for line, share in zip(words.budget, shares, strict=True)
    )
