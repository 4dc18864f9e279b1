"""An operation that is one service between a body and an answer: the table becomes its function.

What a table says wrong falls at the start and not at a call: keys and fields are bound to the
service's own arguments when it is registered.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Query
from ninja.files import UploadedFile

from liushui.api.queries import page_of
from liushui.api.shapes.values import After, Code, Day, Month
from liushui.base.files import MAX_BYTES

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_KEYS = re.compile(r"{(?:(int|uuid):)?(\w+)}")
_BY_CONVERTER: Mapping[str, Any] = {"int": int, "uuid": UUID, "": str}
_BY_NAME: Mapping[str, Any] = {"code": Code, "month": Month, "half": Day}


_AFTER: Any = Query[After]  # type: ignore[misc]
A_FILE: Any = File[UploadedFile]
A_FILE_IF_ANY: Any = File[UploadedFile | None]  # type: ignore[misc]
"""For ``Deed.files``."""
Act = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """``act(actor, *keys, **fields, at=...)``, and the answer to it.

    ``takes`` is the body; ``files`` names files beside its fields; ``into`` gathers fields and
    files into the one thing that the service takes, ``gathers`` the body as a whole. The answer is
    ``tells`` of what the service gave back, or ``shows(actor, *keys)``, which reads it anew by the
    first keys of the address. What is handed out is not kept.
    """

    path: str
    act: Act
    takes: Any = None
    files: Mapping[str, Any] | None = None
    into: Act | None = None
    gathers: Act | None = None
    tells: Act | None = None
    shows: Act | None = None
    is_kept: bool = True

    @property
    def answers(self) -> Any:
        """The form of its answer, as its teller says."""
        return told_by(self.tells or self.shows)

    def view(self) -> Callable[..., Any]:
        """The function that django-ninja reads."""
        keys, files = keys_of(self.path), self.files or {}
        self._require_fit(keys)

        def run(request: HttpRequest, **values: Any) -> Any:
            actor, found = actor_in(request), [values[name] for name in keys]
            asked, at = values.get("asked"), timezone.now()
            if self.gathers is not None:
                made = self.act(actor, *found, self.gathers(asked), at=at)
                return self._told(actor, made, found)
            said = asked.dict() if asked is not None else {}
            said |= {name: content_of(values[name]) for name in files}
            if self.into is not None:
                made = self.act(actor, *found, self.into(**said), at=at)
            else:
                made = self.act(actor, *found, **said, at=at)
            return self._told(actor, made, found)

        body = {} if self.takes is None else {"asked": self.takes}
        return signed(run, {**keys, **body, **files})

    def _told(self, actor: "Actor", made: Any, keys: Sequence[Any]) -> Any:
        if self.tells is not None:
            return self.tells(made)
        assert self.shows is not None, "an operation tells something"
        return self.shows(actor, *keys[: len(signature(self.shows).parameters) - 1])

    def _require_fit(self, keys: Mapping[str, Any]) -> None:
        """Raises ``TypeError`` at the start where the service does not take what comes."""
        fields = dict.fromkeys([*_fields_of(self.takes), *(self.files or {})])
        if self.into is not None:
            signature(self.into).bind(**fields)
        if self.into is not None or self.gathers is not None:
            signature(self.act).bind(None, *keys, None, at=None)
        else:
            signature(self.act).bind(None, *keys, **fields, at=None)


def shown_view(path: str, tell: Act) -> Callable[..., Any]:
    """The function of a question: ``tell(actor, *keys)``."""
    keys = keys_of(path)
    signature(tell).bind(None, *keys)

    def run(request: HttpRequest, **values: Any) -> Any:
        return tell(actor_in(request), *(values[name] for name in keys))

    return signed(run, keys)


def page_view(rows: Act, tells: Act, answers: Any) -> Callable[..., Any]:
    """The function of a list: one page of ``rows(actor)``, under the answer's own name for them."""
    [name] = set(answers.model_fields) - {"next"}

    def run(request: HttpRequest, after: int | None = None) -> Any:
        page = page_of(rows(actor_in(request)), after)
        return answers(**{name: [tells(one) for one in page.rows], "next": page.after})

    return signed(run, {}, {"after": _AFTER})


def keys_of(path: str) -> Mapping[str, Any]:
    """The names in an address, each with its form."""
    return {
        name: _BY_NAME.get(name, _BY_CONVERTER[converter])
        for converter, name in _KEYS.findall(path)
    }


def told_by(tell: Act | None) -> Any:
    """The form that a teller answers in."""
    assert tell is not None, "an operation tells something"
    return tell.__annotations__["return"]


def signed(
    run: Callable[..., Any], needed: Mapping[str, Any], free: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """Give the function the arguments that are described."""
    kinds = {"request": HttpRequest, **needed, **(free or {})}
    place = Parameter.POSITIONAL_OR_KEYWORD
    given = [
        Parameter(
            name,
            place,
            annotation=kind,
            default=None if name in (free or {}) or _may_lack(kind) else Parameter.empty,
        )
        for name, kind in kinds.items()
    ]
    run.__signature__ = Signature(given)  # type: ignore[attr-defined]
    run.__annotations__ = kinds
    return run


def whole(asked: Any) -> Any:
    """For ``Deed.gathers``: what is done takes the body itself."""
    return asked


def actor_in(request: HttpRequest) -> "Actor":
    """The token's owner under its post, or a stranger."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def content_of(file: UploadedFile | None) -> bytes | None:
    """What a file holds, and of one that is too large enough to see it; none where none came."""
    return None if file is None else file.read(MAX_BYTES + 1)


def _may_lack(kind: Any) -> bool:
    return type(None) in get_args(get_args(kind)[0]) if get_args(kind) else False


def _fields_of(takes: Any) -> list[str]:
    shape = get_args(takes)[0] if get_args(takes) else takes
    return [] if shape is None else list(shape.model_fields)
