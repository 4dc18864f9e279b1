"""What every console list offers besides itself: exports, saved filters, one verb for many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.desk.queries import Saved, saved_filters_of
from liushui.desk.records import RECORDS
from liushui.desk.services import (
    Sheet,
    act_on_rows,
    actor_shown,
    drop_filter,
    export_table,
    require_chosen,
    save_filter,
)
from liushui.desk.tables import (
    Asked,
    Table,
    asked_of,
    listing_of,
    rows_by_key,
    table_named,
    tables,
)
from liushui.kernel.errors import NotAllowed

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

LONGEST_WHY = 200
_LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class SavedOf:
    """A table and the reader's filters of it."""

    table: Table
    address: str
    saved: Sequence[Saved]


@never_cache
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """What was done under the posts of the organisations whose record the reader may read."""
    return render(request, "desk/records.html", {"listing": listing_of(RECORDS, request)})


@never_cache
@require_POST
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The rows that are asked for, as a file at once or as work to wait for."""
    actor = _actor_of_the_page(request)
    table = _open_table(actor, name)
    made = export_table(
        actor,
        table,
        asked=_asked(request, table, actor),
        sheet=request.POST.get("sheet", ""),
        language=get_language() or "",
        at=now(),
    )
    if not isinstance(made, Sheet):
        return redirect("desk:work", made.key)
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the filter under a name."""
    table = _open_table(_actor(request), name)
    asked = _asked(request, table, _actor(request))
    label = request.POST.get("label", "")
    save_filter(_actor(request), table, asked=asked, label=label, at=now())
    messages.success(request, _("The filter is kept. You find it above the list."))
    return redirect(f"{reverse(table.address)}?{asked.query}")


@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The reader's own filters, of every list."""
    actor = _actor(request)
    found = saved_filters_of(actor)
    groups = [
        SavedOf(table, reverse(table.address), [one for one in found if one.table == table.name])
        for table in tables()
    ]
    shown = [group for group in groups if group.saved and group.table.is_open_to(actor)]
    return render(request, "desk/saved.html", {"groups": shown})


@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Delete one of one's own filters."""
    drop_filter(_actor(request), number)
    messages.success(request, _("The filter is deleted."))
    return redirect("desk:saved")


@never_cache
@require_POST
def act(request: HttpRequest, name: str) -> HttpResponse:
    """First the rows once more with the question, then, confirmed, what became of each."""
    actor = _actor(request)
    table = _open_table(actor, name)
    verb = table.verb(request.POST.get("verb", ""))
    keys = list(dict.fromkeys(request.POST.getlist("row")))
    require_chosen(keys)
    facts = {"table": table, "verb": verb, "address": reverse(table.address)}
    if request.POST.get("confirmed") != "yes":
        facts |= {"lines": rows_by_key(table, keys, actor)}
        return render(request, "desk/confirm.html", facts)
    why = request.POST.get("why", "").strip()[:LONGEST_WHY]
    outcomes = act_on_rows(actor, table, verb, keys=keys, why=why, at=now())
    facts |= {"outcomes": outcomes, "done": sum(not one.refusal for one in outcomes)}
    return render(request, "desk/outcomes.html", facts)


def _open_table(actor: "Actor", name: str) -> Table:
    table = table_named(name)
    if not table.is_open_to(actor):
        raise NotAllowed
    return table


def _asked(request: HttpRequest, table: Table, actor: "Actor") -> Asked:
    said = {name: request.POST.get(name, "") for name in request.POST}
    return asked_of(table, said, actor)


def _actor_of_the_page(request: HttpRequest) -> "Actor":
    """Who asked for the page that the form stands on: the choice may have changed since."""
    actor = _actor(request)
    word = request.POST.get("acting_in", f"{actor.acting_in or ''}")
    shown = int(word) if word.isascii() and word.isdigit() and len(word) < _LONGEST_KEY else None
    if actor.person_id is None or shown == actor.acting_in:
        return actor
    return actor_shown(actor.person_id, shown)


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
