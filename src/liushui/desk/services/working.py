"""Long work from its start to its end, whatever becomes of the process that does it."""

import json
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from procrastinate.contrib.django import app

from liushui.base import vault
from liushui.base.reading import noting
from liushui.base.refusals import record_refusal
from liushui.base.states import MoveNotAllowed, move_state
from liushui.desk.models import Work
from liushui.desk.queries import ASKED, asked_of_work, work_for
from liushui.desk.services.keeping import Kept, clear_folder, drop_folder, keep_result, kept_result
from liushui.desk.states import ENDED, MOVES, WorkState
from liushui.desk.work import Ended, Kind, Stopped, Task, kind_of_work, tell_ended
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, gettext_noop
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for, person_by_id
from liushui.parties.services import record_opened

TASK = "liushui.desk.tasks.run_work"
SILENT_FOR = timedelta(seconds=90)
KEPT_FOR = timedelta(days=7)
_ACTING = "acting_in"
MOST_ATTEMPTS = 3
MOST_WAITING = 5
_BY = "system:desk"


class TooMuchWork(DomainError):
    """A person has enough work waiting."""

    code = "too_much_work"
    status = 429
    message = gettext_noop("You have %(most)s pieces of work under way already.")
    remedy = gettext_noop("Wait until one has ended, or cancel one.")


class WorkInterrupted(DomainError):
    """The process that did the work was ended each time."""

    code = "work_interrupted"
    status = 503
    message = gettext_noop("The work was interrupted %(times)s times and was given up.")
    remedy = gettext_noop("Start it again; if it happens again, tell whoever runs this site.")


class ResultGone(DomainError):
    """The file was kept for its days, or the work never ended well."""

    code = "result_gone"
    status = 410
    message = gettext_noop("The file is not here any more.")
    remedy = gettext_noop("Files are kept for seven days. Make it again if you need it.")


@transaction.atomic
def start_work(
    actor: Actor, kind: str, *, asked: Mapping[str, str], language: str, at: datetime
) -> Work:
    """Have the worker do it; the job is deferred with the row or not at all.

    It is done for the organisation that the actor acts for now. ``asked`` is sealed. Raises
    ``NotAllowed`` for who is no person, ``TooMuchWork``.
    """
    if actor.person_id is None:
        raise NotAllowed
    person = person_by_id(actor.person_id)
    kind_of_work(kind)
    waiting = Work.objects.filter(person=person).exclude(state__in=ENDED)
    if waiting.count() >= MOST_WAITING:
        raise TooMuchWork(most=MOST_WAITING)
    sealed = vault.seal(
        person.vault_id, ASKED, json.dumps({**asked, _ACTING: f"{actor.acting_in or ''}"})
    )
    work = Work.objects.create(
        person=person, kind=kind, asked_sealed=sealed, language=language,
        made_at=at, heard_at=at,
    )  # fmt: skip
    work.job_id = app.configure_task(TASK, queue="desk").defer(work_id=work.pk)
    work.save(update_fields=["job_id"])
    return work


@transaction.atomic
def cancel_work(actor: Actor, key: UUID, *, at: datetime) -> Work:
    """Cancel one's own work: at once while it waits, at its next step while it runs.

    What has ended stays as it ended. Raises ``NotFound`` for another's.
    """
    work = work_for(actor, key)
    Work.objects.filter(pk=work.pk).update(is_cancel_asked=True)
    if work.state == WorkState.WAITING:
        _end(work, WorkState.CANCELLED, at, by=actor.name)
    return work


def result_of(actor: Actor, key: UUID) -> tuple[Work, bytes]:
    """The file that the work made. Raises ``NotFound``, ``ResultGone``."""
    work = work_for(actor, key)
    content = kept_result(work)
    is_late = work.ended_at is None or work.ended_at + KEPT_FOR <= now()
    if work.state != WorkState.DONE or is_late or content is None:
        raise ResultGone
    return work, content


def run_work(work_id: int) -> None:
    """What the worker does: takes the work, does it, and says how it ended. Safe to run twice."""
    work = Work.objects.select_related("person").filter(pk=work_id).first()
    if work is None or not _take(work):
        return
    try:
        kept = _do(work, kind_of_work(work.kind))
    except Stopped:
        _stopped(work)
    except DomainError as error:
        record_refusal(error)
        _give_up(work, error)
    else:
        _finish(work, kept)


def revive_silent(*, at: datetime) -> int:
    """Have work begin again whose process fell silent; give it up after ``MOST_ATTEMPTS``.

    How many were found. A run that was only slow finds itself replaced and stops by itself.
    """
    silent = Work.objects.filter(state=WorkState.RUNNING, heard_at__lt=at - SILENT_FOR)
    found = 0
    for work in silent.order_by("pk")[:100]:
        found += 1
        if work.attempt >= MOST_ATTEMPTS:
            _give_up(work, WorkInterrupted(times=work.attempt))
        else:
            _again(work, at)
    return found


def forget_work(*, before: datetime) -> int:
    """Drop what ended before this moment, with its files. How many."""
    ended = Work.objects.filter(ended_at__lt=before)
    return _drop(list(ended.order_by("pk")[:1000]))


def forget_person(person_id: int) -> int:
    """Drop all work of a person with its files, and the saved filters: part of erasing them."""
    from liushui.desk.models import SavedFilter  # noqa: PLC0415

    SavedFilter.objects.filter(person_id=person_id).delete()
    return _drop(list(Work.objects.filter(person_id=person_id)))


def actor_shown(person_id: int, acting_in: int | None) -> Actor:
    """The person under the posts of today, acting as they did when the page was shown.

    Raises ``NotAllowed`` where they hold no post any more in the organisation they acted for: what
    was asked of one house is never answered with the rows of all.
    """
    actor = actor_for(person_id, day_of(now()), acting_in)
    if actor.acting_in != acting_in:
        raise NotAllowed
    return actor


class _Steps:
    """Writes progress at most once a second, and reads whether to go on."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._written = 0.0

    def expect(self, total: int) -> None:
        self._write(steps_total=total)

    def reach(self, done: int) -> None:
        if time.monotonic() - self._written >= 1:
            self._write(steps_done=done)

    def _write(self, **steps: int) -> None:
        self._written = time.monotonic()
        mine = Work.objects.filter(
            pk=self._work.pk, attempt=self._work.attempt, state=WorkState.RUNNING
        )
        if not mine.filter(is_cancel_asked=False).update(heard_at=now(), **steps):
            raise Stopped


def _take(work: Work) -> bool:
    with transaction.atomic():
        try:
            move_state(work, to=WorkState.RUNNING, moves=MOVES, by=_BY, at=now())
        except MoveNotAllowed:
            return False
        work.attempt += 1
        Work.objects.filter(pk=work.pk).update(
            attempt=work.attempt, heard_at=now(), steps_done=0, steps_total=0
        )
        return True


def _do(work: Work, kind: Kind) -> Kept:
    folder = clear_folder(work)
    asked = dict(asked_of_work(work))
    acting = asked.pop(_ACTING, "")
    actor = actor_shown(work.person_id, int(acting) if acting else None)
    with translation.override(work.language), noting() as opened:
        made = kind.do(Task(actor, asked, folder, _Steps(work)))
    record_opened(actor, opened, page=f"work:{work.kind}", at=now())
    return keep_result(work, made)


def _finish(work: Work, kept: Kept) -> None:
    with transaction.atomic():
        locked = Work.objects.select_for_update().filter(pk=work.pk, attempt=work.attempt).first()
        if locked is None or locked.state != WorkState.RUNNING:
            return
        Work.objects.filter(pk=work.pk).update(
            result_name=kept.name, media_type=kept.media_type, size_bytes=kept.size_bytes,
            steps_done=locked.steps_total,
        )  # fmt: skip
        _end(locked, WorkState.DONE, now())


def _stopped(work: Work) -> None:
    work.refresh_from_db()
    if work.is_cancel_asked and work.state == WorkState.RUNNING:
        drop_folder(work)
        with transaction.atomic():
            _end(work, WorkState.CANCELLED, now())


def _give_up(work: Work, error: DomainError) -> None:
    drop_folder(work)
    with transaction.atomic():
        Work.objects.filter(pk=work.pk).update(refusal_code=error.code)
        _end(work, WorkState.FAILED, now())


@transaction.atomic
def _again(work: Work, at: datetime) -> None:
    move_state(work, to=WorkState.WAITING, moves=MOVES, by=_BY, at=at)
    job_id = app.configure_task(TASK, queue="desk").defer(work_id=work.pk)
    Work.objects.filter(pk=work.pk).update(heard_at=at, job_id=job_id)


def _end(work: Work, state: WorkState, at: datetime, *, by: str = _BY) -> None:
    move_state(work, to=state, moves=MOVES, by=by, at=at)
    Work.objects.filter(pk=work.pk).update(ended_at=at)
    if state != WorkState.CANCELLED:  # whoever cancels knows
        tell_ended(Ended(work.person_id, work.key, is_done=state == WorkState.DONE), at)


def _drop(works: list[Work]) -> int:
    for work in works:
        drop_folder(work)
        work.delete()
    return len(works)
