"""Other houses by whose sign-in people may come in: WeChat, DingTalk, OpenID Connect providers."""

from liushui.accounts.houses.conversation import Arrival, HouseCancelled, HouseSilent, arrive, leave
from liushui.accounts.houses.declared import House, HouseUnknown, house_named, houses

__all__ = [
    "Arrival",
    "House",
    "HouseCancelled",
    "HouseSilent",
    "HouseUnknown",
    "arrive",
    "house_named",
    "houses",
    "leave",
]
