"""What a number that somebody typed opens: a gift, a project, a case or an organisation."""

import re
import unicodedata

from liushui.cases.queries import case_for
from liushui.kernel.errors import NotFound
from liushui.kernel.ids import is_credit_code, is_reference
from liushui.parties.actors import Actor
from liushui.parties.queries import organisation_for
from liushui.projects.queries import project_for

_PLACES = re.compile(r"LS(\d{8})([0-9A-Z]{8})([0-9A-Z])", re.ASCII)
_TOO_LONG = 19
_NUMBER = re.compile(r"[PC]\d{7,11}", re.ASCII)


def number_of(text: str) -> int | None:
    """A row's number as an address says it; whatever is none, or too long for one, is not said."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _TOO_LONG else None


def address_of(actor: Actor, typed: str) -> str:
    """The address of what the number names and the actor may see, or "". At most one query.

    Small letters, full width, spaces and missing hyphens are understood. A gift's address is
    answered for any number whose check place is right: whether there is such a gift, its page says.
    """
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", typed[:80]).upper())
    places = _PLACES.fullmatch(plain)
    reference = "LS-{}-{}-{}".format(*places.groups()) if places else ""
    if is_reference(reference):
        return f"/gifts/{reference}/where"
    try:
        if is_credit_code(plain):
            return f"/organisations/{organisation_for(actor, plain).credit_code}/"
        if _NUMBER.fullmatch(plain) and plain.startswith("P"):
            return f"/projects/{project_for(actor, plain).number}/"
        if _NUMBER.fullmatch(plain):
            return f"/cases/{case_for(actor, plain).number}/"
    except NotFound:
        return ""
    return ""
