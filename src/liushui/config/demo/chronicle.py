"""The story told in the order of time: gifts come, money is passed on and used, reports appear."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from liushui.compliance.services.advancing import run_clock
from liushui.config.demo.appealed import tell_an_appeal
from liushui.config.demo.at_bank import keep_accounts
from liushui.config.demo.by_hand import decide_by_hand
from liushui.config.demo.gifts import Gift, story_reference
from liushui.config.demo.heard import hear_a_complaint
from liushui.config.demo.listed import bring_a_list
from liushui.config.demo.made import open_items
from liushui.config.demo.merchants import enter_merchants
from liushui.config.demo.papers import Press, VoucherFacts, photo
from liushui.config.demo.plan import Plan
from liushui.config.demo.regular import promise_regularly
from liushui.config.demo.reported import report_back
from liushui.config.demo.spending import Payment, Use
from liushui.config.demo.stage import SYSTEM, Stage
from liushui.config.demo.together import open_teams, settle_teams
from liushui.disbursing.queries import source_for
from liushui.disbursing.services import (
    UseReport,
    UseSlip,
    approve_disbursement,
    confirm_use,
    draft_disbursement,
    order_disbursement,
    pay_disbursement,
    report_use,
)
from liushui.giving.services.earlier import EarlierGift, take_over_gifts
from liushui.kernel.clock import day_of
from liushui.kernel.masks import mask_name
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift, sequence_all
from liushui.parties.access import Right
from liushui.parties.queries import demo_roles
from liushui.parties.services import offer_demo_role
from liushui.projects.services import ReportText, close_project, publish_report
from liushui.projects.states import ReportKind

Say = Callable[[str], None]
# Where the numbers of payments and uses begin, so that no reference is given twice.
FIRST_PAYMENT, FIRST_USE, FIRST_WAITING = 1_000_000, 2_000_000, 3_000_000
# What waits for its approval and what was approved and waits to be paid, on the story's last day;
# under an agreement that the guide's gift never meets, so that what she is shown stays.
WAITING_UNDER = "clinic-partner"
WAITING_DRAFT, WAITING_PAYMENT = 36_00, 24_00
# Photographs of those who are helped are never public; a bus, a kitchen and a wall may be.
PHOTOGRAPHED = frozenset({"bus-partner", "bus-school", "clinic-village", "coats-partner"})


def is_told() -> bool:
    """The roles are offered last, in the same transaction: where they are, all is."""
    return bool(demo_roles())


@transaction.atomic
def tell(plan: Plan, *, say: Say) -> Stage:
    """Tell the whole story through the services and the sequencer, or leave nothing behind."""
    stage = Stage(plan)
    stage.set_up()
    say(f"{len(stage.bodies)} organisations, {len(stage.donors)} donors, "
        f"{len(stage.projects)} projects, {len(stage.agreements)} agreements")  # fmt: skip
    Chronicle(stage, say).run()
    for role in plan.script.roles:
        offer_demo_role(
            role.key,
            role.title,
            role.title_en,
            stage.people[role.person],
            role.landing.format(guide=plan.gifts[plan.guide].reference),
            (role.about, role.about_en),
        )
    return stage


class Chronicle:
    """Plays gifts and steps in their order; each payment and use through three people's hands."""

    def __init__(self, stage: Stage, say: Say) -> None:
        self._stage = stage
        self._plan = stage.plan
        self._say = say
        self._press = Press()
        self._together = open_teams(stage)
        self._told = 0
        self._uses = 0
        self._case = 0

    def run(self) -> None:
        """The whole year."""
        for number, step in enumerate(self._plan.steps):
            self._gifts_until(step.at)
            if isinstance(step, Payment):
                self._pay(step, story_reference(step.at, FIRST_PAYMENT + number))
            else:
                self._use(step, story_reference(step.at, FIRST_USE + number))
        self._gifts_until(now())
        self._give_back()
        settle_teams(stage=self._stage, together=self._together)
        self._report()
        hear_a_complaint(self._stage)
        self._say(f"{report_back(self._stage)} reports on payments are owed or written")
        self._leave_waiting()
        decide_by_hand(self._stage)
        tell_an_appeal(self._stage)
        enter_merchants(self._stage)
        keep_accounts(self._stage)
        open_items(self._stage)
        promise_regularly(self._stage)
        bring_a_list(self._stage)
        run_clock(at=now())
        self._say(f"{self._told:,} gifts, {len(self._plan.steps):,} payments and uses")

    def _gifts_until(self, moment: datetime) -> None:
        """Accept the gifts that come now, and let the sequencer give them their place."""
        first = self._told
        while self._told < len(self._plan.gifts) and (self._plan.gifts[self._told].at < moment):
            self._told += 1
        fresh = self._plan.gifts[first : self._told]
        if fresh:
            take_over_gifts(SYSTEM, [self._earlier(gift) for gift in fresh], at=now())
            sequence_all()
        if first // 1_000 < self._told // 1_000:
            self._say(f"{self._told:,} of {len(self._plan.gifts):,} gifts")

    def _earlier(self, gift: Gift) -> EarlierGift:
        project = self._stage.projects[gift.project]
        named = gift.donor is not None and (gift.donor == 0 or gift.number % 4 > 0)
        return EarlierGift(
            reference=gift.reference,
            project_id=project.pk,
            fund_id=project.fund_id,
            donor_id=None if gift.donor is None else self._stage.donors[gift.donor].pk,
            donor_display=mask_name(self._plan.donors[gift.donor or 0]) if named else "",
            amount_minor=gift.amount_minor,
            paid_at=gift.at,
            provider="wechat",
            transaction_id=f"42{day_of(gift.at):%Y%m%d}{gift.number:018d}",
            on_phone=gift.number % 7 > 0,
            origin=self._together.origin_of(gift),
        )

    def _draft(self, step: Payment, reference: str) -> None:
        words = self._plan.script.agreements[step.agreement]
        on = day_of(step.at)
        draft_disbursement(
            self._stage.actor(words.giver, Right.MONEY_DRAFT, on),
            self._stage.agreements[step.agreement].number,
            reference=reference,
            amount_minor=step.amount_minor,
            purpose=f"{words.purpose}（{on.month} 月）",
            purpose_en=f"{words.purpose_en}, {on:%B}",
            at=step.at - timedelta(hours=2),
        )

    def _approve(self, step: Payment, reference: str) -> None:
        giver = self._plan.script.agreements[step.agreement].giver
        approver = self._stage.actor(giver, Right.MONEY_APPROVE, day_of(step.at))
        approve_disbursement(approver, reference, at=step.at - timedelta(hours=1))

    def _leave_waiting(self) -> None:
        """One payment waits for its approval and one for the cashier, for visitors to take on."""
        at = self._stage.on(-1, 1_020)
        draft = Payment(WAITING_UNDER, WAITING_DRAFT, at)
        self._draft(draft, story_reference(at, FIRST_WAITING))
        payment = Payment(WAITING_UNDER, WAITING_PAYMENT, at)
        reference = story_reference(at, FIRST_WAITING + 1)
        self._draft(payment, reference)
        self._approve(payment, reference)

    def _pay(self, step: Payment, reference: str) -> None:
        words = self._plan.script.agreements[step.agreement]
        on = day_of(step.at)
        self._draft(step, reference)
        self._approve(step, reference)
        cashier = self._stage.actor(words.giver, Right.MONEY_PAY, on)
        order_ref, bank_ref = f"ZL-{reference[3:20]}", f"HD-{reference[3:20]}"
        order_disbursement(
            cashier, reference, order_ref=order_ref, at=step.at - timedelta(minutes=20)
        )
        pay_disbursement(cashier, reference, bank_ref=bank_ref, paid_at=step.at, at=step.at)

    def _use(self, step: Use, reference: str) -> None:
        on = day_of(step.at)
        body = self._stage.holder_of(step.fund)
        reporter = self._stage.actor(body, Right.USE_REPORT, on)
        budget = self._stage.budgets[step.project]
        plain = step.words in self._plan.script.guide
        use = UseReport(
            reference=reference,
            amount_minor=step.amount_minor,
            label=step.words.label if plain else f"{step.words.label}（{on.month} 月）",
            label_en=step.words.label_en if plain else f"{step.words.label_en}, {on:%B}",
            payee_label=step.words.payee,
            happened_on=on,
            voucher=self._voucher(step, reference, on),
            photo=photo(self._uses) if step.fund in PHOTOGRAPHED else None,
            photo_is_public=step.fund in PHOTOGRAPHED,
            case_number=self._next_case() if step.for_case else "",
            budget_line_id=budget[step.words.budget_line - 1].pk,
        )
        purse = source_for(reporter, Right.USE_REPORT, self._stage.fund_of(step.fund))
        made = report_use(reporter, source=purse, use=use, at=step.at + timedelta(hours=5))
        self._uses += 1
        if not made.is_confirmed:
            self._confirm(body, reference, step.at + timedelta(hours=6))

    def _confirm(self, body: str, reference: str, at: datetime) -> None:
        """Of a body's own money the second person agrees, and says which slip of the bank it is."""
        approver = self._stage.actor(body, Right.MONEY_APPROVE, day_of(at))
        slip = UseSlip(f"HD-{reference[3:20]}", day_of(at))
        confirm_use(approver, reference, slip=slip, at=at)

    def _voucher(self, step: Use, reference: str, on: date) -> bytes:
        payer = self._plan.script.bodies[self._stage.holder_of(step.fund)].name
        return self._press.voucher(
            VoucherFacts(
                payer=payer,
                payee=step.words.payee,
                label=step.words.label,
                amount_minor=step.amount_minor,
                day=on.isoformat(),
                reference=reference,
            )
        )

    def _next_case(self) -> str:
        case = self._stage.cases[self._case % len(self._stage.cases)]
        self._case += 1
        return case.number

    def _give_back(self) -> None:
        """A few donors asked for their gift back while it still rested."""
        for gift in self._of(self._plan.refunded):
            asked = min(gift.at + timedelta(days=9), self._stage.on(-1, 900))
            refund_gift(
                gift.reference,
                Money(gift.amount_minor),
                key=f"refund:{gift.reference}",
                happened_at=asked,
            )

    def _of(self, numbers: frozenset[int]) -> Sequence[Gift]:
        return [self._plan.gifts[number] for number in sorted(numbers)]

    def _report(self) -> None:
        for key, words in self._plan.script.projects.items():
            number = self._stage.projects[key].number
            for row in words.reports:
                at = self._stage.on(row.day, 960)
                officer = self._stage.actor(words.body, Right.PROJECT_EDIT, day_of(at))
                is_account = words.end_day < row.day  # after the end: the full account (art 79)
                kind = ReportKind.FINAL if is_account else ReportKind.PERIODIC
                text = ReportText(row.title, row.body, row.title_en, row.body_en, kind)
                publish_report(officer, number, text=text, at=at)
            if words.end_day < 0:
                closed = self._stage.on(words.end_day + 1)
                officer = self._stage.actor(words.body, Right.PROJECT_EDIT, day_of(closed))
                close_project(officer, number, why="按计划结束", at=closed)
