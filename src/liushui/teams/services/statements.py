"""One paper for all gifts of a firm to one organisation in one year."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from liushui.documents.queries import pdf_of
from liushui.documents.services import StatedGift, StatementFacts, issue_statement
from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.teams import policies
from liushui.teams.errors import StatementEmpty
from liushui.teams.queries.firms import firm_by_code, gifts_of_year


@transaction.atomic
def statement_of(
    actor: Actor, credit_code: str, organisation_id: int, year: int, *, at: datetime
) -> bytes:
    """The statement as PDF, for who acts for the firm: numbered when it is first asked for.

    The same gifts give the same paper; a further gift gives a further paper. Raises
    ``NotAllowed``, ``StatementEmpty``.
    """
    firm = firm_by_code(credit_code)
    policies.require_acts_for(actor, firm)
    gifts = gifts_of_year(firm, organisation_id, year)
    if not gifts:
        raise StatementEmpty
    company, body = firm.organisation, gifts[0].order.project.organisation
    facts = StatementFacts(
        company=company.name,
        company_code=company.credit_code,
        organisation_name=body.name,
        credit_code=body.credit_code,
        year=year,
        page_url=f"{settings.ORIGIN}{reverse('teams:firm', args=[company.credit_code])}",
        gifts=[
            StatedGift(
                gift.order.reference,
                day_of(gift.booked_at),
                gift.order.project.title,
                gift.amount_minor,
            )
            for gift in gifts
        ],
    )
    paper = issue_statement(f"firm:{firm.pk}:{body.pk}:{year}:{gifts[-1].pk}", facts, at)
    record(actor, "firm.statement_taken", firm, at=at, year=year, organisation=body.pk)
    return pdf_of(paper)
