"""The look's own story, made through the services: 100.00 yuan through three bodies to six ends.

Lin gives to A's project. A spends 1.20 and 8.80 and pays B 68.00; B spends 27.30 and pays C 40.70;
C spends 25.00 on a child's case. 22.00 rest with A, 15.70 with C.
"""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from PIL import Image

from liushui.cases.services import CaseText, approve_case, open_case
from liushui.disbursing.queries import Source, source_of_agreement
from liushui.disbursing.services import (
    AgreementText,
    UseReport,
    UseSlip,
    approve_disbursement,
    confirm_use,
    draft_disbursement,
    make_agreement,
    order_disbursement,
    pay_disbursement,
    report_use,
)
from liushui.disbursing.services.approving import FundTooLow
from liushui.disbursing.services.use_refusals import MoreThanArrived
from liushui.giving.services import Showing, place_order
from liushui.giving.states import Display
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money
from liushui.ledger.errors import NotEnoughFree
from liushui.ledger.models import Fund
from liushui.ledger.services import accept_gift, sequence_all
from liushui.parties.actors import Actor
from tests.giving.builders import charity, project
from tests.parties.builders import person

if TYPE_CHECKING:
    from liushui.cases.models import Case
    from liushui.disbursing.models import Agreement
    from liushui.giving.models import GiftOrder
    from liushui.parties.models import Organisation
    from liushui.projects.models import Project

CLERK, CHIEF = Actor.system("clerk"), Actor.system("chief")
TOO_MUCH = (NotEnoughFree, FundTooLow, MoreThanArrived)
CHILD = "欧阳小苗"
GIVER = "林晓雨"
DAY = date(2026, 7, 18)


@dataclass(slots=True)
class World:
    """Three bodies, a project and a case; money runs only when a test says so."""

    a: "Organisation"
    b: "Organisation"
    c: "Organisation"
    project: "Project"
    to_b: "Agreement"
    to_c: "Agreement"
    case: "Case"

    @property
    def home(self) -> Source:
        assert self.project.fund_id is not None
        return Source(self.project.fund_id, self.a.pk, self.project.pk)

    @property
    def with_b(self) -> Source:
        return source_of_agreement(self.to_b)

    @property
    def with_c(self) -> Source:
        return source_of_agreement(self.to_c)

    def fund(self, source: Source) -> Fund:
        return Fund.objects.get(pk=source.fund_id)


def now() -> datetime:
    return timezone.now()


def a_world() -> World:
    a, b, c = charity(1), charity(2), charity(3)
    given_to = project(a)
    assert given_to.fund_id is not None
    to_b = _agreement(Source(given_to.fund_id, a.pk, given_to.pk), b, "校车与午餐", "Bus and lunch")
    to_c = _agreement(source_of_agreement(to_b), c, "午餐", "Lunch")
    case = open_case(
        CLERK,
        given_to.number,
        organisation_id=c.pk,
        beneficiary_id=person(CHILD, "13900000009").pk,
        text=CaseText("助学", "一名三年级学生的午餐", "School", "Lunches for a third-grader"),
        need_minor=200_00,
        at=now(),
    )
    return World(a, b, c, given_to, to_b, to_c, approve_case(CLERK, case.number, at=now()))


def a_second_project(world: World) -> Fund:
    """Another project of A with 50.00 of its own; its fund."""
    other = project(world.a, "山路药箱")
    assert other.fund_id is not None
    reference = new_reference(DAY)
    accept_gift(
        fund_id=other.fund_id, amount_minor=50_00, key=f"gift:{reference}", ref=reference,
        happened_at=now(),
    )  # fmt: skip
    sequence_all()
    return Fund.objects.get(pk=other.fund_id)


def give(world: World, minor: int = 100_00, *, name: str = GIVER, placed: bool = True) -> str:
    """A gift that was paid, in the book; its reference."""
    order = an_order(world, minor, name=name)
    _accept(world, order.reference, minor)
    if placed:
        sequence_all()
    return order.reference


def an_order(world: World, minor: int = 100_00, *, name: str = GIVER) -> "GiftOrder":
    """An order to give that nobody has paid."""
    showing = Showing(Display.MASKED, name) if name else Showing()
    donor = Actor("person", person(name).pk) if name else Actor.stranger()
    return place_order(
        donor, project=world.project.number, amount=Money(minor), showing=showing, at=now()
    )


def many_gifts(world: World, *amounts: int) -> list[str]:
    """Gifts without an order, as an import makes them."""
    references = [new_reference(DAY) for _ in amounts]
    for reference, minor in zip(references, amounts, strict=True):
        _accept(world, reference, minor)
    sequence_all()
    return references


def pay(agreement: "Agreement", minor: int) -> str:
    """Money passed on under an agreement: drafted, approved by another, ordered, paid."""
    reference = new_reference(DAY)
    draft_disbursement(
        CLERK, agreement.number, reference=reference, amount_minor=minor,
        purpose=agreement.purpose, purpose_en=agreement.purpose_en, at=now(),
    )  # fmt: skip
    approve_disbursement(CHIEF, reference, at=now())
    order_disbursement(CHIEF, reference, order_ref=f"order {reference}", at=now())
    pay_disbursement(CHIEF, reference, bank_ref=f"bank {reference}", paid_at=now(), at=now())
    return reference


def approve(agreement: "Agreement", minor: int) -> str:
    """A payment that is approved and not yet paid."""
    reference = new_reference(DAY)
    draft_disbursement(
        CLERK, agreement.number, reference=reference, amount_minor=minor,
        purpose=agreement.purpose, at=now(),
    )  # fmt: skip
    approve_disbursement(CHIEF, reference, at=now())
    return reference


def use(source: Source, minor: int, label: str, label_en: str, *, case: str = "") -> str:
    """A use with its voucher."""
    reference = new_reference(DAY)
    report = UseReport(
        reference=reference,
        amount_minor=minor,
        label=label,
        label_en=label_en,
        payee_label="云溪县客运站",
        happened_on=(now() - timedelta(days=1)).date(),
        voucher=_paper(),
        case_number=case,
    )
    if not report_use(CLERK, source=source, use=report, at=now()).is_confirmed:
        confirm_use(CHIEF, reference, slip=UseSlip(in_cash=True), at=now())
    return reference


def the_story(world: World) -> str:
    """All of the look's story; the reference of Lin's gift."""
    reference = give(world)
    use(world.home, 1_20, "项目费用", "Project costs")
    use(world.home, 8_80, "候车亭与护栏", "Bus shelter")
    pay(world.to_b, 68_00)
    use(world.with_b, 27_30, "校车租赁，9 月上旬", "Bus hire")
    pay(world.to_c, 40_70)
    use(world.with_c, 25_00, "午餐食材", "Lunches", case=world.case.number)
    return reference


def _accept(world: World, reference: str, minor: int) -> None:
    accept_gift(
        fund_id=world.home.fund_id, amount_minor=minor, key=f"gift:{reference}", ref=reference,
        happened_at=datetime(2026, 7, 18, 13, 4, tzinfo=UTC),
    )  # fmt: skip


def _agreement(source: Source, to: "Organisation", purpose: str, english: str) -> "Agreement":
    return make_agreement(
        CHIEF, source=source, to_org_id=to.pk, text=AgreementText(purpose, english),
        ceiling_minor=10_000_00, signed_on=DAY, at=now(),
    )  # fmt: skip


def _paper() -> bytes:
    page = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(page, "PNG")
    return page.getvalue()
