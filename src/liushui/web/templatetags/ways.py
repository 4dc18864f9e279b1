"""Where else a page may lead, if this installation has it: pages below do not know those above."""

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.timezone import now

from liushui.recurring.services import offered

if TYPE_CHECKING:
    from liushui.projects.models import Project

register = template.Library()


@register.simple_tag
def regularly(project: "Project") -> str:
    """Where one gives to a project every month; "" where no provider is set up for it."""
    there = offered(project.organisation_id, at=now())
    return reverse("recurring:begin", args=[project.number]) if there else ""
