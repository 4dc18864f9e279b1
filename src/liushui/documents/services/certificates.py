"""Donation certificates: numbered once for each gift, drawn once, kept by content."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.documents import queries
from liushui.documents.kinds import CERTIFICATE
from liushui.documents.models import Document
from liushui.documents.services.papers import (
    NewPaper,
    draw_paper,
    lock_key,
    number_papers,
    says_the_same,
)
from liushui.kernel.capitals import capital_yuan
from liushui.kernel.errors import DomainError, gettext_noop
from liushui.kernel.money import format_yuan


class DocumentKeyReused(DomainError):
    """The key already stands for a paper with other facts."""

    code = "document_key_reused"
    status = 409
    message = gettext_noop("A paper with other facts was already issued under this number.")
    remedy = gettext_noop("A person of the organisation must look at it.")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says.

    ``donor`` is the name as the donor chose to be shown, since the paper is kept as it is; a name
    in full stays sealed with its person.
    """

    donor: str
    amount_minor: int
    given_on: date
    gift_reference: str
    organisation_name: str
    credit_code: str
    project_number: str
    project_title: str
    plan_number: str
    trace_url: str
    organisation_name_en: str = ""
    project_title_en: str = ""
    donor_en: str = ""
    wish: str = ""
    wish_en: str = ""


def issue_certificate(key: str, facts: CertificateFacts, at: datetime) -> Document:
    """The certificate under this key; it is numbered and drawn when it is first asked for.

    It is a paper of thanks, not the 公益事业捐赠票据 (财综〔2024〕1号): it says so, and never shows
    a 监制章. Raises ``DocumentKeyReused`` when the key stands for other facts.
    """
    return draw_paper(number_certificate(key, facts, at=at), at=at)


@transaction.atomic
def number_certificate(key: str, facts: CertificateFacts, *, at: datetime) -> Document:
    """The same, and it waits to be drawn. Raises ``DocumentKeyReused``."""
    paper = certificate_paper(key, facts)
    found = queries.document_for_key(key)
    if found is None:
        lock_key(key)  # whoever was faster is found when it opens
        found = queries.document_for_key(key)
    if found is None:
        [found] = number_papers([paper], at=at)
    elif not says_the_same(found, paper):
        raise DocumentKeyReused(key=key)
    return found


def certificate_paper(key: str, facts: CertificateFacts) -> NewPaper:
    """The certificate before it has its number."""
    return NewPaper(CERTIFICATE, key, _printed(facts))


def _printed(facts: CertificateFacts) -> dict[str, str]:
    day = facts.given_on
    figures = format_yuan(facts.amount_minor)
    body = facts.organisation_name_en or facts.organisation_name
    project = facts.project_title_en or facts.project_title
    return {
        "title": "捐赠证书",
        "donor": facts.donor,
        "amount_figures": figures,
        "amount_capitals": capital_yuan(facts.amount_minor),
        "given_on": day.isoformat(),
        "given_on_zh": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "gift_reference": facts.gift_reference,
        "organisation_name": facts.organisation_name,
        "credit_code": facts.credit_code,
        "project_number": facts.project_number,
        "project_title": facts.project_title,
        "plan_number": facts.plan_number,
        "wish": facts.wish,
        "wish_en": facts.wish_en,
        "trace_url": facts.trace_url,
        "english_line": (
            f"{body} has received {figures} yuan (CNY) from {facts.donor_en or facts.donor} "
            f"on {day.day} {day:%B} {day.year} for “{project}”. Thank you."
        ),
    }
