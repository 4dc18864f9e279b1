"""The people of the simulated year: they found charities, open projects and report, or do not."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from liushui.compliance.queries.taken import duty_key
from liushui.compliance.services.stating import Done, say_done
from liushui.config.drill.year_law import DAY, Told
from liushui.config.drill.year_money import Today, deal_with_rest, leave_over
from liushui.config.drill.year_plan import FIRST, PlannedProject, YearPlan
from liushui.kernel.ids import credit_code_check
from liushui.ledger.services import sequence_all
from liushui.onboarding.services.accounts import AccountAsked, account_of_admission
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from liushui.parties.services import (
    add_certificate,
    appoint,
    create_post,
    register_organisation,
    register_person,
)
from liushui.projects.queries import funds_open_for_gifts
from liushui.projects.queries.publications import suspended_by_clocks
from liushui.projects.services import (
    BudgetItem,
    PlanItems,
    ProjectPlan,
    ProjectText,
    ReportText,
    adopt_filed_plan,
    agree_plan,
    close_project,
    create_project,
    open_project,
    publish_report,
    record_filing,
    submit_plan,
    write_plan,
)
from liushui.projects.states import PartnerKind, ReportKind

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

DRILL = Actor.system("drill")
_SINCE, _FILED = date(2020, 1, 1), date(2025, 9, 1)


class People:
    """Everybody of the plan, and what they do on a day."""

    def __init__(self, plan: YearPlan, *, at: datetime) -> None:
        self.plan = plan
        self.bodies = [self._charity(n, at) for n in range(len(plan.charities))]
        self.hands = [self._hands(body, at) for body in self.bodies]
        self.numbers: dict[int, str] = {}
        self.ids: dict[int, str] = {}
        self.last_report: dict[int, int] = {}
        for one in plan.projects:
            self._project(one, at)
        sequence_all()

    def act(self, day: date, *, at: datetime) -> None:
        """What happens on a day: emergencies begin, reports, filings, closings, yearly words."""
        for one in self.plan.projects:
            self._act(one, day, at)
        for number, body in enumerate(self.plan.charities):
            if body.renewed == day:
                self._renew(number, day, at)
            for rule, said in body.yearly.items():
                if said == day:
                    self._say(rule, number, day, at)

    def _act(self, one: PlannedProject, day: date, at: datetime) -> None:
        life = one.life
        if self._begins_now(one, day):
            self._begin(one, at)
        if life.opened == day:
            open_project(DRILL, self.numbers[one.number], at=at)
        for told in life.reports:
            if told.on == day:
                self._report(one, told, at)
        if life.is_filed_late and life.filed == day:
            self._file(one, day, at)
        if life.closed == day:
            close_project(DRILL, self.numbers[one.number], at=at)
        if life.rest is not None:
            like, hands = self.numbers[one.charity], self.hands[one.charity]
            deal_with_rest(hands, self.numbers[one.number], life.rest, Today(day, at), like=like)

    def taking_gifts(self, day: date) -> frozenset[str]:
        """The projects that a gift could go to."""
        return frozenset(self.ids[key] for key in funds_open_for_gifts(self.ids, day))

    def held_by_clocks(self) -> frozenset[tuple[str, str]]:
        """What the clocks hold against projects now: number and rule."""
        return suspended_by_clocks()

    def paper_is_out(self, charity: int, day: date) -> bool:
        """Whether the charity's public paper has ended and no new one is there."""
        return self.plan.charities[charity].is_out(day)

    def _charity(self, number: int, at: datetime) -> "Organisation":
        first_17 = f"53110000{900_000 + number:09d}"
        body = register_organisation(
            DRILL, credit_code=first_17 + credit_code_check(first_17), kind="foundation",
            name=f"演练基金会{number}", name_en=f"Drill {number}",
            contact_phone="0319-8160000", at=at,
        )  # fmt: skip
        for kind in ("registration", "public_fundraising"):
            until = self.plan.charities[number].paper_until if kind != "registration" else None
            add_certificate(
                DRILL, body, kind=kind, number=f"{kind}-{number}", valid_from=_SINCE,
                valid_until=until, at=at,
            )  # fmt: skip
        asked = AccountAsked(body.name, "演练银行", f"62170000{number:08d}")
        account_of_admission(body.pk, asked, ("system:entered", "system:agreed"), at=at)
        return body

    def _renew(self, number: int, day: date, at: datetime) -> None:
        add_certificate(
            DRILL, self.bodies[number], kind="public_fundraising", number=f"renewed-{number}",
            valid_from=day, valid_until=None, at=at,
        )  # fmt: skip

    def _hands(self, body: "Organisation", at: datetime) -> tuple[Actor, Actor]:
        """Who writes projects, and who leads and is the second person."""
        held = []
        for name, rights in (
            ("经办", [Right.PROJECT_EDIT, Right.BODY_EDIT, Right.MONEY_DRAFT]),
            ("主管", [Right.PROJECT_EDIT, Right.POSTS_MANAGE, Right.MONEY_APPROVE]),
        ):
            person = register_person(DRILL, name=name, phone="", at=at)
            post = create_post(DRILL, body, title=name, rights=rights, at=at)
            appoint(DRILL, post, person, since=_SINCE, at=at)
            held.append(actor_for(person.pk, FIRST))
        return held[0], held[1]

    def _project(self, one: PlannedProject, at: datetime) -> None:
        body, life = self.bodies[one.charity], one.life
        plan = ProjectPlan(
            goal_minor=100_00, starts_on=life.start, ends_on=life.end,
            budget=(BudgetItem("演练", 100_00, "Drill"),),
            plan_number="" if life.is_filed_late else self._filing_number(one),
        )  # fmt: skip
        text = ProjectText(title=f"演练 {one.number}", summary="演练", leftover="转用于同类项目")
        made = create_project(DRILL, organisation_id=body.pk, text=text, plan=plan, at=at)
        self.numbers[one.number], self.ids[made.pk] = made.number, made.number
        if life.rest is not None:
            leave_over(made, at=at)
        if not life.is_filed_late:
            items = PlanItems(
                emergency="演练灾害" if life.is_emergency else "",
                partner_kind=PartnerKind.COMPANY if life.has_partners else PartnerKind.NONE,
                partner_name="演练公司" if life.has_partners else "",
            )
            adopt_filed_plan(DRILL, made.number, items=items, filed_on=_FILED, at=at)
            if life.opened is None or life.opened < FIRST:
                open_project(DRILL, made.number, at=at)

    def _begins_now(self, one: PlannedProject, day: date) -> bool:
        return one.life.is_filed_late and one.life.start == day + DAY

    def _begin(self, one: PlannedProject, at: datetime) -> None:
        """An emergency that was not filed before: two people agree, and it opens."""
        writer, second = self.hands[one.charity]
        number = self.numbers[one.number]
        items = PlanItems(
            purpose="救灾", area="全国", in_charge_id=writer.person_id, office_address="云溪县",
            ways_to_give="银行转账",
            beneficiaries="受灾群众", use_of_money="物资", costs="无", emergency="演练灾害",
        )  # fmt: skip
        write_plan(writer, number, items=items, at=at)
        submit_plan(writer, number, at=at)
        agree_plan(second, number, at=at)
        open_project(writer, number, at=at)

    def _file(self, one: PlannedProject, day: date, at: datetime) -> None:
        record_filing(
            self.hands[one.charity][0], self.numbers[one.number],
            filing_number=self._filing_number(one), filed_on=day, at=at,
        )  # fmt: skip

    def _report(self, one: PlannedProject, told: Told, at: datetime) -> None:
        text = ReportText(
            f"报告 {told.on} {told.kind}", "做了什么，花了多少", kind=ReportKind(told.kind)
        )
        before = self.last_report.get(one.number) if told.is_correction else None
        made = publish_report(DRILL, self.numbers[one.number], text=text, corrects_id=before, at=at)
        self.last_report.setdefault(one.number, made.pk)

    def _say(self, rule: str, number: int, day: date, at: datetime) -> None:
        duty = duty_key(rule, f"organisation:{self.bodies[number].pk}")
        done = Done(day, "https://example.org/report", is_audited=True)
        say_done(self.hands[number][0], duty, done, at=at)

    def _filing_number(self, one: PlannedProject) -> str:
        return f"{self.bodies[one.charity].credit_code}A26{one.number % 1000:03d}"
