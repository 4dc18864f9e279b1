"""What is asked about lists that were brought, and about claims to their gifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from liushui.base import vault
from liushui.desk.queries import is_work_under_way
from liushui.giving import policies
from liushui.giving.models import GiftImport, ImportDoubt, ImportSource
from liushui.giving.states import DoubtAnswer, ImportState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.projects.queries import projects_held_by

if TYPE_CHECKING:
    from liushui.projects.models import Project

NAME_FIELD = "list-name"
DOUBTS_SHOWN = 50
SOURCES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DoubtCounts:
    """How many rows of a list are in doubt, and how they were answered."""

    open: int
    same: int
    another: int


def import_for(actor: Actor, key: UUID) -> GiftImport:
    """The list with this key, its project and organisation loaded; else ``NotFound``."""
    found = imports_in_console(actor).filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def import_for_update(actor: Actor, key: UUID) -> GiftImport:
    """The same, locked until the transaction ends."""
    lists = policies.imports_of_console(actor).select_for_update(of=("self",))
    found = lists.select_related("project__organisation", "brought_by").filter(key=key).first()
    if found is None:
        raise NotFound
    return found


def imports_in_console(actor: Actor) -> "QuerySet[GiftImport]":
    """Lists for projects of the organisations for which the actor imports gifts."""
    return policies.imports_of_console(actor).select_related(
        "project__organisation", "source", "brought_by"
    )


def imports_waiting(actor: Actor) -> Sequence[GiftImport]:
    """Lists with rows that a person must answer, and lists that were looked at and not booked."""
    lists = imports_in_console(actor).annotate(
        open_doubts=Count("doubts", filter=Q(doubts__answer=""))
    )
    waiting = lists.filter(
        Q(state=ImportState.LOOKED) | Q(state=ImportState.STOPPED)
        | Q(state=ImportState.BOOKED, open_doubts__gt=0)
    )  # fmt: skip
    return list(waiting.order_by("id")[:SOURCES_SHOWN])


def has_fallen_silent(one: GiftImport) -> bool:
    """Whether a list that should be worked on is not: its work was cancelled or forgotten."""
    return one.work_key is None or not is_work_under_way(one.work_key)


def name_of_list(one: GiftImport) -> str:
    """The file's name, "" once it is put away or its bringer erased."""
    if one.name_sealed is None:
        return ""
    opened = vault.open_many(NAME_FIELD, [(one.brought_by.vault_id, one.name_sealed)])
    return opened[0] or ""


def doubts_of(one: GiftImport, number: int | str = 1) -> "Page[ImportDoubt]":
    """Rows in doubt, those without an answer first, each with the gift that it resembles."""
    doubts = ImportDoubt.objects.filter(of=one).select_related("resembles__project")
    return Paginator(doubts.order_by("answer", "row", "id"), DOUBTS_SHOWN).get_page(number)


def doubt_counts(one: GiftImport) -> DoubtCounts:
    """How they were answered: one query."""
    said = dict(
        ImportDoubt.objects.filter(of=one).values_list("answer").annotate(count=Count("id"))
    )
    return DoubtCounts(
        said.get("", 0), said.get(DoubtAnswer.SAME, 0), said.get(DoubtAnswer.ANOTHER, 0)
    )


def importable_projects(actor: Actor) -> "Sequence[Project]":
    """Projects of the organisations for which the actor imports gifts."""
    return projects_held_by(policies.importing_organisations(actor))


def sources_for(actor: Actor) -> Sequence[ImportSource]:
    """The channels of these organisations."""
    return sources_of(sorted(policies.importing_organisations(actor)))


def sources_of(organisation_ids: Sequence[int]) -> Sequence[ImportSource]:
    """The channels from which these organisations had lists, by name."""
    sources = ImportSource.objects.filter(organisation_id__in=organisation_ids)
    return list(sources.order_by("name", "id")[:SOURCES_SHOWN])
