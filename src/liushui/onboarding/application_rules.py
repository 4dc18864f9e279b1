"""What an application must say before it can be sent, each lack by name: R-01, R-04, N02."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liushui.kernel.days import free_from
from liushui.kernel.errors import gettext_noop
from liushui.onboarding.board_rules import Seat
from liushui.onboarding.board_rules import faults_of as board_faults
from liushui.onboarding.faults import Fault
from liushui.onboarding.states import Lane, Step

REGISTRATION, PUBLIC = "registration", "public_fundraising"
YEARS_AS_CHARITY, YEARS_BARRED = 1, 5


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate by its kind and days."""

    kind: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules look at in an application."""

    lane: str
    registered_on: date | None = None
    charity_since: date | None = None
    revoked_on: date | None = None
    is_provincial: bool = False
    has_place: bool = False
    has_account: bool = False
    has_contact: bool = False
    has_colleague: bool = False
    papers: Sequence[Paper] = ()
    seats: Sequence[Seat] = field(default_factory=tuple)


_PAPER_WORDS: Mapping[str, tuple[str, str]] = {
    REGISTRATION: (
        gettext_noop("The registration certificate is missing."),
        gettext_noop("The registration certificate does not hold today."),
    ),
    PUBLIC: (
        gettext_noop("The public fundraising certificate is missing."),
        gettext_noop("The public fundraising certificate does not hold today."),
    ),
}


def faults_of(said: Said, today: date) -> list[Fault]:
    """Everything that keeps the application from being sent, step by step.

    The quick lane asks for the body and both certificates alone; what it leaves out comes later.
    """
    found = [*_body(said, today), *_papers(said, today)]
    return found if said.lane == Lane.QUICK else found + rest_of(said)


def rest_of(said: Said) -> list[Fault]:
    """What the quick lane lets an organisation bring later."""
    return [*_account(said), *_contacts(said), *_board(said)]


def _body(said: Said, today: date) -> Iterator[Fault]:
    if said.registered_on is None or said.charity_since is None:
        yield Fault(
            Step.BODY, "days_missing",
            gettext_noop("The days of registration and of becoming a charity are missing."),
            gettext_noop("Copy both from the registration certificate."),
        )  # fmt: skip
    elif said.charity_since < said.registered_on or said.registered_on > today:
        yield Fault(
            Step.BODY, "days_in_disorder",
            gettext_noop("The two days cannot be right: one is later than it can be."),
            gettext_noop("Registration comes first, and both lie in the past."),
        )  # fmt: skip
    if said.charity_since is not None:
        first = free_from(said.charity_since, years=YEARS_AS_CHARITY)
        if today < first:
            yield Fault(
                Step.BODY, "charity_too_young",
                gettext_noop("It has been a charity for less than one year (R-01)."),
                gettext_noop("Apply on %(day)s or later."),
                {"day": first.isoformat()},
            )  # fmt: skip
    if said.revoked_on is not None:
        first = free_from(said.revoked_on, years=YEARS_BARRED)
        if today < first:
            yield Fault(
                Step.BODY, "certificate_was_revoked",
                gettext_noop("Its public certificate was revoked less than five years ago (R-04)."),
                gettext_noop("Apply on %(day)s or later."),
                {"day": first.isoformat()},
            )  # fmt: skip
    if not said.has_place:
        yield Fault(
            Step.BODY, "place_missing",
            gettext_noop("Where the organisation lies is missing."),
            gettext_noop("Choose its county or town."),
        )  # fmt: skip


def _papers(said: Said, today: date) -> Iterator[Fault]:
    by_kind = {paper.kind: paper for paper in said.papers}
    for kind, (missing, over) in _PAPER_WORDS.items():
        paper = by_kind.get(kind)
        if paper is None:
            remedy = gettext_noop("Enter what it says and add its picture (N02).")
            yield Fault(Step.CERTIFICATES, f"{kind}_missing", missing, remedy)
        elif today < paper.valid_from or (paper.valid_until and paper.valid_until < today):
            remedy = gettext_noop("Hand in the one that holds now, or correct its days.")
            yield Fault(Step.CERTIFICATES, f"{kind}_not_valid", over, remedy)


def _account(said: Said) -> Iterator[Fault]:
    if not said.has_account:
        yield Fault(
            Step.ACCOUNT, "account_missing",
            gettext_noop("The bank account is missing."),
            gettext_noop("Enter the account in the organisation's own name."),
        )  # fmt: skip


def _contacts(said: Said) -> Iterator[Fault]:
    if not said.has_contact:
        yield Fault(
            Step.CONTACTS, "contact_missing",
            gettext_noop("Donors cannot reach the organisation: no telephone and no mail address."),
            gettext_noop("Enter one of them; it is public."),
        )  # fmt: skip
    if not said.has_colleague:
        yield Fault(
            Step.CONTACTS, "colleague_missing",
            gettext_noop("There is no second person: money leaves by two people only."),
            gettext_noop("Enter the mobile number of the colleague who will approve payments."),
        )  # fmt: skip


def _board(said: Said) -> list[Fault]:
    if not said.seats:
        return [
            Fault(
                Step.BOARD, "board_missing",
                gettext_noop("The board list is empty."),
                gettext_noop("Enter the board, the secretary-general and the supervisors."),
            )
        ]  # fmt: skip
    return board_faults(said.seats, is_provincial=said.is_provincial)
