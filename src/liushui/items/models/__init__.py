"""The tables, by subject."""

from liushui.items.models.acts import Act, ActDay, ActRate, ActRule, Partner
from liushui.items.models.flowers import FlowerDay, FlowerGiven, FlowerRule
from liushui.items.models.galleries import Gallery, Hold, Piece, Stock
from liushui.items.models.openings import OpenedDay
from liushui.items.models.streams import Channel, ChannelHour, Stream

__all__ = [
    "Act",
    "ActDay",
    "ActRate",
    "ActRule",
    "Channel",
    "ChannelHour",
    "FlowerDay",
    "FlowerGiven",
    "FlowerRule",
    "Gallery",
    "Hold",
    "OpenedDay",
    "Partner",
    "Piece",
    "Stock",
    "Stream",
]
