"""Writing an application: begun by a person or from an operator's link, kept step by step, sent."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from liushui.base import vault
from liushui.base.states import move_state
from liushui.kernel.errors import NotAllowed
from liushui.kernel.ids import is_credit_code
from liushui.onboarding import policies
from liushui.onboarding.errors import (
    ApplicationClosed,
    ApplicationIncomplete,
    BodyApplied,
    ColleagueIsYou,
    TooManyDrafts,
)
from liushui.onboarding.models import Application, HandedCertificate, Welcome
from liushui.onboarding.queries.applications import NUMBER, application_for_update, faults_in
from liushui.onboarding.services.accounts import AccountAsked, account_number, require_own_name
from liushui.onboarding.services.letting_go import erase_if_unknown
from liushui.onboarding.states import APPLICATION_MOVES, WRITABLE, ApplicationState, Lane
from liushui.parties.actors import Actor
from liushui.parties.queries import has_people
from liushui.parties.services import (
    CertificateDaysWrong,
    CreditCodeWrong,
    Paper,
    record,
    register_person,
    stored_picture,
)

MOST_DRAFTS = 3
_OWN = Actor.system("onboarding")


@dataclass(frozen=True, slots=True)
class Body:
    """What the registration certificate says of an organisation."""

    credit_code: str
    kind: str
    name: str
    name_en: str = ""
    short_name: str = ""
    short_name_en: str = ""
    place_code: str = ""
    registered_on: date | None = None
    charity_since: date | None = None
    is_provincial: bool = False
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contacts:
    """How donors reach it, and the colleague who will approve payments."""

    contact_phone: str = ""
    contact_email: str = ""
    website: str = ""
    colleague_phone: str = ""


@transaction.atomic
def begin_application(
    actor: Actor, body: Body, *, at: datetime, welcome: Welcome | None = None
) -> Application:
    """Begin one; the same person and body again gives the one that is open, in the link's lane.

    An operator's link counts for more than what another person began without one.
    Raises ``NotAllowed`` for a stranger, ``CreditCodeWrong``, ``BodyApplied``, ``TooManyDrafts``.
    """
    if actor.person_id is None:
        raise NotAllowed
    code = body.credit_code.strip().upper()
    if not is_credit_code(code):
        raise CreditCodeWrong(code=code[:40])
    mine = Application.objects.filter(applicant_id=actor.person_id, state__in=WRITABLE)
    known = mine.filter(credit_code=code).first()
    if known is not None:
        return known if welcome is None else _welcomed(actor, known, welcome, at)
    if welcome is None and mine.count() >= MOST_DRAFTS:
        raise TooManyDrafts
    if has_people(code):
        raise BodyApplied
    application = Application(
        applicant_id=actor.person_id,
        credit_code=code,
        lane=welcome.lane if welcome else Lane.ORDINARY,
        occasion=welcome.occasion if welcome else "",
        welcome=welcome,
        began_at=at,
        touched_at=at,
    )
    if welcome is not None:
        _supersede(code, at)
    _write_body(application, body)
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:
        raise BodyApplied from None
    record(actor, "application.begun", application, at=at, lane=application.lane)
    return application


@transaction.atomic
def keep_body(actor: Actor, key: UUID, body: Body, *, at: datetime) -> Application:
    """Write the first step. The credit code stays: another one is another application.

    Raises ``NotFound``, ``NotAllowed``, ``ApplicationClosed``.
    """
    application = _writable(actor, key, at)
    _write_body(application, body)
    application.save()
    return application


@transaction.atomic
def keep_certificate(actor: Actor, key: UUID, paper: Paper, *, at: datetime) -> HandedCertificate:
    """Show a certificate; another of its kind takes its place. A picture left out stays.

    Raises ``CertificateDaysWrong``, ``PictureExpected``, a ``FileRefused``.
    """
    application = _writable(actor, key, at)
    if paper.valid_until is not None and paper.valid_until < paper.valid_from:
        raise CertificateDaysWrong
    application.save(update_fields=["touched_at"])
    standing = application.certificates.filter(kind=paper.kind).first()
    kept = standing.image if standing is not None and not paper.picture else None
    shown, _ = HandedCertificate.objects.update_or_create(
        application=application,
        kind=paper.kind,
        defaults={
            "number": " ".join(paper.number.split()),
            "issued_by": paper.issued_by.strip(),
            "valid_from": paper.valid_from,
            "valid_until": paper.valid_until,
            "image": kept or stored_picture(paper.picture, at=at),
        },
    )
    return shown


@transaction.atomic
def keep_account(actor: Actor, key: UUID, asked: AccountAsked, *, at: datetime) -> Application:
    """Write the account's step; its number is sealed.

    Raises ``AccountNumberWrong``, ``AccountHolderWrong``.
    """
    application = _writable(actor, key, at)
    number = account_number(asked.number)
    require_own_name(asked.holder_name, application.name)
    application.account_holder = asked.holder_name.strip()
    application.account_bank = asked.bank.strip()
    application.account_sealed = vault.seal(application.vault_id, NUMBER, number)
    application.account_tail = number[-4:]
    application.save()
    return application


@transaction.atomic
def keep_contacts(actor: Actor, key: UUID, contacts: Contacts, *, at: datetime) -> Application:
    """Write how donors reach it and who the second person is; that number is sealed with theirs.

    A number left empty stays as it was. Raises ``PhoneUnreadable``, ``ColleagueIsYou``.
    """
    application = _writable(actor, key, at)
    for name in ("contact_phone", "contact_email", "website"):
        setattr(application, name, getattr(contacts, name).strip())
    if contacts.colleague_phone:
        colleague = register_person(_OWN, phone=contacts.colleague_phone, at=at)
        if colleague.pk == application.applicant_id:
            raise ColleagueIsYou
        before, application.colleague = application.colleague_id, colleague
        application.save()
        if before not in (None, colleague.pk):
            erase_if_unknown(before, at=at)
    application.save()
    return application


@transaction.atomic
def submit_application(actor: Actor, key: UUID, *, at: datetime) -> Application:
    """Send it to the operators. Safe to call twice.

    Raises ``ApplicationIncomplete`` while anything is missing or against a rule; the page names
    each (``queries.applications.steps_of``). Raises ``ApplicationClosed`` once it is decided.
    """
    application = _own(actor, key)
    if application.state == ApplicationState.SUBMITTED:
        return application
    if application.state not in WRITABLE:
        raise ApplicationClosed
    faults = faults_in(application, at)
    if faults:
        raise ApplicationIncomplete(count=len(faults), codes=" ".join(f.code for f in faults))
    application.submitted_at = application.touched_at = at
    application.save(update_fields=["submitted_at", "touched_at"])
    _move(application, ApplicationState.SUBMITTED, actor, at)
    record(actor, "application.submitted", application, at=at, lane=application.lane)
    return application


@transaction.atomic
def withdraw_application(actor: Actor, key: UUID, *, at: datetime) -> Application:
    """Take it back before it is decided. Safe to call twice. Raises ``ApplicationClosed``."""
    application = _own(actor, key)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    if ApplicationState.WITHDRAWN not in APPLICATION_MOVES.get(application.state, frozenset()):
        raise ApplicationClosed
    _withdraw(application, actor, at)
    return application


def _welcomed(actor: Actor, known: Application, welcome: Welcome, at: datetime) -> Application:
    """The draft goes on by the link, in its lane."""
    known.lane, known.occasion, known.welcome = welcome.lane, welcome.occasion, welcome
    known.touched_at = at
    known.save(update_fields=["lane", "occasion", "welcome", "touched_at"])
    record(actor, "application.begun", known, at=at, lane=known.lane)
    return known


def _supersede(code: str, at: datetime) -> None:
    """Take back what anybody may begin with a public number, and nobody sent."""
    drafts = Application.objects.select_for_update().filter(
        credit_code=code, state=ApplicationState.DRAFT, welcome=None
    )
    for draft in drafts:
        _withdraw(draft, _OWN, at)


def _withdraw(application: Application, actor: Actor, at: datetime) -> None:
    application.touched_at = at
    application.save(update_fields=["touched_at"])
    _move(application, ApplicationState.WITHDRAWN, actor, at)
    record(actor, "application.withdrawn", application, at=at)


def _own(actor: Actor, key: UUID) -> Application:
    application = application_for_update(actor, key)
    if not policies.is_applicant(actor, application):
        raise NotAllowed
    return application


def _writable(actor: Actor, key: UUID, at: datetime) -> Application:
    application = _own(actor, key)
    if application.state not in WRITABLE:
        raise ApplicationClosed
    application.touched_at = at
    return application


def _write_body(application: Application, body: Body) -> None:
    for name in ("kind", "name", "name_en", "short_name", "short_name_en"):
        setattr(application, name, getattr(body, name).strip())
    for name in ("registered_on", "charity_since", "is_provincial", "revoked_on"):
        setattr(application, name, getattr(body, name))
    application.place_id = body.place_code or None


def _move(application: Application, to: ApplicationState, actor: Actor, at: datetime) -> None:
    move_state(application, to=to, moves=APPLICATION_MOVES, by=actor.name, at=at)
