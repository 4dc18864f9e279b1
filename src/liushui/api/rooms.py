"""An operation is its address, who may ask, what it takes and answers: written down once.

``Room.reads`` and ``Room.writes`` register a function with django-ninja and its name with the role
table. Operations that write name themselves by an ``Idempotency-Key`` and run in one transaction
with the answer that is kept; a refused call leaves nothing. What answers with a secret, and what
strangers do, is not kept and takes no key (``is_kept=False``): its service keeps its own measure.

Most operations are one service between a body and an answer. ``Room.does``, ``Room.shows`` and
``Room.pages`` take these as a table (``deeds``); what needs more is written as a function.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, get_type_hints

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.timezone import now
from ninja import Router
from ninja.constants import NOT_SET
from ninja.decorators import decorate_view
from ninja.params.models import File, Form

from liushui.api import errors
from liushui.api.deeds import Deed, page_view, shown_view, told_by
from liushui.api.services import Call, Kept, claim_answer, keep_answer
from liushui.parties.access import Access

REPEATED = "Idempotency-Repeated"
KEY = "Idempotency-Key"
_KEY_FORM = re.compile(r"[A-Za-z0-9_-]{8,80}")
_KEY_PARAMETER = {
    "in": "header",
    "name": KEY,
    "required": True,
    "schema": {
        "type": "string",
        "pattern": f"^{_KEY_FORM.pattern}$",
        "minLength": 8,
        "maxLength": 80,
    },
}

_JSON, _FORM = "application/json", "multipart/form-data"

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the role table and the readable page know it."""

    name: str
    method: str
    path: str
    access: Access
    writes: bool
    is_kept: bool = False
    media_type: str = ""


@dataclass
class Room:
    """The operations about one kind of thing."""

    name: str
    title: str | Promise
    router: Router = field(default_factory=Router)
    operations: list[Operation] = field(default_factory=list)

    def reads(
        self, path: str, name: str, *, access: Access, answers: Any, summary: Any, about: Any
    ) -> Callable[[View], View]:
        """Register a GET. It changes nothing, so it needs no key."""
        operation = Operation(name, "GET", path, access, writes=False)
        return self._add(operation, answers, summary, about)

    def writes(
        self, path: str, name: str, *, access: Access, answers: Any, summary: Any, about: Any
    ) -> Callable[[View], View]:
        """Register a POST that is done once under its key."""
        operation = Operation(name, "POST", path, access, writes=True, is_kept=True)
        return self._add(operation, answers, summary, about)

    def hands_out(
        self, path: str, name: str, *, access: Access, answers: Any, summary: Any, about: Any
    ) -> Callable[[View], View]:
        """Register a POST whose answer is not kept: it holds a secret, or nobody's key names it."""
        operation = Operation(name, "POST", path, access, writes=True)
        return self._add(operation, answers, summary, about)

    def reads_file(
        self, path: str, name: str, media_type: str, *, access: Access, summary: Any, about: Any
    ) -> Callable[[View], View]:
        """Register a GET that answers a file of this kind as it is."""
        operation = Operation(name, "GET", path, access, writes=False, media_type=media_type)
        return self._add(operation, NOT_SET, summary, about)

    def does(
        self,
        path: str,
        name: str,
        access: Access,
        act: Callable[..., Any],
        *,
        summary: Any,
        about: Any,
        **form: Any,
    ) -> None:
        """Register a POST that is one service: ``act(actor, *keys, **fields, at=...)``.

        ``form`` is that of ``Deed``: what it takes, and how its answer is told.
        """
        deed = Deed(path, act, **form)
        register = self.writes if deed.is_kept else self.hands_out
        register(path, name, access=access, answers=deed.answers, summary=summary, about=about)(
            deed.view()
        )

    def shows(
        self,
        path: str,
        name: str,
        access: Access,
        tell: Callable[..., Any],
        *,
        summary: Any,
        about: Any,
    ) -> None:
        """Register a GET that is one question: ``tell(actor, *keys)`` is the answer."""
        view = shown_view(path, tell)
        answers = told_by(tell)
        self.reads(path, name, access=access, answers=answers, summary=summary, about=about)(view)

    def pages(
        self,
        path: str,
        name: str,
        access: Access,
        lines: tuple[Callable[..., Any], Any, Callable[..., Any]],
        *,
        summary: Any,
        about: Any,
    ) -> None:
        """Register a GET that answers page by page, newest first.

        ``lines``: the rows that an actor may see, the form of a page, how one row is told.
        """
        rows, answers, tells = lines
        view = page_view(rows, tells, answers)
        self.reads(path, name, access=access, answers=answers, summary=summary, about=about)(view)

    def _add(
        self, operation: Operation, answers: Any, summary: Any, about: Any
    ) -> Callable[[View], View]:
        self.operations.append(operation)
        named = operation.name.replace("-", "_")

        def add(view: View) -> View:
            if operation.is_kept:
                decorate_view(_once(operation.name, _taken_by(view)))(view)
            elif operation.writes:
                decorate_view(_typed(_taken_by(view)))(view)
            register = self.router.post if operation.writes else self.router.get
            return register(
                operation.path,
                url_name=operation.name,
                operation_id=named,
                response=answers,
                summary=summary,
                description=about,
                tags=[self.name],
                openapi_extra=_described(operation),
            )(view)

        return add


def _described(operation: Operation) -> dict[str, Any]:
    """What django-ninja cannot know: the key, who may ask, and the form of a refusal."""
    token: list[Mapping[str, Any]] = [{"token": []}]
    extra: dict[str, Any] = {
        "security": token if operation.access.signed_in else [{}, *token],
        "x-rights": sorted(operation.access.rights),
        "responses": {"4XX": {"$ref": "#/components/responses/problem"}},
    }
    if operation.is_kept:
        extra["parameters"] = [_KEY_PARAMETER]
    if operation.media_type:
        whole = {"type": "string", "format": "binary"}
        extra["responses"]["200"] = {
            "description": "OK", "content": {operation.media_type: {"schema": whole}},
        }  # fmt: skip
    return extra


def _taken_by(view: View) -> str:
    """The kind of body that the operation reads: a form where it takes files, else JSON."""
    marks = (
        mark
        for kind in get_type_hints(view, include_extras=True).values()
        for mark in getattr(kind, "__metadata__", ())
    )
    return _FORM if any(isinstance(mark, File | Form) for mark in marks) else _JSON


def _once(name: str, takes: str) -> Callable[[View], View]:
    """Do what is asked and keep the answer, in one transaction; or answer what is kept."""

    def wrap(run: View) -> View:
        @wraps(run)
        def call(request: HttpRequest, **values: Any) -> HttpResponse:
            asked = _asked(request, name, takes)
            with transaction.atomic():
                kept = claim_answer(request.token, asked, at=now())  # type: ignore[attr-defined]
                if isinstance(kept, Kept):
                    return _again(kept)
                answer: HttpResponse = run(request, **values)  # a refusal is raised, and undoes all
                keep_answer(kept, answer.status_code, answer.content.decode())
            return answer

        return call

    return wrap


def _typed(takes: str) -> Callable[[View], View]:
    """Take a body of the described kind alone."""

    def wrap(run: View) -> View:
        @wraps(run)
        def call(request: HttpRequest, **values: Any) -> HttpResponse:
            _require_type(request, takes)
            answer: HttpResponse = run(request, **values)
            return answer

        return call

    return wrap


def _require_type(request: HttpRequest, takes: str) -> None:
    """A call without a body has none of a wrong kind, whatever its sender wrote above it.

    A body without a kind is refused: a foreign page may send such a one without being asked first.
    """
    is_empty = request.META.get("CONTENT_LENGTH") in (None, "", "0", 0)
    if not is_empty and request.content_type != takes:
        raise errors.TypeNotTaken


def _asked(request: HttpRequest, name: str, takes: str) -> Call:
    key = request.headers.get(KEY, "")
    if not _KEY_FORM.fullmatch(key):
        raise errors.KeyMissing
    _require_type(request, takes)
    said = _said_in_form(request) if takes == _FORM else request.body
    return Call(key, name, request.get_full_path(), said)


def _said_in_form(request: HttpRequest) -> bytes:
    """Fields and files in one order: each sending of a form draws another boundary."""
    lines = [f"{name}={value}" for name, values in request.POST.lists() for value in values]
    for name, files in request.FILES.lists():
        for one in files:
            lines.append(f"{name}@{hashlib.sha256(one.read()).hexdigest()}")
            one.seek(0)
    return json.dumps(sorted(lines)).encode()


def _again(kept: Kept) -> HttpResponse:
    response = HttpResponse(
        kept.body, status=kept.status, content_type="application/json; charset=utf-8"
    )
    response[REPEATED] = "true"
    return response
