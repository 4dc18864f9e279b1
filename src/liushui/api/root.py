"""django-ninja's part: reading what comes, checking its form, describing it as OpenAPI 3.1."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext, override
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from liushui.api import errors
from liushui.api.problems import MEDIA_TYPE
from liushui.api.register import rooms

VERSION = "1"
_PROBLEM = {
    "description": "A refusal",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                    "call": {"type": "string"},
                    "errors": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}


class _WholeText(Parser):
    """Texts that a database can hold: no NUL, no half of a character."""

    def parse_body(self, request: HttpRequest) -> Any:
        read = json.loads(request.body, parse_constant=_no_number)
        text = json.dumps(read, ensure_ascii=False)
        text.encode()  # half of a character has no bytes
        if "\\u0000" in text:
            raise ValueError("NUL")
        return read

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> Any:
        said = super().parse_querydict(data, list_fields, request)
        if any("\0" in value for value in said.values() if isinstance(value, str)):
            raise errors.BodyUnreadable
        return said


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


def _fields_wrong(_request: HttpRequest, error: Any) -> NoReturn:
    """Where each fault lies and of which kind it is; never what was sent."""
    wrong = [
        {"at": ".".join(str(step) for step in one["loc"]), "kind": one["type"]}
        for one in error.errors
    ]
    raise errors.FieldsWrong(errors=wrong) from error


def _unreadable(_request: HttpRequest, error: Any) -> NoReturn:
    raise errors.BodyUnreadable from error


@cache
def interface() -> NinjaAPI:
    """The one interface, with every room's operations."""
    made = NinjaAPI(
        title="Liushui",
        version=VERSION,
        urls_namespace="api",
        openapi_url=None,
        docs_url=None,
        parser=_WholeText(),
    )
    made.add_exception_handler(ValidationError, _fields_wrong)
    made.add_exception_handler(HttpError, _unreadable)
    for room in rooms():
        made.add_router("", room.router)
    return made


def patterns() -> list[URLPattern | URLResolver]:
    """The addresses of all operations, without django-ninja's own."""
    return [one for one in interface().urls[0] if getattr(one, "name", "") != "api-root"]


def description() -> Mapping[str, Any]:
    """The whole interface as OpenAPI 3.1, its summaries in the reader's language."""
    return _description(get_language() or "")


@cache
def _description(language: str) -> Mapping[str, Any]:
    """Put together once for each language: it is the same until the next start."""
    with override(language):
        made: dict[str, Any] = interface().get_openapi_schema(path_prefix="api/v1/")
        made["info"]["description"] = gettext(
            "Public facts for everyone; everything else for programs that act under a post."
        )
        made["tags"] = [{"name": room.name, "description": str(room.title)} for room in rooms()]
        made["components"]["responses"] = {"problem": _PROBLEM}
        made["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        return json.loads(json.dumps(made, default=str))  # type: ignore[no-any-return]
