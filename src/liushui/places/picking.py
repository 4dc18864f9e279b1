"""Choosing a region step by step: what was posted so far, and what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from liushui.kernel.errors import NotFound
from liushui.places.models import Place
from liushui.places.queries import children_of, path_of, place_by_code, places_meant

Choice = tuple[str, str]
_UP = "up:"


@dataclass(frozen=True, slots=True)
class Picker:
    """A region on its way of being chosen.

    Posted are ``<name>`` (a text), ``<name>_code`` (where one stands, or which of several is
    meant), ``<name>_below`` (one step down) and ``<name>_do`` (the button): ``next`` asks for the
    next step, ``up:<code>`` goes back. A button that changes nothing is an ordinary submission, so
    Enter in any field of the form still sends it.
    """

    name: str
    text: str = ""
    code: str = ""
    meant: Sequence[Choice] = ()
    error: str = ""
    is_choosing: bool = False

    @property
    def path(self) -> Sequence[Place]:
        """The steps from the province down to where one stands."""
        return path_of(place_by_code(self.code)) if self.code and not self.meant else ()

    @property
    def below(self) -> Sequence[Place]:
        """What one may choose next."""
        return () if self.meant else children_of(self.code or None)


def picker_of(posted: Mapping[str, str], name: str) -> Picker:
    """Where the person who posted this stands. Unknown codes count as none."""
    do = posted.get(f"{name}_do", "")
    code = known_code(posted.get(f"{name}_code", ""))
    start = Picker(name, text=posted.get(name, "").strip(), code=code)
    if do.startswith(_UP):
        return Picker(name, code=known_code(do.removeprefix(_UP)), is_choosing=True)
    asks = bool(do)
    below = known_code(posted.get(f"{name}_below", ""))
    if start.text:
        return replace(_found(start), is_choosing=asks)
    if below:
        return Picker(name, code=below, is_choosing=asks)
    return start


def known_code(code: str) -> str:
    """The code of the region that this code names, "" if none."""
    try:
        return place_by_code(code).code
    except NotFound:
        return ""


def _found(asked: Picker) -> Picker:
    """What the text means: one region, a question, or nothing that we know."""
    meant = places_meant(asked.text)
    if len(meant) == 1 or asked.code in dict(meant):
        return Picker(asked.name, code=meant[0][0] if len(meant) == 1 else asked.code)
    if not meant:
        return replace(asked, error=_("No region has this code or name."))
    error = _("Several regions are called so. Choose one, or write what lies above.")
    return replace(asked, code="", meant=meant, error=error)
