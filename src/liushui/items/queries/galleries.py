"""Galleries, their pieces, and how many are given, held and left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import QuerySet, Sum

from liushui.items import policies
from liushui.items.models import Gallery, Hold, Piece, Stock
from liushui.items.states import GalleryState
from liushui.kernel.errors import NotFound

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

LISTED = 200
_FAULTS = """
select g.code, 'the parts do not sum to the cap' from items_gallery g
  where g.state <> 'draft'
    and g.cap <> (select coalesce(sum(room), 0) from items_stock s where s.gallery_id = g.id)
union all
select g.code, 'what is held or kept is not what the orders say' from items_gallery g
  join items_stock s on s.gallery_id = g.id
  left join (select stock_id, coalesce(sum(count) filter (where state = 'held'), 0) as held,
      coalesce(sum(count) filter (where state = 'kept'), 0) as kept
    from items_hold group by stock_id) h on h.stock_id = s.id
  where (s.held, s.kept) <> (coalesce(h.held, 0), coalesce(h.kept, 0))
union all
select g.code, 'a number is given twice, or is beyond the cap' from items_gallery g
  join (select gallery_id, number, count,
      lead(number) over (partition by gallery_id order by number) as following
    from items_hold where number is not null) n on n.gallery_id = g.id
  where number < 1 or number + count - 1 > g.cap or number + count > following
union all
select g.code, 'pieces were kept by an order that was not paid' from items_gallery g
  join items_hold h on h.gallery_id = g.id join giving_giftorder o on o.id = h.order_id
  where h.state in ('kept')
    and (o.state in ('placed', 'closed') or o.amount_minor <> h.count * g.price_minor)
limit 20"""


@dataclass(frozen=True, slots=True)
class GalleryStanding:
    """A gallery in numbers: ``kept`` are paid, ``held`` are being paid, ``left`` can be had."""

    gallery: Gallery
    kept: int
    held: int

    @property
    def left(self) -> int:
        return self.gallery.cap - self.kept - self.held

    @property
    def kept_minor(self) -> int:
        return self.kept * self.gallery.price_minor

    @property
    def goal_minor(self) -> int:
        return self.gallery.cap * self.gallery.price_minor


def gallery_by_code(code: str) -> Gallery:
    """A gallery that the public may see. Raises ``NotFound`` for drafts too."""
    return _found(_whole().exclude(state=GalleryState.DRAFT).filter(code=code))


def gallery_for(actor: "Actor", code: str) -> Gallery:
    """The gallery for who reads it in the console. Raises ``NotFound``."""
    gallery = _found(_whole().filter(code=code))
    if not policies.can_read(actor, gallery.project.organisation_id):
        raise NotFound
    return gallery


def gallery_for_update(actor: "Actor", code: str) -> Gallery:
    """The same, locked until the transaction ends."""
    gallery_for(actor, code)
    return _found(_whole().select_for_update(of=("self",), no_key=True).filter(code=code))


def galleries_in_console(actor: "Actor") -> Sequence[GalleryStanding]:
    """Those of the organisations that the actor reads, newest first."""
    own = _whole().filter(project__organisation__in=policies.bodies_to_read(actor))
    return _standings(own.order_by("-pk")[:LISTED])


def galleries_to_open(actor: "Actor") -> Sequence[Gallery]:
    """Drafts with a piece that another person prepared and the actor may open: one query."""
    drafts = _whole().filter(
        state=GalleryState.DRAFT,
        project__organisation__in=policies.bodies_to_agree_for(actor),
        pieces__number=1,
    )
    return list(drafts.exclude(drafted_by=actor.name).order_by("pk")[:LISTED])


def standing_of(gallery: Gallery) -> GalleryStanding:
    """How many of one gallery are given and left: a sum of at most sixteen rows."""
    return _standings([gallery])[0]


def pieces_of(gallery: Gallery) -> Sequence[Piece]:
    """The pieces in the order of their numbers."""
    return list(gallery.pieces.select_related("picture").order_by("number"))


def piece_in(gallery: Gallery, number: int) -> Piece:
    """One piece of a gallery. Raises ``NotFound``."""
    piece = gallery.pieces.select_related("picture", "gallery").filter(number=number).first()
    if piece is None:
        raise NotFound
    return piece


def piece_by_code(code: str) -> Piece | None:
    """The piece that an order's origin names: ``CODE.NUMBER``; none where it is not that."""
    gallery, _dot, number = code.rpartition(".")
    if not (number.isascii() and number.isdigit() and len(number) < len("100000")):
        return None
    return (
        Piece.objects.select_related("gallery__project", "gallery__surplus")
        .filter(gallery__code=gallery, number=int(number))
        .first()
    )


def hold_of_gift(order_id: int) -> Hold | None:
    """What became of the pieces of an order, with piece and gallery; none for other gifts."""
    return (
        Hold.objects.select_related("piece__picture", "gallery__project__organisation")
        .filter(order=order_id)
        .first()
    )


def faults() -> Sequence[tuple[str, str]]:
    """Each gallery whose counters, numbers and orders disagree, with what is wrong; none is well.

    Reads all holds: for the check, not for pages.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS)
        return [(code, said) for code, said in cursor.fetchall()]


def _whole() -> "QuerySet[Gallery]":
    return Gallery.objects.select_related("project__organisation", "surplus")


def _found(galleries: "QuerySet[Gallery]") -> Gallery:
    gallery = galleries.first()
    if gallery is None:
        raise NotFound
    return gallery


def _standings(galleries: "Sequence[Gallery] | QuerySet[Gallery]") -> list[GalleryStanding]:
    found = list(galleries)
    sums = Stock.objects.filter(gallery__in=found).values("gallery")
    counted = {
        row["gallery"]: (row["all_kept"], row["all_held"])
        for row in sums.annotate(all_kept=Sum("kept"), all_held=Sum("held"))
    }
    return [GalleryStanding(one, *counted.get(one.pk, (0, 0))) for one in found]
