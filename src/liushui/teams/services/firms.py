"""Firms: one asks with its business licence, another checks, and then its people join by a code."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from liushui.base.files import open_file, store_file
from liushui.base.states import move_state
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.kernel.ids import is_credit_code
from liushui.ledger.queries.pools import pool_by_id
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import (
    CreditCodeWrong,
    add_certificate,
    record,
    register_organisation,
)
from liushui.parties.services.two_people import require_another
from liushui.teams import policies
from liushui.teams.errors import (
    FirmKnown,
    JoinCodeUnknown,
    LastToAct,
    LicenceMissing,
    NotACompany,
    RequestByYou,
    RequestOpen,
)
from liushui.teams.models import Firm, FirmPerson, FirmPool, FirmRequest
from liushui.teams.notices import tell_asker
from liushui.teams.queries.firms import firm_by_code, request_by_key, request_for_update
from liushui.teams.services.founding import new_code
from liushui.teams.states import REQUEST_MOVES, RequestState

COMPANY = "company"
_OWN = Actor.system("teams")


@dataclass(frozen=True, slots=True)
class FirmAsked:
    """What the business licence says, and its picture."""

    credit_code: str
    name: str
    licence_number: str
    picture: bytes = b""


@transaction.atomic
def ask_for_firm(actor: Actor, asked: FirmAsked, *, at: datetime) -> FirmRequest:
    """Ask that a company have a page here. A person checks its papers.

    Whose page nobody acts for any more, since who did was erased, is asked for anew.
    Raises ``CreditCodeWrong``, ``LicenceMissing``, ``FirmKnown``, ``RequestOpen``, a
    ``FileRefused`` for the picture.
    """
    if actor.person_id is None:
        raise NotAllowed
    code = asked.credit_code.strip().upper()
    if not is_credit_code(code):
        raise CreditCodeWrong(code=code[:40])
    if not asked.name.strip() or not asked.licence_number.strip():
        raise LicenceMissing
    if FirmPerson.objects.filter(firm__organisation__credit_code=code, acts_for_it=True).exists():
        raise FirmKnown
    picture = store_file(asked.picture, at=at) if asked.picture else None
    try:
        with transaction.atomic():
            request = FirmRequest.objects.create(
                credit_code=code,
                name=" ".join(asked.name.split())[:120],
                licence_number=" ".join(asked.licence_number.split())[:60],
                licence=picture,
                asked_by=person_by_id(actor.person_id),
                asked_at=at,
            )
    except IntegrityError as known:
        raise RequestOpen from known
    record(actor, "firm.asked", request, at=at, credit_code=code)
    return request


@transaction.atomic
def decide_request(actor: Actor, key: int, *, agrees: bool, at: datetime) -> FirmRequest:
    """The second person's word: the firm gets its page, or not. Twice changes nothing.

    Raises ``NotFound``, ``NotAllowed``, ``RequestByYou``, ``NotACompany``.
    """
    policies.require_check_firms(actor)
    request = request_for_update(key)
    wanted = RequestState.VERIFIED if agrees else RequestState.REFUSED
    if request.state == wanted:
        return request
    require_another(actor, f"person:{request.asked_by_id}", RequestByYou)
    if agrees:
        request.firm = _opened(request, at)
    request.decided_by = actor.name
    request.save(update_fields=["firm", "decided_by"])
    move_state(request, to=wanted, moves=REQUEST_MOVES, by=actor.name, at=at)
    record(actor, f"firm.{wanted}", request, at=at, credit_code=request.credit_code)
    tell_asker(request, at=at)
    return request


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a licence as they were redrawn when it came."""

    content: bytes
    media_type: str


@transaction.atomic
def open_licence(actor: Actor, key: int, *, at: datetime) -> Picture:
    """The picture of a business licence, for who checks it, on the record: it names people.

    Raises ``NotFound``, ``NotAllowed``.
    """
    policies.require_check_firms(actor)
    request = request_by_key(key)
    if request.licence is None:
        raise NotFound
    record(actor, "file.read", request, at=at)
    return Picture(open_file(request.licence), request.licence.media_type)


@transaction.atomic
def join_firm(actor: Actor, join_code: str, *, at: datetime) -> Firm:
    """Join a firm by the code that it gives its people. Safe to call twice."""
    if actor.person_id is None:
        raise NotAllowed
    code = "".join(join_code.split()).upper()
    firm = Firm.objects.select_related("organisation").filter(join_code=code).first()
    if firm is None:
        raise JoinCodeUnknown
    _person, fresh = FirmPerson.objects.get_or_create(
        firm=firm, person_id=actor.person_id, defaults={"joined_at": at}
    )
    if fresh:
        record(actor, "firm.joined", firm, at=at)
    return firm


@transaction.atomic
def leave_firm(actor: Actor, credit_code: str, *, at: datetime) -> None:
    """Leave it; what one gave stays where it was given. Raises ``LastToAct``."""
    firm = firm_by_code(credit_code)
    _take_out(actor, firm, actor.person_id or 0, at)


@transaction.atomic
def dismiss(actor: Actor, credit_code: str, person_id: int, *, at: datetime) -> None:
    """Take a colleague off the firm's list. Raises ``NotAllowed``, ``LastToAct``."""
    firm = firm_by_code(credit_code)
    policies.require_acts_for(actor, firm)
    _take_out(actor, firm, person_id, at)


@transaction.atomic
def let_act(actor: Actor, credit_code: str, person_id: int, *, acts: bool, at: datetime) -> None:
    """Let a colleague act for the firm, or no longer. Raises ``NotAllowed``, ``LastToAct``."""
    firm = firm_by_code(credit_code)
    policies.require_acts_for(actor, firm)
    if not acts:
        _require_another_acts(firm, person_id)
    changed = FirmPerson.objects.filter(firm=firm, person_id=person_id).exclude(acts_for_it=acts)
    if changed.update(acts_for_it=acts):
        record(actor, "firm.acting_changed", firm, at=at, person=person_id, acts=acts)


@transaction.atomic
def renew_join_code(actor: Actor, credit_code: str, *, at: datetime) -> Firm:
    """A new code to join by; the old one opens nothing any more."""
    firm = firm_by_code(credit_code)
    policies.require_acts_for(actor, firm)
    firm.join_code = new_code()
    firm.save(update_fields=["join_code"])
    record(actor, "firm.code_renewed", firm, at=at)
    return firm


@transaction.atomic
def name_pool(actor: Actor, pool_id: int, credit_code: str, *, at: datetime) -> FirmPool:
    """Say that a firm pays for a matching pool of the actor's charity. Safe to call twice.

    It names whose money it is; what the pool adds, and to what, two people decide in the books.
    """
    pool = pool_by_id(pool_id)
    holder = pool.fund.holder.organisation_id or 0
    if not actor.holds(Right.MONEY_DRAFT, holder):
        raise NotAllowed
    firm = firm_by_code(credit_code)
    known = FirmPool.objects.select_for_update(no_key=True).filter(pool=pool).first()
    if known is not None and known.firm_id == firm.pk:
        return known
    named, _fresh = FirmPool.objects.update_or_create(
        pool=pool, defaults={"firm": firm, "named_by": actor.name, "named_at": at}
    )
    was = known.firm_id if known is not None else None
    record(actor, "firm.pool_named", firm, at=at, pool=pool_id, was=was)
    return named


def _opened(request: FirmRequest, at: datetime) -> Firm:
    body = register_organisation(
        _OWN, credit_code=request.credit_code, kind=COMPANY, name=request.name, at=at
    )
    if body.kind != COMPANY:
        raise NotACompany
    add_certificate(
        _OWN,
        body,
        kind="registration",
        number=request.licence_number,
        valid_from=date(2000, 1, 1),
        at=at,
    )
    firm, _fresh = Firm.objects.get_or_create(
        organisation=body, defaults={"join_code": new_code(), "opened_at": at}
    )
    FirmPerson.objects.update_or_create(
        firm=firm,
        person_id=request.asked_by_id,
        defaults={"acts_for_it": True},
        create_defaults={"acts_for_it": True, "joined_at": at},
    )
    return firm


def _take_out(actor: Actor, firm: Firm, person_id: int, at: datetime) -> None:
    _require_another_acts(firm, person_id)
    gone, _each = FirmPerson.objects.filter(firm=firm, person_id=person_id).delete()
    if gone:
        record(actor, "firm.left", firm, at=at, person=person_id)


def _require_another_acts(firm: Firm, person_id: int) -> None:
    Firm.objects.select_for_update(of=("self",)).get(pk=firm.pk)
    acting = set(firm.people.filter(acts_for_it=True).values_list("person_id", flat=True))
    if acting == {person_id}:
        raise LastToAct
