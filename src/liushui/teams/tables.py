"""The console's tables of teams, and of firms that asked for a page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from liushui.base.forms import in_reader_language
from liushui.desk.tables import Cell, Choice, Column, Days, Search, Table
from liushui.parties.access import Right, holders_of
from liushui.teams.queries.firms import requests_in_console
from liushui.teams.queries.teams import teams_in_console
from liushui.teams.states import RequestState, TeamKind, TeamState


def _team(team: Any) -> Cell:
    project = team.project
    whole = f" · {team.above.title}" if team.above else ""
    return Cell(
        team.title or team.code,
        href=reverse("teams:team", args=[team.code]),
        sub=in_reader_language(project.title, project.title_en) + whole,
    )


TEAMS = Table(
    name="teams",
    title=gettext_lazy("Teams"),
    address="teams:console-teams",
    access=holders_of(Right.PROJECT_EDIT),
    rows=teams_in_console,
    order="-opened",
    key_of=lambda team: team.code,
    key_field="code",
    columns=(
        Column("team", gettext_lazy("Team"), _team, sort=("title",)),
        Column("code", pgettext_lazy("of a team", "Code"), lambda t: Cell(t.code), on_page=False),
        Column("kind", gettext_lazy("Who they are"), lambda t: Cell(str(t.get_kind_display())),
               kind="wide"),
        Column("state", gettext_lazy("State"), lambda t: Cell(str(t.get_state_display())),
               sort=("state",)),
        Column("opened", pgettext_lazy("of a team", "Opened"), lambda t: Cell(at=t.opened_at),
               sort=("opened_at",), kind="wide"),
        Column("gifts", pgettext_lazy("how many", "Gifts"),
               lambda t: Cell(f"{t.standing.gift_count:,}"),
               sort=("standing__gift_count",), kind="num"),
        Column("total", gettext_lazy("Came to (yuan)"),
               lambda t: Cell(minor=t.standing.total_minor),
               sort=("standing__total_minor",), kind="num"),
    ),
    filters=(
        Search(("title", "code", "project__number"), gettext_lazy("Name, code or project")),
        Choice("kind", gettext_lazy("Who they are"), "kind",
               lambda _actor: [(k.value, str(k.label)) for k in TeamKind]),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in TeamState]),
        Days("opened", pgettext_lazy("of a team", "Opened"), "opened_at"),
    ),
    empty=gettext_lazy("No team gives to your projects yet."),
)  # fmt: skip

FIRM_REQUESTS = Table(
    name="firm-requests",
    title=gettext_lazy("Firms that asked"),
    address="teams:firm-requests",
    access=holders_of(Right.INSTALLATION_MANAGE),
    rows=requests_in_console,
    order="-asked",
    key_of=lambda one: str(one.pk),
    columns=(
        Column("firm", gettext_lazy("Firm"),
               lambda r: Cell(r.name, href=reverse("teams:firm-request", args=[r.pk]),
                              sub=r.credit_code), sort=("name",)),
        Column("state", gettext_lazy("State"), lambda r: Cell(str(r.get_state_display())),
               sort=("state",)),
        Column("asked", gettext_lazy("Asked"), lambda r: Cell(at=r.asked_at), sort=("asked_at",)),
    ),
    filters=(
        Search(("name", "credit_code"), gettext_lazy("Name or credit code")),
        Choice("state", gettext_lazy("State"), "state",
               lambda _actor: [(s.value, str(s.label)) for s in RequestState]),
    ),
    empty=gettext_lazy("No firm asked for a page yet."),
)  # fmt: skip
