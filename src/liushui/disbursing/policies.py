"""Who may see and do what to money that goes out. Each question has a one and a many face."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from liushui.disbursing.models import (
    Agreement,
    Approval,
    Disbursement,
    PartnerReport,
    PaymentRequest,
    ReportPhoto,
    ReturnNote,
)
from liushui.disbursing.states import (
    AgreementState,
    DisbursementState,
    PhotoConsent,
    ReportState,
    RequestState,
)
from liushui.disbursing.use_policies import (
    can_confirm,
    can_see_file,
    can_see_voucher,
    can_withdraw,
    is_public_file,
    require_confirm,
    require_withdraw,
    uses_confirmable_by,
    uses_visible_to,
)
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services.two_people import is_another, require_another

__all__ = [
    "can_confirm",
    "can_see_file",
    "can_see_voucher",
    "can_withdraw",
    "is_public_file",
    "require_confirm",
    "require_withdraw",
    "uses_confirmable_by",
    "uses_visible_to",
]

# Who may be the second person on what a bank sent back.
BOOKERS = (Right.MONEY_APPROVE, Right.MONEY_PAY)
_TO_WRITE = (ReportState.OWED, ReportState.RETURNED)
_TO_JUDGE = (ReportState.OWED, ReportState.SUBMITTED, ReportState.RETURNED)


class SamePerson(DomainError):
    """Whoever drafted a payment cannot also approve it."""

    code = "same_person"
    status = 403
    message = gettext_noop("You drafted this payment, so another person must approve it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


def can_see(actor: Actor, agreement: Agreement) -> bool:
    """Whoever holds a post with the giver, the receiver, or the charity that raised the money.

    A superior of these sees no more than the public page for now.
    """
    theirs = {agreement.from_org_id, agreement.to_org_id, agreement.project.organisation_id}
    return actor.is_system or bool(theirs & actor.organisations)


def agreements_visible_to(actor: Actor) -> QuerySet[Agreement]:
    """The many-faced form of ``can_see``."""
    if actor.is_system:
        return Agreement.objects.all()
    own = actor.organisations
    return Agreement.objects.filter(
        Q(from_org_id__in=own) | Q(to_org_id__in=own) | Q(project__organisation_id__in=own)
    )


def can_see_disbursement(actor: Actor, disbursement: Disbursement) -> bool:
    """As the agreement under which it is paid."""
    return can_see(actor, disbursement.agreement)


def disbursements_visible_to(actor: Actor) -> QuerySet[Disbursement]:
    """The many-faced form of ``can_see_disbursement``."""
    return Disbursement.objects.filter(agreement__in=agreements_visible_to(actor))


def can_approve(actor: Actor, disbursement: Disbursement) -> bool:
    """A draft, by another person than its author and than who took a step before.

    With the right that the next step needs, for the payer.
    """
    return (
        disbursement.state == DisbursementState.DRAFTED
        and is_another(actor, disbursement.drafted_by)
        and _holds(actor, Right(disbursement.awaits), disbursement.payer_id)
        and not disbursement.approvals.filter(by=actor.name).exists()
    )


def disbursements_approvable_by(actor: Actor) -> QuerySet[Disbursement]:
    """The many-faced form of ``can_approve``."""
    drafts = Disbursement.objects.filter(state=DisbursementState.DRAFTED)
    drafts = drafts.exclude(drafted_by=actor.name)
    drafts = drafts.exclude(
        Exists(Approval.objects.filter(disbursement=OuterRef("pk"), by=actor.name))
    )
    if actor.is_system:
        return drafts
    rights = {right for post in actor.posts for right in post.rights}
    steps = Q(pk=None)
    for right in sorted(rights):
        steps |= Q(awaits=right, payer_id__in=actor.organisations_with(right))
    return drafts.filter(steps)


def can_pay(actor: Actor, disbursement: Disbursement) -> bool:
    """Approved or at the bank, by whoever pays for the payer."""
    return disbursement.state in {
        DisbursementState.APPROVED,
        DisbursementState.ORDERED,
    } and _holds(actor, Right.MONEY_PAY, disbursement.payer_id)


def disbursements_payable_by(actor: Actor) -> QuerySet[Disbursement]:
    """The many-faced form of ``can_pay``."""
    due = Disbursement.objects.filter(
        state__in=[DisbursementState.APPROVED, DisbursementState.ORDERED]
    )
    return due if actor.is_system else due.filter(payer_id__in=_with(actor, "pay"))


def can_see_report(actor: Actor, report: PartnerReport) -> bool:
    """As the agreement under which it was paid; what is public of it stands in the tree."""
    return can_see(actor, report.agreement)


def reports_visible_to(actor: Actor) -> QuerySet[PartnerReport]:
    """The many-faced form of ``can_see_report``."""
    return PartnerReport.objects.filter(agreement__in=agreements_visible_to(actor))


def is_public_photo(photo: ReportPhoto) -> bool:
    """A picture of an accepted report whose faces were judged fit for everyone (D21)."""
    return photo.consent != PhotoConsent.INSIDE and photo.issue.report.state == ReportState.ACCEPTED


def can_see_photo(actor: Actor, photo: ReportPhoto) -> bool:
    """What is public, everyone; the rest as the report."""
    return is_public_photo(photo) or can_see_report(actor, photo.issue.report)


def can_write_report(actor: Actor, report: PartnerReport) -> bool:
    """Owed or sent back, by whoever reports for the organisation that was paid."""
    return report.state in _TO_WRITE and _holds(actor, Right.USE_REPORT, report.reporter_id)


def reports_writable_by(actor: Actor) -> QuerySet[PartnerReport]:
    """The many-faced form of ``can_write_report``."""
    owed = PartnerReport.objects.filter(state__in=_TO_WRITE)
    own = actor.organisations_with(Right.USE_REPORT)
    return owed if actor.is_system else owed.filter(reporter_id__in=own)


def can_judge_report(actor: Actor, report: PartnerReport) -> bool:
    """Until it is accepted or waived: whoever approves payments for the payer, never its author."""
    return (
        report.state in _TO_JUDGE
        and is_another(actor, report.submitted_by)
        and _holds(actor, Right.MONEY_APPROVE, report.agreement.from_org_id)
    )


def reports_judgeable_by(actor: Actor) -> QuerySet[PartnerReport]:
    """The many-faced form of ``can_judge_report``."""
    open_ = PartnerReport.objects.filter(state__in=_TO_JUDGE).exclude(submitted_by=actor.name)
    own = _with(actor, "approve")
    return open_ if actor.is_system else open_.filter(agreement__from_org_id__in=own)


def require_judge(actor: Actor, report: PartnerReport, refusal: type[DomainError]) -> None:
    """Demand the payer's right to approve, and another person than the report's author."""
    _require(actor, Right.MONEY_APPROVE, report.agreement.from_org_id)
    require_another(actor, report.submitted_by, refusal)


def can_sign(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor binds the organisation: by agreements, and by its steps of approval."""
    return _holds(actor, Right.MONEY_APPROVE, organisation_id)


def can_ask(actor: Actor, agreement: Agreement) -> bool:
    """Whoever reports for the receiver may apply for a payment under an agreement in force."""
    return agreement.state == AgreementState.ACTIVE and _holds(
        actor, Right.USE_REPORT, agreement.to_org_id
    )


def can_answer(actor: Actor, request: PaymentRequest) -> bool:
    """What was asked for, by whoever drafts for the giver; never by who asked."""
    return (
        request.state == RequestState.ASKED
        and is_another(actor, request.asked_by)
        and _holds(actor, Right.MONEY_DRAFT, request.agreement.from_org_id)
    )


def requests_visible_to(actor: Actor) -> QuerySet[PaymentRequest]:
    """Those under the agreements that the actor may see."""
    return PaymentRequest.objects.filter(agreement__in=agreements_visible_to(actor))


def requests_answerable_by(actor: Actor) -> QuerySet[PaymentRequest]:
    """The many-faced form of ``can_answer``."""
    asked = PaymentRequest.objects.filter(state=RequestState.ASKED).exclude(asked_by=actor.name)
    return (
        asked if actor.is_system else asked.filter(agreement__from_org_id__in=_with(actor, "draft"))
    )


def require_sign(actor: Actor, organisation_id: int) -> None:
    """An agreement binds the giver: whoever may approve its payments signs it."""
    _require(actor, Right.MONEY_APPROVE, organisation_id)


def require_draft(actor: Actor, organisation_id: int) -> None:
    _require(actor, Right.MONEY_DRAFT, organisation_id)


def require_approve(actor: Actor, disbursement: Disbursement) -> None:
    """Demand the right of the next step and another pair of eyes."""
    _require(actor, Right(disbursement.awaits), disbursement.payer_id)
    require_another(actor, disbursement.drafted_by, SamePerson)


def require_pay(actor: Actor, organisation_id: int) -> None:
    _require(actor, Right.MONEY_PAY, organisation_id)


def require_book_return(actor: Actor, organisation_id: int) -> None:
    """The second of the two on what a bank sent back."""
    if not any(_holds(actor, right, organisation_id) for right in BOOKERS):
        raise NotAllowed


def returns_bookable_by(actor: Actor) -> QuerySet[ReturnNote]:
    """What another noted that a bank sent back of payments for which the actor may book it."""
    waiting = ReturnNote.objects.filter(is_agreed=None).exclude(noted_by=actor.name)
    own = frozenset().union(*(actor.organisations_with(right) for right in BOOKERS))
    return waiting if actor.is_system else waiting.filter(payer_id__in=own)


def can_book_return(actor: Actor, note: ReturnNote) -> bool:
    """The one-faced form of ``returns_bookable_by``."""
    allowed = any(_holds(actor, right, note.payer_id) for right in BOOKERS)
    return note.is_agreed is None and is_another(actor, note.noted_by) and allowed


def require_report(actor: Actor, organisation_id: int) -> None:
    _require(actor, Right.USE_REPORT, organisation_id)


# Who may stop a payment, by where it stands: whoever may take the next step, or drafted it.
_STOPPERS: dict[str, frozenset[Right]] = {
    DisbursementState.DRAFTED: frozenset({Right.MONEY_DRAFT, Right.MONEY_APPROVE}),
    DisbursementState.APPROVED: frozenset({Right.MONEY_APPROVE, Right.MONEY_PAY}),
    DisbursementState.ORDERED: frozenset({Right.MONEY_PAY}),
}


def can_cancel(actor: Actor, disbursement: Disbursement) -> bool:
    """Until it is paid: whoever may take its next step for the payer, or drafts payments."""
    rights = _STOPPERS.get(disbursement.state, frozenset())
    if disbursement.state == DisbursementState.DRAFTED:
        rights |= {Right(disbursement.awaits)}
    return any(_holds(actor, right, disbursement.payer_id) for right in rights)


def require_cancel(actor: Actor, disbursement: Disbursement) -> None:
    if not can_cancel(actor, disbursement):
        raise NotAllowed


def _require(actor: Actor, right: Right, organisation_id: int) -> None:
    if not _holds(actor, right, organisation_id):
        raise NotAllowed


def _holds(actor: Actor, right: Right, organisation_id: int) -> bool:
    return actor.is_system or actor.holds(right, organisation_id)


def _with(actor: Actor, verb: str) -> frozenset[int]:
    return actor.organisations_with(Right(f"money.{verb}"))
