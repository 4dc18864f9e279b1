"""Statements of what a company gave to one organisation in one year: one paper for many gifts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liushui.documents import queries
from liushui.documents.kinds import STATEMENT
from liushui.documents.models import Document
from liushui.documents.services.certificates import DocumentKeyReused
from liushui.documents.services.papers import (
    NewPaper,
    lock_key,
    number_papers,
    says_the_same,
)
from liushui.kernel.capitals import capital_yuan
from liushui.kernel.money import format_yuan


@dataclass(frozen=True, slots=True)
class StatedGift:
    """One gift of a statement."""

    reference: str
    given_on: date
    project_title: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """What a statement says: a company, who received its gifts, and each of them."""

    company: str
    company_code: str
    organisation_name: str
    credit_code: str
    year: int
    page_url: str
    gifts: Sequence[StatedGift]

    @property
    def total_minor(self) -> int:
        return sum(gift.amount_minor for gift in self.gifts)


@transaction.atomic
def issue_statement(key: str, facts: StatementFacts, at: datetime) -> Document:
    """The statement under this key, numbered when it is first asked for; drawn when it is read.

    As a certificate it is a paper of thanks and not the 公益事业捐赠票据. Raises
    ``DocumentKeyReused`` when the key stands for other facts: further gifts need a further key.
    """
    paper = NewPaper(STATEMENT, key, _printed(facts))
    lock_key(key)
    found = queries.document_for_key(key)
    if found is None:
        [found] = number_papers([paper], at=at)
    elif not says_the_same(found, paper):
        raise DocumentKeyReused(key=key)
    return found


def _row(gift: StatedGift) -> list[str]:
    return [
        gift.given_on.isoformat(),
        gift.project_title,
        gift.reference,
        format_yuan(gift.amount_minor),
    ]


def _printed(facts: StatementFacts) -> dict[str, str]:
    return {
        "title": "捐赠汇总",
        "company": facts.company,
        "company_code": facts.company_code,
        "organisation_name": facts.organisation_name,
        "credit_code": facts.credit_code,
        "year": str(facts.year),
        "count": str(len(facts.gifts)),
        "amount_figures": format_yuan(facts.total_minor),
        "amount_capitals": capital_yuan(facts.total_minor),
        "rows": json.dumps([_row(gift) for gift in facts.gifts], ensure_ascii=False),
        "page_url": facts.page_url,
    }
