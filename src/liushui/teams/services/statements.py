"""One paper for all gifts of a firm to one organisation in one year."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from liushui.documents.services import StatedGift, StatementFacts, bytes_of, issue_statement
from liushui.kernel.clock import day_of
from liushui.kernel.digests import content_digest
from liushui.ledger.queries.given_back import given_back_of
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.teams import policies
from liushui.teams.errors import StatementEmpty
from liushui.teams.queries.firms import firm_by_code, gifts_of_year

if TYPE_CHECKING:
    from liushui.documents.models import Document


def statement_of(
    actor: Actor, credit_code: str, organisation_id: int, year: int, *, at: datetime
) -> bytes:
    """The statement as PDF, for who acts for the firm: numbered when it is first asked for.

    What went back to the firm is not in it. The same gifts give the same paper; a further gift,
    and one of which some went back, gives a further paper. Raises
    ``NotAllowed``, ``StatementEmpty``.
    """
    return bytes_of(_numbered(actor, credit_code, organisation_id, year, at=at), at=at)


@transaction.atomic
def _numbered(
    actor: Actor, credit_code: str, organisation_id: int, year: int, *, at: datetime
) -> "Document":
    firm = firm_by_code(credit_code)
    policies.require_acts_for(actor, firm)
    booked = gifts_of_year(firm, organisation_id, year)
    back = given_back_of(gift.order.reference for gift in booked)
    gifts = [
        StatedGift(
            gift.order.reference,
            day_of(gift.booked_at),
            gift.order.project.title,
            gift.amount_minor - back.get(gift.order.reference, 0),
        )
        for gift in booked
        if gift.amount_minor > back.get(gift.order.reference, 0)
    ]
    if not gifts:
        raise StatementEmpty
    company, body = firm.organisation, booked[0].order.project.organisation
    facts = StatementFacts(
        company=company.name,
        company_code=company.credit_code,
        organisation_name=body.name,
        credit_code=body.credit_code,
        year=year,
        page_url=f"{settings.ORIGIN}{reverse('teams:firm', args=[company.credit_code])}",
        gifts=gifts,
    )
    key = f"firm:{firm.pk}:{body.pk}:{year}:{booked[-1].pk}"
    if back:
        key += f":{content_digest(dict(back)).hex()[:16]}"
    paper = issue_statement(key, facts, at)
    record(actor, "firm.statement_taken", firm, at=at, year=year, organisation=body.pk)
    return paper
