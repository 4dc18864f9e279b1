"""Agreements, payments and uses, made through the services by the people who may; share freely."""

import io
import itertools
from dataclasses import dataclass

from PIL import Image

from liushui.disbursing.models import Agreement, Disbursement, Expenditure, ReturnNote
from liushui.disbursing.queries import Source, source_of_agreement
from liushui.disbursing.services import (
    AgreementText,
    ReturnSlip,
    UseReport,
    UseSlip,
    approve_disbursement,
    confirm_use,
    decide_return,
    draft_disbursement,
    make_agreement,
    note_return,
    order_disbursement,
    pay_disbursement,
    report_use,
)
from liushui.kernel.ids import reference_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation
from liushui.projects.models import Project
from tests.ledger.builders import give
from tests.parties.builders import holder, organisation, person, wang
from tests.projects.builders import AT, TODAY, an_open_project, charity
from tests.worlds import told_before

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SECOND = Actor.system("second")
_numbers = itertools.count(1)
_LETTERS = "0123456789"


def a_reference() -> str:
    return reference_of(TODAY, f"{next(_numbers):08d}")


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return out.getvalue()


@dataclass
class Story:
    """A charity with an open project, a partner, a hospital, and who does what for them."""

    charity: Organisation
    partner: Organisation
    hospital: Organisation
    project: Project
    drafter: Actor  # Zhou drafts for the charity
    decider: Actor  # Wang approves and pays
    partner_staff: Actor
    hospital_staff: Actor

    def own_purse(self) -> Source:
        return Source(self.project.fund_id, self.charity.pk, self.project.pk)


def a_story(*gifts: int) -> Story:
    """The story with gifts of these amounts already in the project's fund."""
    story = _story()
    if gifts:
        give(story.project.fund, *gifts)
    return story


@told_before
def _story() -> Story:
    body = charity(1)
    partner = organisation(2, kind="service", name="云溪县禾望助学服务中心")
    hospital = organisation(3, kind="hospital", name="云溪县人民医院")
    project = an_open_project(body)
    everything = (
        Right.MONEY_DRAFT, Right.MONEY_APPROVE, Right.MONEY_PAY, Right.USE_REPORT,
    )  # fmt: skip
    return Story(
        charity=body,
        partner=partner,
        hospital=hospital,
        project=project,
        drafter=holder(person("周宁"), body, Right.MONEY_DRAFT, Right.USE_REPORT),
        decider=holder(wang(), body, Right.MONEY_APPROVE, Right.MONEY_PAY),
        partner_staff=holder(person("何田"), partner, *everything),
        hospital_staff=holder(person("沈月"), hospital, *everything),
    )


def an_agreement(story: Story, *, ceiling: int = 500_000_00, purpose: str = "校车") -> Agreement:
    """The charity grants to the partner."""
    return make_agreement(
        story.decider,
        source=story.own_purse(),
        to_org_id=story.partner.pk,
        text=AgreementText(purpose, "School buses"),
        ceiling_minor=ceiling,
        signed_on=TODAY,
        at=AT,
    )


def a_second_agreement(story: Story, first: Agreement) -> Agreement:
    """The partner grants on to the hospital, out of what the first agreement brought."""
    return make_agreement(
        story.partner_staff,
        source=source_of_agreement(first),
        to_org_id=story.hospital.pk,
        text=AgreementText("救治", "Treatment"),
        ceiling_minor=500_000_00,
        signed_on=TODAY,
        at=AT,
    )


def returned(actor: Actor, one: Disbursement, slip: ReturnSlip) -> Disbursement:
    """What the bank sent back: noted by this person, booked by another who approves."""
    note_return(actor, one.reference, slip, at=AT)
    return booked_back(one.reference, slip.bank_ref)


def booked_back(reference: str, bank_ref: str, second: Actor = SECOND) -> Disbursement:
    """Another agrees to what was noted under this number of the bank."""
    note = ReturnNote.objects.exclude(is_agreed=False).get(bank_ref=bank_ref)
    return decide_return(second, reference, note.pk, agrees=True, at=AT)


def drafted(actor: Actor, agreement: Agreement, amount: int) -> Disbursement:
    return draft_disbursement(
        actor,
        agreement.number,
        reference=a_reference(),
        amount_minor=amount,
        purpose="10 月校车租金",
        purpose_en="Bus rent for October",
        at=AT,
    )


def paid(story: Story, agreement: Agreement, amount: int) -> Disbursement:
    """Drafted by one, approved by another, sent to the bank and paid."""
    if agreement.from_org_id == story.charity.pk:
        drafter, decider = story.drafter, story.decider
    else:
        drafter = story.partner_staff
        decider = holder(person("程远"), story.partner, Right.MONEY_APPROVE, Right.MONEY_PAY)
    draft = drafted(drafter, agreement, amount)
    approve_disbursement(decider, draft.reference, at=AT)
    order_disbursement(decider, draft.reference, order_ref=f"O{draft.pk}", at=AT)
    return pay_disbursement(decider, draft.reference, bank_ref=f"B{draft.pk}", paid_at=AT, at=AT)


def a_use(amount: int, **facts: object) -> UseReport:
    plain: dict[str, object] = {
        "reference": a_reference(),
        "amount_minor": amount,
        "label": "校车租金，9 月",
        "label_en": "Bus rent, September",
        "payee_label": "云溪客运公司",
        "happened_on": TODAY,
        "voucher": PDF,
    }
    return UseReport(**{**plain, **facts})  # type: ignore[arg-type]


def reported(actor: Actor, source: Source, amount: int, **facts: object) -> Expenditure:
    """On one person's word: of an organisation's own money it waits for another's."""
    return report_use(actor, source=source, use=a_use(amount, **facts), at=AT)


def a_slip(**facts: object) -> UseSlip:
    """The bank's slip of one payment, a number of its own."""
    plain: dict[str, object] = {"bank_ref": f"HD-{next(_numbers):08d}", "paid_on": TODAY}
    return UseSlip(**{**plain, **facts})  # type: ignore[arg-type]


def used(actor: Actor, source: Source, amount: int, **facts: object) -> Expenditure:
    """Reported, and confirmed by another where two are asked."""
    use = reported(actor, source, amount, **facts)
    if use.is_confirmed:
        return use
    return confirm_use(SECOND, use.reference, slip=a_slip(), at=AT)
