"""A list of gifts that somebody brings on a page: looked at first, asked about, then booked.

The looking and the booking are long work (``list_work``). Each may be run again: rows are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from liushui.base import vault
from liushui.base.states import move_state
from liushui.base.workbooks import require_workbook
from liushui.desk.services import start_work
from liushui.giving import policies
from liushui.giving.models import GiftImport, ImportDoubt, ImportSource
from liushui.giving.queries.imports import NAME_FIELD, has_fallen_silent, import_for_update
from liushui.giving.services.list_files import drop_list, keep_list
from liushui.giving.services.sources import source_named
from liushui.giving.sheets.reading import FIELDS
from liushui.giving.states import IMPORT_MOVES, UNDER_WAY, DoubtAnswer, ImportState
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.kernel.money import format_yuan
from liushui.onboarding.services.parts import require_on
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id
from liushui.parties.services import record
from liushui.projects.queries import project_for

LOOK, BOOK = "gift-list-look", "gift-list-book"
MOST_ROWS, MOST_BYTES = 300_000, 256 * 1024 * 1024
KEPT_FOR = timedelta(days=30)


class ListUnderWay(DomainError):
    """The list is being looked at or booked at this moment."""

    code = "list_under_way"
    status = 409
    message = gettext_noop("This list is being worked on at this moment.")
    remedy = gettext_noop("Wait until the work has ended, or cancel it under “Long work”.")


class ListNotLooked(DomainError):
    """Nothing is known of the list yet, or it could not be read."""

    code = "list_not_looked"
    status = 409
    message = gettext_noop("This list has not been looked at yet, so it cannot be booked.")
    remedy = gettext_noop("Have it looked at first and read what it says.")


class TotalsDiffer(DomainError):
    """What was found is not what the channel says that it sent."""

    code = "list_totals_differ"
    status = 409
    message = gettext_noop(
        "The channel says %(told)s, the list holds %(found)s: nothing was booked."
    )
    remedy = gettext_noop(
        "Ask the channel for a whole list, or say that it shall be booked as it is."
    )


class SourceNameMissing(DomainError):
    """A source without a name."""

    code = "source_name_missing"
    message = gettext_noop("The channel has no name.")
    remedy = gettext_noop("Write which platform, bank or desk the list comes from.")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a list, besides the list itself. ``columns``: our field, its heading.

    ``told_count`` and ``told_minor`` are the control totals: what the channel says that it sent.
    """

    source: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    worksheet: str = ""
    on: date | None = None
    treat: str = ""
    told_count: int | None = None
    told_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    content: bytes


def bring_list(
    actor: Actor, upload: Upload, *, project: str, said: Said, language: str, at: datetime
) -> GiftImport:
    """Keep the list sealed and have it looked at. Books nothing.

    Raises ``NotFound``, ``NotAllowed``, ``PartSwitchedOff``,
    ``WorkbookRefused``, ``TooMuchWork``.
    """
    wanted = project_for(actor, project)
    policies.require_import(actor, wanted.organisation_id)
    require_on(wanted.organisation_id, "lists")
    if actor.person_id is None:
        raise NotAllowed
    if not upload.name.lower().endswith(".csv"):
        require_workbook(upload.content)
    person, key = person_by_id(actor.person_id), uuid4()
    with transaction.atomic():
        one = GiftImport.objects.create(
            key=key,
            project=wanted,
            source=_source(actor, wanted.organisation_id, said, at),
            brought_by=person,
            name_sealed=vault.seal(person.vault_id, NAME_FIELD, upload.name[-200:]),
            worksheet=said.worksheet,
            on=said.on,
            treat=said.treat,
            told_count=said.told_count,
            told_minor=said.told_minor,
            made_at=at,
        )
        keep_list(one, upload.content)
        record(actor, "gifts.list_brought", one, at=at, project=wanted.number)
        _start(actor, one, LOOK, language, at)
    return one


@transaction.atomic
def look_again(actor: Actor, key: UUID, *, said: Said, language: str, at: datetime) -> GiftImport:
    """Look at the list anew, with what is said of it now. Raises ``ListUnderWay``."""
    one = _open(actor, key)
    one.source = _source(actor, one.project.organisation_id, said, at)
    one.worksheet, one.on, one.treat = said.worksheet, said.on, said.treat
    one.told_count, one.told_minor = said.told_count, said.told_minor
    one.refusal = {}
    one.save(
        update_fields=["source", "worksheet", "on", "treat", "told_count", "told_minor", "refusal"]
    )
    move_state(one, to=ImportState.LOOKING, moves=IMPORT_MOVES, by=actor.name, at=at)
    _start(actor, one, LOOK, language, at)
    return one


@transaction.atomic
def answer_doubts(
    actor: Actor, key: UUID, *, answers: Mapping[int, str], rest: str = "", at: datetime
) -> int:
    """Write what a person says of rows that may be gifts from elsewhere; how many changed.

    ``answers`` by the doubt's number; ``rest`` answers all that are open still. Rows that are in
    the books already are not taken back by it.
    """
    one = _open(actor, key)
    known = {DoubtAnswer.SAME, DoubtAnswer.ANOTHER}
    by = {"answered_by": actor.name, "answered_at": at}
    changed = 0
    for answer in known:
        numbers = [number for number, said in answers.items() if said == answer]
        doubts = ImportDoubt.objects.filter(of=one, pk__in=numbers).exclude(answer=answer)
        changed += doubts.update(answer=answer, **by)
    if rest in known:
        changed += ImportDoubt.objects.filter(of=one, answer="").update(answer=rest, **by)
    if changed:
        record(actor, "gifts.list_answered", one, at=at, count=changed)
    return changed


@transaction.atomic
def book_list(
    actor: Actor, key: UUID, *, despite: bool = False, language: str, at: datetime
) -> GiftImport:
    """Have the gifts booked that are new and not in doubt. Safe to call twice.

    Raises ``ListNotLooked``, ``ListUnderWay`` and ``TotalsDiffer``; the last not where ``despite``
    says that a person knows.
    """
    one = _open(actor, key)
    if one.looked_at is None or one.state == ImportState.CLOSED:
        raise ListNotLooked
    require_totals(one, despite=despite)
    one.is_despite = despite
    one.refusal = {}
    one.save(update_fields=["is_despite", "refusal"])
    move_state(one, to=ImportState.BOOKING, moves=IMPORT_MOVES, by=actor.name, at=at)
    _start(actor, one, BOOK, language, at)
    return one


def require_totals(one: GiftImport, *, despite: bool) -> None:
    """Raise ``TotalsDiffer`` unless what was found is what the channel told, or a person knows."""
    if despite:
        return
    if one.told_count is not None and one.told_count != one.found_count:
        raise TotalsDiffer(told=one.told_count, found=one.found_count)
    if one.told_minor is not None and one.told_minor != one.found_minor:
        raise TotalsDiffer(told=format_yuan(one.told_minor), found=format_yuan(one.found_minor))


@transaction.atomic
def put_away(actor: Actor, key: UUID, *, at: datetime) -> GiftImport:
    """Drop the file and end the matter. What was booked stays. Safe to call twice."""
    one = _open(actor, key)
    if one.state != ImportState.CLOSED:
        _put_away(one, by=actor.name, at=at)
        record(actor, "gifts.list_put_away", one, at=at)
    return one


def put_away_old(*, at: datetime) -> int:
    """Drop the files of lists that nobody touched for thirty days; how many."""
    old = GiftImport.objects.filter(made_at__lt=at - KEPT_FOR, name_sealed__isnull=False)
    found = list(old.exclude(state__in=UNDER_WAY).order_by("pk")[:100])
    for one in found:
        with transaction.atomic():
            _put_away(one, by="system:giving", at=at)
    return len(found)


def forget_lists_of(person_id: int, *, at: datetime) -> None:
    """The lists that a person brought go with the person's key; what was booked stays."""
    mine = GiftImport.objects.filter(brought_by_id=person_id, name_sealed__isnull=False)
    for one in mine.exclude(state__in=UNDER_WAY):
        _put_away(one, by="system:privacy", at=at)
    for one in mine:
        drop_list(one.key)


def _put_away(one: GiftImport, *, by: str, at: datetime) -> None:
    move_state(one, to=ImportState.CLOSED, moves=IMPORT_MOVES, by=by, at=at)
    one.name_sealed = None
    one.save(update_fields=["name_sealed"])
    key = one.key
    transaction.on_commit(lambda: drop_list(key))


def _open(actor: Actor, key: UUID) -> GiftImport:
    """The list, locked, if nothing is under way with it. Raises ``NotFound``, ``ListUnderWay``."""
    one = import_for_update(actor, key)
    if one.state in UNDER_WAY and not has_fallen_silent(one):
        raise ListUnderWay
    if one.state in UNDER_WAY:
        move_state(one, to=ImportState.STOPPED, moves=IMPORT_MOVES, by=actor.name,
                   at=one.made_at, why="the work ended without a word")  # fmt: skip
    return one


def _start(actor: Actor, one: GiftImport, kind: str, language: str, at: datetime) -> None:
    asked = {"list": str(one.key)}
    work = start_work(actor, kind, asked=asked, language=language, at=at)
    one.work_key = work.key
    one.save(update_fields=["work_key"])


def _source(actor: Actor, organisation_id: int, said: Said, at: datetime) -> ImportSource | None:
    """The channel of this name, made if it is new; its columns are kept for the next list."""
    name = " ".join(said.source.split())[:60]
    columns = {
        one: said.columns[one].strip() for one in FIELDS if said.columns.get(one, "").strip()
    }
    if not name and columns:
        raise SourceNameMissing
    if not name:
        return None
    return source_named(actor, organisation_id, name, columns=columns, at=at)
