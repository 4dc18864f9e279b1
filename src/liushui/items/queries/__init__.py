"""What is asked about galleries, acts, flowers and streams."""

from liushui.items.queries.galleries import (
    GalleryStanding,
    faults,
    galleries_in_console,
    gallery_by_code,
    gallery_for,
    gallery_for_update,
    hold_of_gift,
    piece_by_code,
    piece_in,
    pieces_of,
    standing_of,
)

__all__ = [
    "GalleryStanding",
    "faults",
    "galleries_in_console",
    "gallery_by_code",
    "gallery_for",
    "gallery_for_update",
    "hold_of_gift",
    "piece_by_code",
    "piece_in",
    "pieces_of",
    "standing_of",
]
