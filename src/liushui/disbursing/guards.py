"""Who can see and do what to agreements, payments and the funds that they come out of."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liushui.base.forms import in_reader_language
from liushui.disbursing import policies
from liushui.disbursing.queries import (
    Source,
    agreement_for,
    agreement_of_fund,
    disbursement_for,
    source_of_agreement,
    use_for,
)
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.guards import Guarded, Verb
from liushui.projects.queries import fund_labels

_LONGEST_KEY = 18


class AgreementGuard:
    """Agreements by their number."""

    verbs: Sequence[Verb] = (
        Verb(_("See the agreement"), policies.can_see),
        Verb(_("End the agreement"), lambda actor, one: _holds(
            actor, Right.MONEY_APPROVE, one.from_org_id)),
        Verb(_("Draft payments under it"), lambda actor, one: _holds(
            actor, Right.MONEY_DRAFT, one.from_org_id)),
    )  # fmt: skip

    def find(self, actor: Actor, key: str) -> Guarded:
        one = agreement_for(actor, key)
        return Guarded(
            title=f"{one.number} {in_reader_language(one.purpose, one.purpose_en)}",
            href=reverse("disbursing:agreement", args=[one.number]),
            organisation_ids=[one.from_org_id, one.to_org_id, one.project.organisation_id],
            thing=one,
        )


class DisbursementGuard:
    """Payments by their reference."""

    verbs: Sequence[Verb] = (
        Verb(_("See the payment"), policies.can_see_disbursement),
        Verb(_("Approve the payment"), policies.can_approve),
        Verb(_("Send it to the bank and record the slip"), policies.can_pay),
        Verb(_("Stop the payment"), policies.can_cancel),
    )

    def find(self, actor: Actor, key: str) -> Guarded:
        one = disbursement_for(actor, key)
        return Guarded(
            title=f"{one.reference} {in_reader_language(one.purpose, one.purpose_en)}",
            href=reverse("disbursing:disbursement", args=[one.reference]),
            organisation_ids=[one.payer_id, one.agreement.to_org_id],
            thing=one,
        )


class UseGuard:
    """Uses by their reference."""

    verbs: Sequence[Verb] = (
        Verb(_("See the use and its voucher"), policies.can_see_voucher),
        Verb(_("Confirm the use"), policies.can_confirm),
        Verb(_("Take it back"), policies.can_withdraw),
    )

    def find(self, actor: Actor, key: str) -> Guarded:
        one = use_for(actor, key)
        return Guarded(
            title=f"{one.reference} {in_reader_language(one.label, one.label_en)}",
            href=reverse("disbursing:use", args=[one.reference]),
            organisation_ids=[one.organisation_id, one.project.organisation_id],
            thing=one,
        )


class FundGuard:
    """A project's own fund, or what an agreement brought, by the ledger's number of it."""

    verbs: Sequence[Verb] = (
        Verb(_("Draft payments out of the fund"), lambda actor, one: _holds(
            actor, Right.MONEY_DRAFT, one.organisation_id)),
        Verb(_("Sign agreements over it and approve payments"), lambda actor, one: _holds(
            actor, Right.MONEY_APPROVE, one.organisation_id)),
        Verb(_("Send payments to the bank"), lambda actor, one: _holds(
            actor, Right.MONEY_PAY, one.organisation_id)),
        Verb(_("Report uses of it"), lambda actor, one: _holds(
            actor, Right.USE_REPORT, one.organisation_id)),
    )  # fmt: skip

    def find(self, actor: Actor, key: str) -> Guarded:
        fund_id = int(key) if key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY else 0
        project = fund_labels([fund_id]).get(fund_id)
        agreement = agreement_of_fund(fund_id)
        if project is not None:
            source = Source(fund_id, project.organisation_id, project.pk)
            title = in_reader_language(project.title, project.title_en)
            href = reverse("projects:project", args=[project.number])
        elif agreement is not None:
            source = source_of_agreement(agreement)
            title = in_reader_language(agreement.purpose, agreement.purpose_en)
            href = reverse("disbursing:agreement", args=[agreement.number])
        else:
            raise NotFound
        if not (actor.is_system or actor.serves(source.organisation_id)):
            raise NotFound
        return Guarded(title, href, [source.organisation_id], source)


def _holds(actor: Actor, right: Right, organisation_id: int) -> bool:
    return actor.holds(right, organisation_id)
