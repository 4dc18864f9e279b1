"""The published files, as any web server or CDN may serve them from the folder.

``checkpoint`` changes, and what stands beside the log may; all else stays for good.
"""

import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from liushui.transparency.errors_public import LogFileUnknown, LogFileWithheld
from liushui.transparency.folder import REDACTED, Folder
from liushui.transparency.views.proofs import FOR_GOOD, PLAIN, for_anybody

_BYTES = "application/octet-stream"
_NUMBER = r"(?:x[0-9]{3}/){0,5}[0-9]{3}"
_PLACE = rf"{_NUMBER}(?:\.p/[1-9][0-9]{{0,2}})?"
_ENTRIES = re.compile(rf"tile/entries/({_NUMBER})(?:\.p/[0-9]+)?", re.ASCII)
_FORMS: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"checkpoint"), PLAIN, "no-cache"),
    (re.compile(r"(?:policy|keys)\.txt"), PLAIN, "no-cache"),
    (re.compile(r"verify\.html"), "text/html; charset=utf-8", "no-cache"),
    (re.compile(r"verify\.js"), "text/javascript; charset=utf-8", "no-cache"),
    (re.compile(r"checkpoints/[1-9][0-9]{0,15}", re.ASCII), PLAIN, FOR_GOOD),
    (re.compile(rf"tile/(?:[0-7]|entries|redacted)/{_PLACE}", re.ASCII), _BYTES, FOR_GOOD),
    (re.compile(r"anchors/[1-9][0-9]{0,15}/[a-z0-9-]{1,32}\.tsr", re.ASCII), _BYTES, FOR_GOOD),
)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One published file. Raises ``LogFileUnknown``, ``LogFileWithheld``."""
    del request
    for form, kind, caching in _FORMS:
        if form.fullmatch(name):
            content = _content(name)
            return for_anybody(HttpResponse(content, content_type=kind), caching)
    raise LogFileUnknown


def _content(name: str) -> bytes:
    folder = Folder.of_home()
    entries = _ENTRIES.fullmatch(name)
    if entries and any(folder.has(f"{REDACTED}/{entries[1]}{part}") for part in ("", ".p")):
        raise LogFileWithheld  # of no length, whatever else still lies there
    content = folder.read(name)
    if content is None:
        raise LogFileUnknown
    return content
