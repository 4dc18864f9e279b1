"""Writing an appeal, step by step: the person, the need, the provider and what the family has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from liushui.appeals.errors import (
    AccountNotProviders,
    AccountUnreadable,
    AppealClosed,
    AppealTextMissing,
    CapWrong,
    MinorNeedsGuardian,
    PersonUnnamed,
    RelationMissing,
    TermWrong,
    WitnessWrong,
)
from liushui.appeals.models import Appeal, Means
from liushui.appeals.queries.appeals import own_for_update
from liushui.appeals.queries.faults import most_of
from liushui.appeals.queries.people import ACCOUNT, IDENTITY, PHONE
from liushui.appeals.services.anew import stamp, told
from liushui.appeals.services.masking import (
    plain,
    require_masked,
    require_no_person,
)
from liushui.appeals.states import (
    WRITABLE,
    Asker,
    MeansKind,
    NeedKind,
    ProviderKind,
    RestWay,
    Step,
)
from liushui.base import vault
from liushui.base.files import destroy_file, store_file
from liushui.kernel.clock import day_of
from liushui.kernel.ids import is_mobile, is_resident_id, normal_phone
from liushui.kernel.masks import mask_name
from liushui.kernel.money import format_yuan
from liushui.onboarding.services.letting_go import erase_if_unknown
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.queries.people import PHONE as PERSON_PHONE
from liushui.parties.services import register_person, rename_person

_OWN = Actor.system("appeals")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_PAPER = re.compile(r"[0-9A-Z]{6,20}")
_OF_AGE = 18
_LONGEST_TERM = 180


@dataclass(frozen=True, slots=True)
class PersonAsked:
    """Who needs help and who asks."""

    asker: Asker
    name: str = field(repr=False)
    identity: str = field(repr=False)
    phone: str = field(default="", repr=False)
    relation: str = ""
    is_minor: bool = False
    shows_name: bool = False


@dataclass(frozen=True, slots=True)
class NeedAsked:
    """What the public reads."""

    kind: NeedKind
    title: str
    summary: str
    story: str


@dataclass(frozen=True, slots=True)
class ProviderAsked:
    """Who is paid, on which account, how much it costs, and how much is asked for."""

    kind: ProviderKind
    name: str
    account_holder: str
    bank: str
    account: str
    cost_minor: int
    cap_minor: int
    term_days: int
    rest_way: RestWay
    estimate: bytes | None = None


@transaction.atomic
def keep_person(actor: Actor, key: UUID, asked: PersonAsked, *, at: datetime) -> Appeal:
    """Write who it is for. Name, identity and phone are sealed; the public reads a mask.

    What changes is verified anew; a record that was made for another name is erased. Raises
    ``PersonUnnamed``, ``MinorNeedsGuardian``, ``RelationMissing``, ``WordsNamePerson``,
    ``WitnessWrong`` for the phone of somebody who vouches, ``AppealClosed``.
    """
    appeal = _writable(actor, key)
    name, identity = " ".join(asked.name.split()), plain(asked.identity).upper()
    if not name or not _PAPER.fullmatch(identity):
        raise PersonUnnamed
    is_minor = asked.is_minor or _is_minor(identity, day_of(at))
    if is_minor and (asked.asker != Asker.GUARDIAN or asked.shows_name):
        raise MinorNeedsGuardian
    if asked.asker != Asker.SELF and not asked.relation.strip():
        raise RelationMissing
    before, was = told(appeal, Step.PERSON), appeal.person_id
    person = _person(actor, appeal, asked, name, at)
    appeal.person_id, appeal.asker, appeal.is_minor = person, asked.asker, is_minor
    appeal.relation = asked.relation.strip() if asked.asker != Asker.SELF else ""
    appeal.shows_name = asked.shows_name
    require_masked(appeal, appeal.relation)
    appeal.name_shown = name if asked.shows_name else mask_name(name)
    appeal.identity_sealed = vault.seal(appeal.vault_id, IDENTITY, identity)
    phone = normal_phone(asked.phone)
    if appeal.witnesses.filter(phone_lookup=vault.lookup_hash(PERSON_PHONE, phone)).exists():
        raise WitnessWrong
    appeal.phone_sealed = vault.seal(appeal.vault_id, PHONE, phone) if is_mobile(phone) else None
    stamp(appeal, Step.PERSON, before, at=at)
    appeal.save()
    if was not in {None, person, appeal.applicant_id}:
        erase_if_unknown(int(was or 0), at=at)
    return appeal


@transaction.atomic
def keep_need(actor: Actor, key: UUID, asked: NeedAsked, *, at: datetime) -> Appeal:
    """Write what the public reads. Raises ``AppealTextMissing``, ``WordsNamePerson``."""
    appeal = _writable(actor, key)
    before = told(appeal, Step.NEED)
    words = [asked.title.strip(), asked.summary.strip(), asked.story.strip()]
    if not all(words):
        raise AppealTextMissing
    require_masked(appeal, *words)
    appeal.need_kind = asked.kind
    appeal.title, appeal.summary, appeal.story = words
    stamp(appeal, Step.NEED, before, at=at)
    appeal.save()
    return appeal


@transaction.atomic
def keep_provider(actor: Actor, key: UUID, asked: ProviderAsked, *, at: datetime) -> Appeal:
    """Write who is paid and how much is asked for. An estimate left out stays.

    Raises ``AccountNotProviders``, ``AccountUnreadable``, ``CapWrong``, ``TermWrong``, a
    ``FileRefused``.
    """
    appeal = _writable(actor, key)
    before, paper = told(appeal, Step.PROVIDER), appeal.estimate
    account = plain(asked.account)
    if not _ACCOUNT.fullmatch(account):
        raise AccountUnreadable
    if plain(asked.account_holder) != plain(asked.name) or not asked.name.strip():
        raise AccountNotProviders
    require_no_person(appeal, asked.name)
    if not 1 <= asked.term_days <= _LONGEST_TERM:
        raise TermWrong
    appeal.cost_minor = asked.cost_minor
    most = most_of(appeal)
    if not 0 < asked.cap_minor <= most:
        raise CapWrong(most=format_yuan(most))
    appeal.provider_kind, appeal.provider = asked.kind, asked.name.strip()
    appeal.account_holder, appeal.account_bank = asked.account_holder.strip(), asked.bank.strip()
    appeal.account_sealed = vault.seal(appeal.vault_id, ACCOUNT, account)
    appeal.account_tail = account[-4:]
    appeal.cap_minor, appeal.term_days = asked.cap_minor, asked.term_days
    appeal.rest_way = asked.rest_way
    if asked.estimate:
        appeal.estimate = store_file(asked.estimate, at=at)
    stamp(appeal, Step.PROVIDER, before, at=at)
    appeal.save()
    if paper is not None and paper != appeal.estimate:
        destroy_file(paper, at=at)
    return appeal


@transaction.atomic
def keep_means(
    actor: Actor, key: UUID, said: Mapping[MeansKind, tuple[int, str]], *, at: datetime
) -> Appeal:
    """Write what the family has and what aid it got or asked for; none is an answer."""
    appeal = _writable(actor, key)
    before = told(appeal, Step.MEANS)
    require_masked(appeal, *(words for _amount, words in said.values()))
    for kind, (amount, words) in said.items():
        Means.objects.update_or_create(
            appeal=appeal, kind=kind, defaults={"amount_minor": amount, "words": words.strip()}
        )
    stamp(appeal, Step.MEANS, before, at=at)
    appeal.save(update_fields=["means_changed_at"])
    return appeal


def _writable(actor: Actor, key: UUID) -> Appeal:
    appeal = own_for_update(actor, key)
    if appeal.state not in WRITABLE:
        raise AppealClosed
    return appeal


def _person(actor: Actor, appeal: Appeal, asked: PersonAsked, name: str, at: datetime) -> int:
    """Whose record it is: one's own, or one made for this appeal."""
    if asked.asker == Asker.SELF:
        own = person_by_id(appeal.applicant_id)
        rename_person(actor, own, name=name, at=at)
        return own.pk
    known = appeal.person_id
    if known is not None and known != appeal.applicant_id:
        rename_person(_OWN, person_by_id(known), name=name, at=at)
        return known
    return int(register_person(_OWN, name=name, at=at).pk)


def _is_minor(identity: str, on: date) -> bool:
    """By the day of birth that a resident's number says."""
    if not is_resident_id(identity):
        return False
    born = date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
    return (on.year - born.year - ((on.month, on.day) < (born.month, born.day))) < _OF_AGE
