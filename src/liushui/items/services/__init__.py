"""What items do: galleries and their holds, acts and rates, flowers, streams."""

from liushui.items.services.flowers import forget_days, give_flowers, pick_flower, set_flower_rule
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
    lapse_all_holds,
    lapse_holds,
    require_open,
)
from liushui.items.services.rules import (
    Rate,
    RulePlan,
    agree_partner,
    agree_rate,
    draft_rule,
    end_partner,
    end_rule,
    make_partner,
    open_rule,
    propose_rate,
)
from liushui.items.services.streams import StreamPlan, add_channel, count_gifts, make_stream
from liushui.items.services.telling import MOST_AT_ONCE, Answer, Answered, Told, tell_acts

__all__ = [
    "MOST_AT_ONCE",
    "Answer",
    "Answered",
    "GalleryPlan",
    "PieceText",
    "Rate",
    "RulePlan",
    "StreamPlan",
    "Told",
    "add_channel",
    "add_piece",
    "agree_partner",
    "agree_rate",
    "count_gifts",
    "draft_gallery",
    "draft_rule",
    "end_gallery",
    "end_partner",
    "end_rule",
    "forget_days",
    "give_back",
    "give_flowers",
    "hold_pieces",
    "is_still_there",
    "keep_pieces",
    "lapse_all_holds",
    "lapse_holds",
    "make_partner",
    "make_stream",
    "open_gallery",
    "open_rule",
    "pick_flower",
    "propose_rate",
    "require_open",
    "set_flower_rule",
    "tell_acts",
]
