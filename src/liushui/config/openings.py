"""A charity with open projects, for benches and drills alone."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liushui.projects.models import Project


def open_one_project() -> str:
    """Register a charity with both certificates and open a project; its number."""
    return _open(1)[0].number


def open_projects(count: int) -> list[int]:
    """The same with so many projects; their ids."""
    return [project.pk for project in _open(count)]


def _open(count: int) -> "list[Project]":
    from django.utils.timezone import now  # noqa: PLC0415 - after set-up

    from liushui.kernel.ids import credit_code_check  # noqa: PLC0415
    from liushui.parties.actors import Actor  # noqa: PLC0415
    from liushui.parties.services import add_certificate, register_organisation  # noqa: PLC0415
    from liushui.projects.services import (  # noqa: PLC0415
        BudgetItem,
        PlanItems,
        ProjectPlan,
        ProjectText,
        adopt_filed_plan,
        create_project,
        open_project,
    )

    at, actor, first_17 = now(), Actor.system("drill"), "53110000000000099"
    code = first_17 + credit_code_check(first_17)
    body = register_organisation(
        actor, credit_code=code, kind="foundation", name="演练基金会", name_en="Drill",
        contact_phone="0319-8160000", at=at,
    )  # fmt: skip
    for kind in ("registration", "public_fundraising"):
        since = date(2020, 1, 1)
        add_certificate(actor, body, kind=kind, number=f"{kind}-1", valid_from=since, at=at)
    plan = ProjectPlan(
        goal_minor=100_000_000_00,
        starts_on=at.date() - timedelta(days=2),
        ends_on=at.date() + timedelta(days=365),
        budget=(BudgetItem("演练", 100_000_000_00, "Drill"),),
        plan_number=f"{code}A26099",
    )
    text = ProjectText(title="演练", summary="演练", leftover="转用于同类项目")
    drafted = [
        create_project(actor, organisation_id=body.pk, text=text, plan=plan, at=at)
        for _ in range(count)
    ]
    filed = plan.starts_on - timedelta(days=20)
    for project in drafted:
        adopt_filed_plan(actor, project.number, items=PlanItems(), filed_on=filed, at=at)
    return [open_project(actor, project.number, at=at) for project in drafted]
