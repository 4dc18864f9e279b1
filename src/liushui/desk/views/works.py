"""The page of one piece of long work, and the list of one's own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.desk.queries import work_for, works_of
from liushui.desk.services import cancel_work, result_of
from liushui.desk.states import ENDED, WorkState
from liushui.desk.work import kind_of_work

if TYPE_CHECKING:
    from liushui.desk.models import Work
    from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of work as a page shows it."""

    work: "Work"
    title: Any
    is_ended: bool
    is_done: bool
    is_cancelling: bool


@never_cache
@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """One's own work, newest first."""
    shown = [_shown(work) for work in works_of(_actor(request))]
    return render(request, "desk/works.html", {"works": shown})


@never_cache
@require_safe
def work(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far it is; asks again by itself while it runs, with script or without."""
    shown = _shown(work_for(_actor(request), key))
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"desk/work.html{part}", {"one": shown, "work": shown.work})


@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Cancel it."""
    cancelled = cancel_work(_actor(request), key, at=now())
    if cancelled.state not in ENDED or cancelled.state == WorkState.CANCELLED:
        messages.success(request, _("It is cancelled. Nothing was made."))
    return redirect("desk:work", key)


@never_cache
@require_safe
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """The file that it made."""
    made, content = result_of(_actor(request), key)
    response = HttpResponse(content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.result_name}"'
    return response


def _shown(found: "Work") -> Shown:
    ended = found.state in ENDED
    return Shown(
        work=found,
        title=kind_of_work(found.kind).title,
        is_ended=ended,
        is_done=found.state == WorkState.DONE,
        is_cancelling=found.is_cancel_asked and not ended,
    )


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
