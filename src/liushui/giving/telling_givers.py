"""What projects ask of giving about their givers: told, asked, counted (``projects.telling``)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from procrastinate.contrib.django import app

from liushui.giving.queries.consents import (
    consents_to,
    gifts_with_account,
    givers_unasked,
    refused_gifts_at_home,
)
from liushui.giving.services.consenting import ask_givers
from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import NoticeKind, register_kind
from liushui.projects.queries import Consents, register_givers
from liushui.projects.queries.plans import proposed
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan, Project

TASK = "liushui.giving.tasks.tell_givers_of"
ASKED = NoticeKind(
    "purpose-asked",
    gettext_noop("Changes of purpose that I am asked about"),
    gettext_noop("The purpose of %(project)s, to which you gave, is to change: do you agree?"),
    is_owed=True,
)


class GiversOfProjects:
    """The givers that the orders know."""

    def tell(self, project: "Project", kind: str, *, key: str, at: datetime) -> None:
        path = reverse("projects:project", args=[project.number])
        if project.lane == Lane.PERSONAL:
            path = f"/appeals/{project.number}/"
        _defer(project.pk, project.number, kind, key=key, path=path, at=at)

    def ask(self, plan: "FundraisingPlan", *, at: datetime) -> None:
        asking = proposed(plan)
        if not givers_unasked(asking):
            return
        ask_givers(asking)
        number, path = plan.project.number, reverse("giving:consent", args=[plan.pk])
        key = f"purpose-{plan.pk}-{asking.asked_at.astimezone(UTC):%Y%m%d%H%M%S}"
        _defer(plan.project_id, number, ASKED.name, key=key, path=path, at=at)

    def consents(self, plan: "FundraisingPlan") -> Consents:
        page = reverse("giving:consents", args=[plan.pk])
        return replace(consents_to(proposed(plan)), page=page)

    def unreturned(self, plan: "FundraisingPlan") -> int:
        return refused_gifts_at_home(proposed(plan))


def register_telling() -> None:
    """At start-up, once."""
    register_givers(GiversOfProjects())
    register_kind(ASKED)


def _defer(project_id: int, number: str, kind: str, *, key: str, path: str, at: datetime) -> None:
    """With the transaction that tells; nothing where nobody with an account gave."""
    if gifts_with_account(project_id).exists():
        app.configure_task(TASK, queue="giving").defer(
            project_id=project_id, number=number, kind=kind, key=key, path=path, at=at.isoformat()
        )
