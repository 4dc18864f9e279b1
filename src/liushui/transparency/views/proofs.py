"""Proofs for programs: text as C2SP writes it, each proven before it is sent."""

import re
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from liushui.base.refusals import refusal_text
from liushui.kernel.errors import DomainError
from liushui.transparency.errors import LogNotOpen
from liushui.transparency.errors_public import LogAskedWrongly
from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import from_base64, to_base64
from liushui.transparency.format.tree import HASH_BYTES
from liushui.transparency.queries.entries import index_of_hash
from liushui.transparency.queries.heads import published_size
from liushui.transparency.queries.reading import is_open
from liushui.transparency.services.proofs import consistency_path, proof_text

ROOT = "/log/v1/"
PLAIN = "text/plain; charset=utf-8"
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
FOR_GOOD = f"public, max-age={int(timedelta(days=365).total_seconds())}, immutable"


@require_safe
def proof(request: HttpRequest, index: str) -> HttpResponse:
    """The receipt of an entry, with nothing in it but what is published."""
    size = _number(request, "size") if "size" in request.GET else None
    place = _whole(index, "index")
    answer = HttpResponse(proof_text(place, size), content_type=PLAIN)
    answer["Content-Disposition"] = f'attachment; filename="entry-{place}.tlog-proof"'
    return for_anybody(answer, "no-cache")  # witnesses may still sign


@require_safe
def consistency(request: HttpRequest) -> HttpResponse:
    """That one signed head is the beginning of another: hashes in base64, a line each."""
    path = consistency_path(_number(request, "from"), _number(request, "to"))
    text = "".join(f"{to_base64(one)}\n" for one in path)
    return for_anybody(HttpResponse(text, content_type=PLAIN), FOR_GOOD)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Where a leaf with this hash stands."""
    wanted = hash_in(request.GET.get("leaf_hash", ""))
    if wanted is None:
        raise LogAskedWrongly(what="leaf_hash")
    if not is_open():
        raise LogNotOpen
    found = {"index": index_of_hash(wanted), "size": published_size()}
    return for_anybody(JsonResponse(found), "no-cache")


def problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A refusal as programs read it, whatever they say they accept."""
    del request
    message, remedy = refusal_text(error)
    said = {"code": error.code, "message": message, "remedy": remedy}
    answer = JsonResponse(said, status=error.status, json_dumps_params={"ensure_ascii": False})
    return for_anybody(answer, "no-store")


def hash_in(text: str) -> bytes | None:
    """The leaf hash that somebody typed: hexadecimal, or base64 as it stands in a tile."""
    plain = text.strip()
    if _HEX.fullmatch(plain.lower()):
        return bytes.fromhex(plain)
    try:
        content = from_base64(plain) if plain.isascii() else b""
    except BadBytes:
        return None
    return content if len(content) == HASH_BYTES else None


def for_anybody(answer: HttpResponse, caching: str) -> HttpResponse:
    """What is public may be read by pages of any other site."""
    answer["Cache-Control"] = caching
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _number(request: HttpRequest, name: str) -> int:
    return _whole(request.GET.get(name, ""), name)


def _whole(text: str, name: str) -> int:
    if not _SIZE.fullmatch(text):
        raise LogAskedWrongly(what=name)
    return int(text)
