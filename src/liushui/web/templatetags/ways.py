"""Where else a page may lead, if this installation has it: pages below do not know those above."""

from django import template
from django.urls import reverse

from liushui.recurring.services import offered

register = template.Library()


@register.simple_tag
def regularly(number: str) -> str:
    """Where one gives to a project every month; "" where no provider is set up for it."""
    return reverse("recurring:begin", args=[number]) if offered() else ""
