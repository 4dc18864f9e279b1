"""Galleries are drafted by one person, filled with pieces, and opened by another."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from liushui.base.files import FileTypeRefused, store_file
from liushui.base.states import move_state
from liushui.items import policies
from liushui.items.errors import CodeTaken, GalleryNotReady, SurplusElsewhere
from liushui.items.models import Gallery, Piece, Stock
from liushui.items.queries import gallery_for_update
from liushui.items.services.holds import PARTS
from liushui.items.states import GALLERY_MOVES, GalleryState, Late
from liushui.onboarding.services.parts import require_on
from liushui.parties.services import record
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

# Below this many pieces a part nobody waits for another's order anyway.
_A_PART = 50


@dataclass(frozen=True, slots=True)
class GalleryPlan:
    """What a gallery is: its words, its price in fen, its cap, and where late money goes.

    ``surplus`` is the number of a project, "" for money that goes back.
    """

    code: str
    title: str
    price_minor: int
    cap: int
    opens_at: datetime
    closes_at: datetime
    title_en: str = ""
    words: str = ""
    words_en: str = ""
    most: int = 10
    hold_minutes: int = 30
    surplus: str = ""


@dataclass(frozen=True, slots=True)
class PieceText:
    """How a piece is called, and how its maker is shown: never a child's name."""

    title: str
    title_en: str = ""
    maker: str = ""
    maker_en: str = ""


@transaction.atomic
def draft_gallery(actor: "Actor", project: str, plan: GalleryPlan, *, at: datetime) -> Gallery:
    """Prepare a gallery for a project.

    Raises ``NotFound``, ``NotAllowed``, ``CodeTaken`` and ``SurplusElsewhere``.
    """
    wanted = project_for(actor, project)
    policies.require_draft(actor, wanted.organisation_id)
    require_on(wanted.organisation_id, "items")
    if Gallery.objects.filter(code=plan.code).exists():
        raise CodeTaken
    surplus = project_for(actor, plan.surplus) if plan.surplus else None
    if surplus is not None and surplus.organisation_id != wanted.organisation_id:
        raise SurplusElsewhere
    gallery = Gallery.objects.create(
        code=plan.code,
        project=wanted,
        title=plan.title,
        title_en=plan.title_en,
        words=plan.words,
        words_en=plan.words_en,
        price_minor=plan.price_minor,
        cap=plan.cap,
        most=plan.most,
        hold_minutes=plan.hold_minutes,
        late=Late.SURPLUS if surplus else Late.BACK,
        surplus=surplus,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        drafted_by=actor.name,
        created_at=at,
    )
    record(actor, "gallery.drafted", gallery, at=at, project=wanted.number)
    return gallery


@transaction.atomic
def add_piece(actor: "Actor", code: str, text: PieceText, picture: bytes, *, at: datetime) -> Piece:
    """Hang a picture. The same picture again in the same gallery is the same piece.

    Raises a ``FileRefused`` for what is no picture.
    """
    gallery = gallery_for_update(actor, code)
    policies.require_draft(actor, gallery.project.organisation_id)
    stored = store_file(picture, at=at)
    if not stored.media_type.startswith("image/"):
        raise FileTypeRefused
    known = gallery.pieces.filter(picture=stored).first()
    if known is not None:
        return known
    piece = Piece.objects.create(
        gallery=gallery,
        number=gallery.pieces.count() + 1,
        title=text.title,
        title_en=text.title_en,
        maker=text.maker,
        maker_en=text.maker_en,
        picture=stored,
        added_by=actor.name,
        added_at=at,
    )
    record(actor, "gallery.piece_added", gallery, at=at, piece=piece.number)
    return piece


@transaction.atomic
def open_gallery(actor: "Actor", code: str, *, at: datetime) -> Gallery:
    """The second person's word: from ``opens_at`` on pieces are given. Again: changes nothing.

    Price, cap and where late money goes stay from now on. Raises ``SamePerson`` and
    ``GalleryNotReady``.
    """
    gallery = gallery_for_update(actor, code)
    policies.require_agree(actor, gallery.project.organisation_id, gallery.drafted_by)
    if gallery.state == GalleryState.OPEN:
        return gallery
    if gallery.state != GalleryState.DRAFT or not gallery.pieces.exists():
        raise GalleryNotReady
    stock_parts(gallery)
    gallery.opened_by = actor.name
    gallery.save(update_fields=["opened_by"])
    move_state(gallery, to=GalleryState.OPEN, moves=GALLERY_MOVES, by=actor.name, at=at)
    record(actor, "gallery.opened", gallery, at=at)
    return gallery


@transaction.atomic
def end_gallery(actor: "Actor", code: str, *, at: datetime) -> Gallery:
    """No more orders; those that are being paid are. Raises ``MoveNotAllowed`` for a draft."""
    gallery = gallery_for_update(actor, code)
    policies.require_draft(actor, gallery.project.organisation_id)
    if gallery.state == GalleryState.ENDED:
        return gallery
    move_state(gallery, to=GalleryState.ENDED, moves=GALLERY_MOVES, by=actor.name, at=at)
    record(actor, "gallery.ended", gallery, at=at)
    return gallery


def stock_parts(gallery: Gallery) -> None:
    """Lay the cap out in parts whose numbers follow each other."""
    parts = max(1, min(PARTS, gallery.cap // _A_PART))
    share, rest = divmod(gallery.cap, parts)
    first = 1
    for shard in range(parts):
        room = share + (1 if shard < rest else 0)
        Stock.objects.create(gallery=gallery, shard=shard, first=first, room=room)
        first += room
