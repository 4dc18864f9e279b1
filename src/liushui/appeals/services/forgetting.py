"""What an erasure takes from appeals: seals, names and the story; sums and verification stay."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liushui.appeals.models import Appeal, Check, Homecoming, LatePayment, Version, Witness
from liushui.appeals.queries.appeals import appeals_to_forget
from liushui.appeals.queries.people import appeals_about, vouched_by
from liushui.appeals.states import APPEAL_MOVES, PUBLIC_STATES, AppealState
from liushui.base import vault
from liushui.base.files import destroy_file
from liushui.base.states import move_state
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.onboarding.services.letting_go import erase_if_unknown
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.projects.services import Account, rewrite_account_of_appeal

ERASED = "应本人要求，细节已删除。"
_RUNNING = (AppealState.OPEN, AppealState.ENDED)
_CLOCK = Actor.system("appeals")


class AppealRuns(DomainError):
    """Givers are owed an account of what they gave: it is settled first."""

    code = "appeal_runs"
    status = 409
    message = gettext_noop("A personal appeal is not settled yet: %(number)s.")
    remedy = gettext_noop("End it, have what is left go where it was declared, then ask again.")


def require_appeals_over(person_id: int) -> None:
    """Raise ``AppealRuns`` while money given to an appeal of the person is not settled."""
    for appeal in appeals_about(person_id):
        if appeal.state in _RUNNING:
            raise AppealRuns(number=appeal.number)


@transaction.atomic
def blank_appeals(actor: Actor, person_id: int, *, at: datetime) -> int:
    """Take from the person's appeals what could tell who it was; how many. Safe to call twice.

    Whom they asked for is erased too where nothing else names them, and where the person vouched
    for others nobody reads who it was. Sums, the provider, what was verified and when stay: gifts
    and payments point to them. Only for the installation itself, at an erasure.
    """
    if not actor.is_system:
        raise NotAllowed
    appeals = [one for one in appeals_about(person_id) if one.blanked_at is None]
    for appeal in appeals:
        _blank(actor, appeal, at)
        _let_person_go(appeal, person_id, at)
    _blank_witnesses(vouched_by(person_id), at)
    return len(appeals)


def forget_appeals(*, before: datetime, at: datetime) -> int:
    """The clock's part: blank what led nowhere, and erase whom nothing else names. How many."""
    listed = appeals_to_forget(before)
    for appeal in listed:
        with transaction.atomic():
            _blank(_CLOCK, appeal, at)
            _let_person_go(appeal, None, at)
    return len(listed)


def _blank(actor: Actor, appeal: Appeal, at: datetime) -> None:
    _blank_witnesses(appeal.witnesses.all(), at)
    appeal.means.update(words="")
    appeal.payouts.update(label=ERASED)
    appeal.rests.update(why=ERASED)
    Version.objects.filter(appeal=appeal).update(title=ERASED, summary=ERASED, story=ERASED)
    _forget_reasons(appeal)
    vault.destroy_key(appeal.vault_id, at=at)
    _forget_papers(appeal, at)
    if appeal.project_id is not None and appeal.ends_on is not None:
        words = Account(ERASED, ERASED, appeal.cap_minor, appeal.ends_on)
        rewrite_account_of_appeal(actor, appeal.project_id, words, at=at)
    Appeal.objects.filter(pk=appeal.pk).update(
        title=ERASED, summary=ERASED, story=ERASED, name_shown="", shows_name=False,
        relation="", identity_sealed=None, phone_sealed=None, account_sealed=None,
        blanked_at=at,
    )  # fmt: skip
    if appeal.state not in PUBLIC_STATES and appeal.state in APPEAL_MOVES:
        move_state(
            appeal, to=AppealState.WITHDRAWN, moves=APPEAL_MOVES, by=actor.name, at=at,
            why="erased",
        )  # fmt: skip
    record(actor, "appeal.blanked", appeal, at=at)


def _forget_reasons(appeal: Appeal) -> None:
    """What was sealed under its key opens no more; that somebody decided, and when, stays."""
    appeal.reasons.update(sealed=None)
    LatePayment.objects.filter(payout__appeal=appeal).update(why_sealed=None)
    of = Q(rest__to=appeal) | Q(rest__appeal=appeal)
    Homecoming.objects.filter(of).update(why_sealed=None)
    Check.objects.filter(appeal=appeal).update(words=ERASED)
    Version.objects.filter(appeal=appeal).exclude(why="").update(why=ERASED)


def _blank_witnesses(witnesses: Iterable[Witness], at: datetime) -> None:
    """That somebody confirmed, and when, stays."""
    for witness in witnesses:
        vault.destroy_key(witness.vault_id, at=at)
        Witness.objects.filter(pk=witness.pk).update(
            name_sealed=None, name_shown="", relation="", phone_sealed=None, phone_lookup=None,
            token_hash=None,
        )  # fmt: skip


def _let_person_go(appeal: Appeal, erased_id: int | None, at: datetime) -> None:
    """A record that was made for this appeal alone goes with it; ``erased_id`` goes by itself."""
    Appeal.objects.filter(pk=appeal.pk).update(person=None)
    if appeal.person_id not in {None, appeal.applicant_id, erased_id}:
        erase_if_unknown(int(appeal.person_id or 0), at=at)


def _forget_papers(appeal: Appeal, at: datetime) -> None:
    """The estimate and what was looked at name the person; bills stay in the closed archive.

    So does what any other record holds too: nobody destroys another's paper by adding it.
    """
    papers = [one.evidence for one in appeal.checks.select_related("evidence")]
    for paper in [appeal.estimate, *papers]:
        if paper is not None:
            asked = Appeal.objects.filter(Q(pk=appeal.pk) | ~Q(blanked_at=None), estimate=paper)
            of = Q(appeal=appeal) | ~Q(appeal__blanked_at=None)
            destroy_file(paper, at=at, but=[*asked, *Check.objects.filter(of, evidence=paper)])


@transaction.atomic
def join_appeals(actor: Actor, person_id: int, into_id: int) -> int:
    """Two records are one person's: what the one asked for is the other's from now on."""
    if not actor.is_system:
        raise NotAllowed
    asked = Appeal.objects.filter(applicant_id=person_id).update(applicant_id=into_id)
    return asked + Appeal.objects.filter(person_id=person_id).update(person_id=into_id)
