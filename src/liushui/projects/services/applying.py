"""Bringing a filed change of a plan into force on its project."""

from liushui.projects import queries
from liushui.projects.models import BudgetLine, FundraisingPlan, Project


def apply_change(project: Project, plan: FundraisingPlan) -> None:
    """Write goal, days, leftover and budget as the filed change says. Lines are never removed."""
    project.goal_minor, project.leftover = plan.goal_minor, plan.leftover
    project.starts_on, project.ends_on = plan.starts_on, plan.ends_on
    project.save(update_fields=["goal_minor", "leftover", "starts_on", "ends_on"])
    lines = list(queries.budget_of(project))
    for line, said in zip(lines, plan.budget, strict=False):
        line.amount_minor = said["amount_minor"]
        line.save(update_fields=["amount_minor"])
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, position=position, **said)
        for position, said in enumerate(plan.budget)
        if position >= len(lines)
    )
