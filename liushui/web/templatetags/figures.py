"""How figures, days and names are written on pages."""

from django import template

register = template.Library()
