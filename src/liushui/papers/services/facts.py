"""What the three papers of a gift say."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from liushui.documents.services import (
    CertificateFacts,
    FiscalNumbers,
    LetterFacts,
    NewPaper,
    ReceiptFacts,
    certificate_paper,
    receipt_paper,
    receipt_reversal,
    thanks_paper,
)
from liushui.giving.services import facts_of_certificate, giver_of_origin
from liushui.papers.states import GiftPaperKind

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder, Payment
    from liushui.papers.models import FiscalReceipt

_PREFIX = {
    GiftPaperKind.CERTIFICATE: "gift",
    GiftPaperKind.THANKS: "thanks",
    GiftPaperKind.RECEIPT: "receipt",
}


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """A settled gift as its papers tell it today; ``minor`` is what of it has not gone back.

    ``payer_code`` is the credit code where an organisation gave.
    """

    certificate: CertificateFacts
    payer_code: str = ""

    @property
    def minor(self) -> int:
        return self.certificate.amount_minor


def facts_of(order: "GiftOrder", payment: "Payment", *, back_minor: int) -> GiftFacts:
    """The facts of a gift of which so much went back to its giver."""
    said, giver = facts_of_certificate(order, payment), giver_of_origin(order)
    return GiftFacts(
        replace(said, amount_minor=order.amount_minor - back_minor),
        giver.credit_code if giver else "",
    )


def key_of(kind: str, reference: str, version: int = 1) -> str:
    """Under which key a paper of a gift is found; a later version counts on."""
    key = f"{_PREFIX[GiftPaperKind(kind)]}:{reference}"
    return key if version == 1 else f"{key}:{version}"


def key_of_red(reference: str, version: int) -> str:
    """Under which key the red receipt is found that takes back this version."""
    return f"receipt-reversal:{reference}:{version}"


def paper_of(
    kind: str, facts: GiftFacts, version: int, *, fiscal: "FiscalReceipt | None" = None
) -> NewPaper:
    """One of the three papers before it has its number."""
    key = key_of(kind, facts.certificate.gift_reference, version)
    if kind == GiftPaperKind.CERTIFICATE:
        return certificate_paper(key, facts.certificate)
    if kind == GiftPaperKind.THANKS:
        return thanks_paper(key, _letter(facts))
    return receipt_paper(key, _receipt(facts, fiscal))


def red_receipt(
    facts: GiftFacts, version: int, minor: int, *, number: str, why: str,
    fiscal: "FiscalReceipt | None",
) -> NewPaper:  # fmt: skip
    """The red receipt that takes back the receipt of this version, which said ``minor``."""
    key = key_of_red(facts.certificate.gift_reference, version)
    said = replace(_receipt(facts, fiscal), amount_minor=minor)
    return receipt_reversal(key, said, reverses=number, why=why)


def _letter(facts: GiftFacts) -> LetterFacts:
    said = facts.certificate
    return LetterFacts(
        donor=said.donor,
        donor_en=said.donor_en,
        amount_minor=said.amount_minor,
        given_on=said.given_on,
        gift_reference=said.gift_reference,
        organisation_name=said.organisation_name,
        organisation_name_en=said.organisation_name_en,
        project_number=said.project_number,
        project_title=said.project_title,
        project_title_en=said.project_title_en,
        trace_url=said.trace_url,
        wish=said.wish,
        wish_en=said.wish_en,
    )


def _receipt(facts: GiftFacts, fiscal: "FiscalReceipt | None") -> ReceiptFacts:
    said = facts.certificate
    return ReceiptFacts(
        payer=said.donor,
        payer_code=facts.payer_code,
        organisation_name=said.organisation_name,
        credit_code=said.credit_code,
        project_number=said.project_number,
        project_title=said.project_title,
        plan_number=said.plan_number,
        amount_minor=said.amount_minor,
        given_on=said.given_on,
        gift_reference=said.gift_reference,
        trace_url=said.trace_url,
        note=f"指定用于{said.wish}" if said.wish else "",
        fiscal=_numbers(fiscal) if fiscal is not None else None,
    )


def _numbers(fiscal: "FiscalReceipt") -> FiscalNumbers:
    return FiscalNumbers(fiscal.code, fiscal.number, fiscal.check_code, fiscal.issued_on)
