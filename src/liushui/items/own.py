"""Pictures for a price, acts with a sponsor and live streams, as files of an export."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from liushui.items.models import (
    Act,
    ActRate,
    ActRule,
    Channel,
    Gallery,
    Hold,
    OpenedDay,
    Partner,
    Piece,
    Stream,
)
from liushui.onboarding.own import Papers, bring_papers, bring_portion, facts
from liushui.parties.access import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liushui.base.models import StoredFile

_READING = frozenset({Right.PROJECT_EDIT, Right.AUDIT_READ})
_OWN: Sequence[tuple[str, Any, str, Sequence[str]]] = (
    ("act_partners", Partner, "rule__project",
     ("rule__code", "name", "made_by", "made_at", "agreed_by", "agreed_at", "ended_at")),
    ("act_rates", ActRate, "rule__project",
     ("rule__code", "from_day", "units", "minor", "most", "proposed_by", "proposed_at",
      "agreed_by", "agreed_at")),
    ("act_rules", ActRule, "project",
     ("code", "project__number", "sponsor", "sponsor_en", "title", "title_en", "kind", "fund_id",
      "starts_on", "ends_on", "state", "drafted_by", "created_at")),
    ("acts", Act, "partner__rule__project",
     ("partner__rule__code", "partner__name", "day", "units", "counted", "minor",
      "movement_key", "told_at")),
    ("galleries", Gallery, "project",
     ("code", "project__number", "title", "title_en", "words", "words_en", "price_minor", "cap",
      "most", "hold_minutes", "late", "opens_at", "closes_at", "state", "drafted_by",
      "opened_by", "created_at")),
    ("openings", OpenedDay, "project", ("project__number", "day", "page", "channel", "count")),
    ("piece_holds", Hold, "gallery__project",
     ("gallery__code", "piece__number", "order__reference", "count", "state", "number",
      "until")),
    ("pieces", Piece, "gallery__project",
     ("gallery__code", "number", "title", "title_en", "maker", "maker_en", "picture__sha256",
      "added_by", "added_at")),
    ("stream_channels", Channel, "stream__project", ("stream__code", "tag", "label", "label_en")),
    ("streams", Stream, "project",
     ("code", "project__number", "title", "title_en", "words", "words_en", "starts_at",
      "ends_at", "made_by", "created_at")),
)  # fmt: skip


def bring_own() -> None:
    """At start-up."""
    for name, kind, way, columns in _OWN:
        bring_portion(facts(name, _READING, _of(kind, way), columns))
    bring_papers(Papers("pictures_of_pieces", _READING, _pictures))


def _of(kind: Any, way: str) -> "Callable[[int], QuerySet[Any]]":
    return lambda body: kind.objects.filter(**{f"{way}__organisation_id": body})


def _pictures(body: int) -> "Iterable[StoredFile]":
    pieces = Piece.objects.filter(gallery__project__organisation_id=body)
    return (one.picture for one in pieces.select_related("picture"))
