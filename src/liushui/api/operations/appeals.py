"""Personal appeals: read by everyone, written step by step by who asks, vouched for by three."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Form, Query
from pydantic import StrictInt

from liushui.api.deeds import A_FILE_IF_ANY
from liushui.api.operations.asking import network_of
from liushui.api.rooms import Room
from liushui.api.shapes.appeals import (
    AppealCharities,
    AppealCharity,
    AppealsPage,
    AppealTold,
    OwnAppealsTold,
    OwnAppealTold,
    told_appeal,
    told_appeal_line,
    told_own_appeal,
    told_own_line,
)
from liushui.api.shapes.joining import LinkMade
from liushui.api.shapes.values import (
    W12,
    W40,
    W60,
    W80,
    W120,
    W200,
    After,
    Code,
    Taken,
    Told,
    Words,
    Yes,
)
from liushui.appeals.queries import appeals as queries
from liushui.appeals.services import applying, vouching, writing
from liushui.appeals.states import Asker, MeansKind, NeedKind, ProviderKind, RestWay
from liushui.kernel.clock import day_of
from liushui.kernel.money import MAX_UNITS
from liushui.parties.access import PUBLIC, SIGNED_IN

if TYPE_CHECKING:
    from liushui.appeals.models import Appeal, Witness
    from liushui.parties.actors import Actor

_MOST_DAYS, _LINK = 180, 80
_OWN = "own/appeals/{uuid:appeal}"
_WITNESS = f"{_OWN}/witnesses/{{int:witness}}"
Part = Annotated[StrictInt, Field(ge=0, le=MAX_UNITS)]
room = Room("appeals", _("Personal appeals"))


class AppealBegun(Taken):
    organisation: Code


class PersonTaken(Taken):
    asker: Asker
    name: W40
    identity: Annotated[Words, Field(max_length=24)]
    phone: Annotated[Words, Field(max_length=20)] = ""
    relation: W40 = ""
    is_minor: Yes = False
    shows_name: Yes = False


class NeedTaken(Taken):
    kind: NeedKind
    title: W60
    summary: W200
    story: Annotated[Words, Field(max_length=4000)]


class ProviderTaken(Taken):
    kind: ProviderKind
    name: W80
    account_holder: W80
    bank: W80
    account: W40
    cost_minor: Annotated[int, Field(ge=1, le=MAX_UNITS, alias="cost")]
    cap_minor: Annotated[int, Field(ge=1, le=MAX_UNITS, alias="cap")]
    term_days: Annotated[int, Field(ge=1, le=_MOST_DAYS, alias="days")]
    rest_way: RestWay


class OneMeansTaken(Taken):
    kind: MeansKind
    amount: Part
    words: W120 = ""


class MeansTaken(Taken):
    means: Annotated[list[OneMeansTaken], Field(max_length=len(MeansKind))]


class WitnessTaken(Taken):
    name: W40
    relation: W40
    phone: Annotated[Words, Field(max_length=20)]


class VouchLink(Taken):
    link: Annotated[Words, Field(min_length=1, max_length=_LINK)]


class VouchTaken(VouchLink):
    handle: UUID
    code: Annotated[W12, Field(min_length=1)]


class VouchedFor(Told):
    organisation: str
    title: str
    summary: str
    person: str
    relation: str
    has_vouched: bool


class VouchCodeSent(Told):
    handle: UUID


def _public(_actor: "Actor", number: str) -> AppealTold:
    return told_appeal(queries.public_appeal(number))


def _charities(_actor: "Actor") -> AppealCharities:
    found = queries.charities_taking(day_of(timezone.now()))
    return AppealCharities(
        organisations=[AppealCharity(organisation=code, name=name) for code, name in found.items()]
    )


def _own(actor: "Actor", appeal: UUID) -> OwnAppealTold:
    return told_own_appeal(queries.own_appeal(actor, appeal))


def _owns(actor: "Actor") -> OwnAppealsTold:
    return OwnAppealsTold(appeals=[told_own_line(one) for one in queries.own_appeals(actor)])


def _begin(actor: "Actor", *, organisation: str, at: datetime) -> "Appeal":
    return applying.begin_appeal(actor, organisation, at=at)


def _means(actor: "Actor", appeal: UUID, *, means: list[Mapping[str, Any]], at: datetime) -> object:
    said = {MeansKind(one["kind"]): (one["amount"], one["words"]) for one in means}
    return writing.keep_means(actor, appeal, said, at=at)


def _linked(made: vouching.Linked) -> LinkMade:
    there = settings.ORIGIN + reverse("appeals:vouch", args=[made.token])
    return LinkMade(link=there, secret=made.token)


def _vouched_for(witness: "Witness") -> VouchedFor:
    appeal = witness.appeal
    return VouchedFor(
        organisation=appeal.organisation.credit_code,
        title=appeal.title,
        summary=appeal.summary,
        person=appeal.name_shown,
        relation=witness.relation,
        has_vouched=witness.confirmed_at is not None,
    )


def _opened(_actor: "Actor", *, link: str, at: datetime) -> "Witness":
    del at
    return vouching.open_link(link)


def _vouch(_actor: "Actor", *, link: str, handle: UUID, code: str, at: datetime) -> "Witness":
    return vouching.vouch(link, handle, code, at=at)


@room.reads(
    "appeals", "appeals", access=PUBLIC, answers=AppealsPage,
    summary=_("Personal appeals that were published"),
    about=_("Newest first. None is charitable fundraising; campaigns stand under “projects”."),
)  # fmt: skip
def appeals(request: HttpRequest, after: Query[After] = None) -> AppealsPage:
    del request
    found = queries.public_appeals(after)
    shown = found[: queries.PAGE_SIZE]
    further = shown[-1].pk if len(found) > len(shown) else None
    return AppealsPage(appeals=[told_appeal_line(one) for one in shown], next=further)


room.shows(
    "appeals/{number}", "appeal", PUBLIC, _public,
    summary=_("One appeal: what was verified, where the money is, every version"),
    about=_("A doubt is said as a complaint, by the appeal's number as that of a project."),
)  # fmt: skip
room.shows(
    "own/appeals", "own-appeals", SIGNED_IN, _owns,
    summary=_("What one asked for"),
    about=_("Newest first, whatever became of it."),
)  # fmt: skip
room.shows(
    "own/appeal-charities", "appeal-charities", SIGNED_IN, _charities,
    summary=_("Through which organisations one may ask"),
    about=_("Both certificates are valid, and the part is in use."),
)  # fmt: skip
room.does(
    "own/appeals", "appeal-begin", SIGNED_IN, _begin, takes=AppealBegun, tells=told_own_appeal,
    summary=_("Begin an appeal through an organisation"),
    about=_("A draft for it that is open already is the same."),
)  # fmt: skip
room.shows(
    _OWN, "own-appeal", SIGNED_IN, _own,
    summary=_("One's appeal with what is to be mended in each step"),
    about=_("Identity, telephone and account are sealed and told no more."),
)  # fmt: skip
room.does(
    f"{_OWN}/person", "appeal-person", SIGNED_IN, writing.keep_person,
    takes=PersonTaken, into=writing.PersonAsked, shows=_own,
    summary=_("Write who needs help, and who asks"),
    about=_("Sealed; the public reads a mask. What changes is verified anew."),
)  # fmt: skip
room.does(
    f"{_OWN}/need", "appeal-need", SIGNED_IN, writing.keep_need,
    takes=NeedTaken, into=writing.NeedAsked, shows=_own,
    summary=_("Write what the public reads"),
    about=_("It names nobody, and holds no address or number of anybody."),
)  # fmt: skip
room.does(
    f"{_OWN}/provider", "appeal-provider", SIGNED_IN, writing.keep_provider,
    takes=Form[ProviderTaken], files={"estimate": A_FILE_IF_ANY},
    into=writing.ProviderAsked, shows=_own,
    summary=_("Write who is paid, the costs, and how much is asked for"),
    about=_("A form with the provider's estimate; one left out stays. No person is ever paid."),
)  # fmt: skip
room.does(
    f"{_OWN}/means", "appeal-means", SIGNED_IN, _means, takes=MeansTaken, shows=_own,
    summary=_("Write what the family has, and what aid it got"),
    about=_("Each kind is answered before it is sent; 0 is an answer."),
)  # fmt: skip
room.does(
    f"{_OWN}/witnesses", "appeal-witness", SIGNED_IN, vouching.name_witness,
    takes=WitnessTaken, into=vouching.WitnessAsked, tells=_linked, is_kept=False,
    summary=_("Name somebody who vouches"),
    about=_("“link” is told this once: send it to them. Three are needed."),
)  # fmt: skip
room.does(
    f"{_WITNESS}/link", "appeal-witness-link", SIGNED_IN, vouching.link_anew,
    tells=_linked, is_kept=False,
    summary=_("Another link for somebody who vouches"),
    about=_("The old one is over."),
)  # fmt: skip
room.does(
    f"{_WITNESS}/remove", "appeal-witness-remove", SIGNED_IN, vouching.drop_witness, shows=_own,
    summary=_("Take somebody who vouches off"),
    about=_("With everything that is kept of them, as long as it is written."),
)  # fmt: skip
room.does(
    f"{_OWN}/submit", "appeal-submit", SIGNED_IN, applying.submit_appeal, shows=_own,
    summary=_("Send an appeal to the organisation"),
    about=_("Its people verify it. “steps” of the appeal names what lacks."),
)  # fmt: skip
room.does(
    f"{_OWN}/withdraw", "appeal-withdraw", SIGNED_IN, applying.withdraw_appeal, shows=_own,
    summary=_("Take an appeal back"),
    about=_("At any time before it is published."),
)  # fmt: skip
room.does(
    "vouching/read", "vouching-read", PUBLIC, _opened,
    takes=VouchLink, tells=_vouched_for, is_kept=False,
    summary=_("What one vouches for"),
    about=_("“link” is the last part of the link. It stands in the body, so no log keeps it."),
)  # fmt: skip


@room.hands_out(
    "vouching/code", "vouching-code", access=PUBLIC, answers=VouchCodeSent,
    summary=_("Send a code to the phone of who vouches"),
    about=_("To the number that who asks named, and to no other."),
)  # fmt: skip
def vouching_code(request: HttpRequest, asked: VouchLink) -> VouchCodeSent:
    at, network = timezone.now(), network_of(request)
    return VouchCodeSent(handle=vouching.send_vouching_code(asked.link, address=network, at=at))


room.does(
    "vouching", "vouch", PUBLIC, _vouch, takes=VouchTaken, tells=_vouched_for, is_kept=False,
    summary=_("Vouch by the code"),
    about=_("It counts for the person and the words that were read."),
)  # fmt: skip
