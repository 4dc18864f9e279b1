"""Which galleries, rules for acts and streams of a project are open: for the project's page."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from liushui.base.forms import in_reader_language
from liushui.items.queries.ways import open_ways
from liushui.projects.queries import Way

_PAGES = {
    "acts": "items:rule",
    "flowers": "items:flowers",
    "gallery": "items:gallery",
    "live": "items:stream",
}


def ways(project_id: int, at: datetime) -> Sequence[Way]:
    """One query for all kinds."""
    notes = {
        "acts": _("What you do, they give"),
        "flowers": _("A flower a day"),
        "gallery": _("Gallery"),
        "live": _("Live stream"),
    }
    return [
        Way(in_reader_language(one.title, one.title_en), notes[one.kind],
            reverse(_PAGES[one.kind], args=[one.code] if one.code else []))
        for one in open_ways(project_id, at)
    ]  # fmt: skip
