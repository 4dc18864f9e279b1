"""What items do: galleries and their holds, acts and rates, flowers, streams."""

from liushui.items.services.galleries import (
    GalleryPlan,
    PieceText,
    add_piece,
    draft_gallery,
    end_gallery,
    open_gallery,
)
from liushui.items.services.holds import (
    give_back,
    hold_pieces,
    is_still_there,
    keep_pieces,
    lapse_holds,
    require_open,
)

__all__ = [
    "GalleryPlan",
    "PieceText",
    "add_piece",
    "draft_gallery",
    "end_gallery",
    "give_back",
    "hold_pieces",
    "is_still_there",
    "keep_pieces",
    "lapse_holds",
    "open_gallery",
    "require_open",
]
