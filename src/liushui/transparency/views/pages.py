"""The log as a citizen reads it: what it is, its newest entries, each entry, how to check it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liushui.kernel.drawing.bars import lay_bars
from liushui.parties.queries import organisations_by_code
from liushui.transparency import wording
from liushui.transparency.errors import LogNotOpen
from liushui.transparency.errors_public import LogEntryUnknown
from liushui.transparency.keys import policy
from liushui.transparency.queries.entries import (
    PAGE_SIZE,
    Written,
    entries_below,
    entry_at,
    index_of_hash,
)
from liushui.transparency.queries.heads import cosignatures_of, head_covering, published_size
from liushui.transparency.queries.quorum import witnesses_shown
from liushui.transparency.queries.reading import open_log
from liushui.transparency.queries.standing import log_standing
from liushui.transparency.services.proofs import inclusion_path
from liushui.transparency.views.proofs import hash_in

_TOO_LONG = 17
_SAID = {
    "python": "liushui-verify receipt gift.tlog-proof --policy policy.txt",
    "shell": "sh verify.sh gift.tlog-proof log.vkey",
    "policy": "policy.txt",
    "keys": "keys.txt",
    "checkpoint": "checkpoint",
}


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the log is, how far it is, and its newest entries."""
    return _first_page(request)


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """All entries, newest first; ``before`` goes on from an entry."""
    open_log()
    size = published_size()
    before = _index(request.GET.get("before", ""))
    upto = size if before is None else min(before, size)
    found = entries_below(upto)
    facts = {
        "lines": _lines(found),
        "size": size,
        "older": upto - PAGE_SIZE if upto > PAGE_SIZE else 0,
        "newer": min(upto + PAGE_SIZE, size) if upto < size else 0,
        "at": now(),
    }
    return render(request, "transparency/entries.html", facts)


@require_safe
def entry(request: HttpRequest, index: str) -> HttpResponse:
    """One entry: what it says, what it holds back, and its proof."""
    open_log()
    place = _index(index)
    if place is None:
        raise LogEntryUnknown(size=published_size())
    found = entry_at(place)
    head = head_covering(place)
    if head is None:
        raise LogEntryUnknown(size=published_size())
    facts = {
        "entry": found,
        "title": wording.told(found.leaf, is_withheld=found.is_withheld),
        "kind": wording.kind_word(str(found.leaf.get("k", ""))),
        "members": list(wording.members(found.leaf, _names([found]))),
        "slots": found.leaf.get("sd", []),
        "head": head,
        "root": bytes(head.root).hex(),
        "path": [one.hex() for one in inclusion_path(place, head)],
        "witnesses": [one.witness for one in cosignatures_of(head)],
        "next": place + 1 if place + 1 < published_size() else None,
    }
    return render(request, "transparency/entry.html", facts)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a place or a leaf hash that somebody typed to the entry."""
    open_log()
    typed = request.GET.get("q", "").strip()
    if not typed:
        return redirect("transparency:log")
    place, wanted = _index(typed.replace(",", "")), hash_in(typed)
    try:
        if place is None and wanted is not None:
            place = index_of_hash(wanted)
        if place is not None:
            return redirect("transparency:entry", str(entry_at(place).index))
    except LogEntryUnknown as missing:
        error = _("The public log has no such entry. It has %(size)s.") % missing.facts
        return _first_page(request, value=typed, error=error, status=404)
    error = _("Type the number of an entry, or the 64 digits of its hash.")
    return _first_page(request, value=typed, error=error, status=422)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """How anybody checks the log without this site, by which keys, and what it does not prove."""
    standing = log_standing(now())
    if standing.log is None:
        raise LogNotOpen
    facts = {
        "standing": standing,
        "policy": policy(standing.log.keys),
        "keys": standing.log.keys.splitlines(),
        "witnesses": witnesses_shown(),
        "address": f"{settings.ORIGIN}/log",
        "said": _SAID,
    }
    return render(request, "transparency/check.html", facts)


def _first_page(
    request: HttpRequest, *, value: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    at = now()
    standing = log_standing(at)
    kinds = [(wording.kind_word(kind), many) for kind, many in standing.kinds]
    facts = {
        "standing": standing,
        "body": _body(standing.log.organisation_code if standing.log else ""),
        "kinds": kinds,
        "bars": lay_bars([(f"{word} {many:,}", many) for word, many in kinds]),
        "lines": _lines(standing.newest),
        "value": value[:80],
        "error": error,
        "lacks_quorum": standing.quorum.is_alarming(at),
        "at": at,
    }
    return render(request, "transparency/log.html", facts, status=status)


def _lines(found: Iterable[Written]) -> list[dict[str, Any]]:
    found = list(found)
    names = _names(found)
    return [
        {
            "index": one.index,
            "title": wording.told(one.leaf, is_withheld=one.is_withheld),
            "kind": wording.kind_word(str(one.leaf.get("k", ""))),
            "day": one.leaf.get("d", ""),
            "body": names.get(one.leaf.get("org", "")),
            "code": one.leaf.get("org", ""),
        }
        for one in found
    ]


def _names(found: Iterable[Written]) -> Mapping[str, Any]:
    fields = ("org", "payee", "to", "to_org")
    return organisations_by_code(
        {str(one.leaf[name]) for one in found for name in fields if name in one.leaf}
    )


def _body(code: str) -> dict[str, str]:
    """Who answers for the log, by name where it is known here."""
    known = organisations_by_code([code]).get(code) if code else None
    if known is None:
        return {"name": code, "name_en": ""}
    return {"name": known.name, "name_en": known.name_en, "code": code}


def _index(text: str) -> int | None:
    plain = text.strip()
    right = plain.isascii() and plain.isdecimal() and len(plain) < _TOO_LONG
    return int(plain) if right else None
