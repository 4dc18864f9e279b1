"""The donation receipt in the fields of 公益事业捐赠票据使用管理办法 (财综〔2024〕1号), article 6.

What this house draws is a sample (样张), marked so over the whole page, until the fiscal service
has given numbers; the 监制章 is the finance department's and is never drawn.
"""

from dataclasses import dataclass
from datetime import date

from liushui.documents.kinds import RECEIPT, REVERSAL
from liushui.documents.services.papers import NewPaper
from liushui.kernel.capitals import capital_yuan
from liushui.kernel.money import format_yuan


@dataclass(frozen=True, slots=True)
class FiscalNumbers:
    """What the fiscal service gave: 票据代码, 票据号码, 校验码, and the day of issue."""

    code: str
    number: str
    check: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt says. ``payer`` is the name as the donor chose to be shown."""

    payer: str
    payer_code: str
    organisation_name: str
    credit_code: str
    project_number: str
    project_title: str
    plan_number: str
    amount_minor: int
    given_on: date
    gift_reference: str
    trace_url: str
    note: str = ""
    fiscal: FiscalNumbers | None = None


def receipt_paper(key: str, facts: ReceiptFacts) -> NewPaper:
    """The receipt before it has its number: a sample without ``fiscal``."""
    return NewPaper(RECEIPT, key, _printed(facts, sign="", name="公益事业捐赠票据"))


def receipt_reversal(key: str, facts: ReceiptFacts, *, reverses: str, why: str) -> NewPaper:
    """The red receipt (红冲) that takes back the one with the number ``reverses``."""
    printed = _printed(facts, sign="-", name="公益事业捐赠票据（红字）")
    return NewPaper(REVERSAL, key, {**printed, "reverses": reverses, "why": why})


def _printed(facts: ReceiptFacts, *, sign: str, name: str) -> dict[str, str]:
    figures = f"{sign}{format_yuan(facts.amount_minor)}"
    fiscal = facts.fiscal
    return {
        "title": name,
        "name": name,
        "is_sample": "" if fiscal else "yes",
        "fiscal_code": fiscal.code if fiscal else "",
        "fiscal_number": fiscal.number if fiscal else "",
        "fiscal_check": fiscal.check if fiscal else "",
        "fiscal_day": fiscal.issued_on.isoformat() if fiscal else "",
        "payer": facts.payer,
        "payer_code": facts.payer_code,
        "organisation_name": facts.organisation_name,
        "credit_code": facts.credit_code,
        "project_number": facts.project_number,
        "project_title": facts.project_title,
        "plan_number": facts.plan_number,
        "amount_figures": figures,
        "amount_capitals": ("负" if sign else "") + capital_yuan(facts.amount_minor),
        "given_on": facts.given_on.isoformat(),
        "gift_reference": facts.gift_reference,
        "note": facts.note,
        "reverses": "",
        "why": "",
        "trace_url": facts.trace_url,
    }
