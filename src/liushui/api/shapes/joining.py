"""An application of an organisation: what is written step by step, what is to be mended."""

from base64 import b64encode
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from ninja import Field

from liushui.api.shapes.values import (
    W40,
    W60,
    W80,
    W120,
    W160,
    W200,
    Code,
    Day,
    Number,
    Taken,
    Told,
    Words,
    Yes,
)
from liushui.onboarding.services.accounts import AccountAsked
from liushui.onboarding.services.applying import Body, Contacts
from liushui.onboarding.services.boards import Member
from liushui.onboarding.states import Lane, Office
from liushui.parties.queries import organisation_kinds
from liushui.places.picking import known_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liushui.onboarding.faults import Fault
    from liushui.onboarding.models import Application, HandedCertificate
    from liushui.onboarding.queries.applications import StepShown
    from liushui.onboarding.queries.boards import Shown
    from liushui.parties.queries.bodies import Picture

_KINDS = "|".join(kind for kind, _ in organisation_kinds())
Kind = Annotated[str, Field(pattern=f"^({_KINDS})$")]
PaperKind = Annotated[str, Field(pattern="^(registration|public_fundraising)$")]
PlaceCode = Annotated[str, Field(pattern="^[0-9]{0,12}$")]
Line = Annotated[str, Field(pattern=r"^[0-9+() -]{0,20}$")]
Mail = Annotated[str, Field(max_length=120, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")]
Site = Annotated[str, Field(max_length=200, pattern=r"^(https?://[^\s]+)?$")]
MOST_OFFICES = len(Office)
_AS_WRITTEN = (
    "occasion", "kind", "name_en", "short_name", "short_name_en", "registered_on",
    "charity_since", "is_provincial", "revoked_on", "reasons", "account_holder", "account_bank",
    "account_tail", "contact_phone", "contact_email", "website",
)  # fmt: skip


class WelcomeTaken(Taken):
    name: Annotated[Words, Field(min_length=1, max_length=120)]
    lane: Lane = Lane.ORDINARY
    occasion: W200 = ""


class BodyTaken(Taken):
    kind: Kind
    name: Annotated[Words, Field(min_length=1, max_length=120)]
    name_en: W160 = ""
    short_name: W40 = ""
    short_name_en: W80 = ""
    place: PlaceCode = ""
    registered_on: Day | None = None
    charity_since: Day | None = None
    is_provincial: Yes = False
    revoked_on: Day | None = None


class BeginTaken(Taken):
    credit_code: Annotated[Words, Field(max_length=18)]
    body: BodyTaken
    welcome: W80 = ""


class ShownPaperTaken(Taken):
    kind: PaperKind
    number: Annotated[W60, Field(min_length=1)]
    issued_by: W80 = ""
    valid_from: Day
    valid_until: Day | None = None


class AccountTaken(Taken):
    holder_name: W120
    bank: W120
    number: W40


class ContactsTaken(Taken):
    contact_phone: Line = ""
    contact_email: Mail = ""
    website: Site = ""
    colleague_phone: Annotated[Words, Field(max_length=20)] = ""


class MemberTaken(Taken):
    name: W60
    offices: Annotated[list[Office], Field(max_length=MOST_OFFICES)]
    is_legal_representative: Yes = False
    is_mainland: Yes = True
    is_full_time: Yes = False
    employer: W120 = ""
    group: W120 = ""
    kin_of: Number | None = None


class AnswerTaken(Taken):
    to: Annotated[str, Field(pattern="^(admit|return|refuse)$")]
    reasons: Annotated[Words, Field(max_length=1000)] = ""


class LinkMade(Told):
    link: str
    secret: str


class FaultTold(Told):
    code: str
    words: str


class ApplicationStepTold(Told):
    step: str
    is_done: bool
    may_wait: bool
    faults: list[FaultTold]


class MemberTold(Told):
    id: int
    name: str
    offices: list[str]
    is_legal_representative: bool
    is_mainland: bool
    is_full_time: bool
    employer: str
    group: str
    kin_of: int | None


class HandedTold(Told):
    id: int
    kind: str
    number: str
    issued_by: str
    valid_from: date
    valid_until: date | None


class PictureTold(Told):
    media_type: str
    content_base64: str


class ApplicationLine(Told):
    application: UUID
    state: str
    lane: str
    credit_code: str
    name: str


class ApplicationsTold(Told):
    applications: list[ApplicationLine]


class ApplicationTold(ApplicationLine):
    occasion: str
    kind: str
    name_en: str
    short_name: str
    short_name_en: str
    place: str
    registered_on: date | None
    charity_since: date | None
    is_provincial: bool
    revoked_on: date | None
    reasons: str
    organisation: Code | None
    account_holder: str
    account_bank: str
    account_tail: str
    contact_phone: str
    contact_email: str
    website: str
    has_colleague: bool
    steps: list[ApplicationStepTold]
    certificates: list[HandedTold]
    board: list[MemberTold]


def body_of(taken: BodyTaken, credit_code: str = "") -> Body:
    """A place that nobody knows is none: its step says that it is missing."""
    said = taken.dict()
    return Body(credit_code=credit_code, place_code=known_code(said.pop("place")), **said)


def account_of(taken: AccountTaken) -> AccountAsked:
    return AccountAsked(**taken.dict())


def contacts_of(taken: ContactsTaken) -> Contacts:
    return Contacts(**taken.dict())


def member_of(taken: MemberTaken) -> Member:
    return Member(**taken.dict())


def told_line(one: "Application") -> ApplicationLine:
    return ApplicationLine(**_plain(one))


def told_application(
    one: "Application",
    steps: "Sequence[StepShown]",
    papers: "Sequence[HandedCertificate]",
    board: "Sequence[Shown]",
    *,
    in_full: bool,
) -> ApplicationTold:
    """All that was written; of the account's number the last four places.

    ``in_full`` tells who employs those on the board: not in an answer that is kept.
    """
    return ApplicationTold(
        **_plain(one),
        place=one.place_id or "",
        organisation=one.credit_code if one.organisation_id else None,
        has_colleague=one.colleague_id is not None,
        **{name: getattr(one, name) for name in _AS_WRITTEN},
        steps=[
            ApplicationStepTold(
                step=shown.step.value,
                is_done=shown.is_done,
                may_wait=shown.is_later,
                faults=[told_fault(fault) for fault in shown.faults],
            )
            for shown in steps
        ],
        certificates=[told_handed(one) for one in papers],
        board=[told_member(shown, in_full=in_full) for shown in board],
    )


def told_fault(fault: "Fault") -> FaultTold:
    return FaultTold(code=fault.code, words=fault.words)


def told_handed(one: "HandedCertificate") -> HandedTold:
    return HandedTold(
        id=one.pk,
        kind=one.kind,
        number=one.number,
        issued_by=one.issued_by,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
    )


def told_picture(one: "Picture") -> PictureTold:
    return PictureTold(media_type=one.media_type, content_base64=b64encode(one.content).decode())


def told_member(one: "Shown", *, in_full: bool) -> MemberTold:
    member = one.member
    return MemberTold(
        id=one.key,
        name=one.name,
        offices=list(member.offices),
        is_legal_representative=member.is_legal_representative,
        is_mainland=member.is_mainland,
        is_full_time=member.is_full_time,
        employer=one.employer if in_full else "",
        group=one.group if in_full else "",
        kin_of=member.kin_of_id,
    )


def _plain(one: "Application") -> dict[str, Any]:
    return {
        "application": one.key,
        "state": one.state,
        "lane": one.lane,
        "credit_code": one.credit_code,
        "name": one.name,
    }
