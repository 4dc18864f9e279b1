"""Money as whole minor units of one currency. Floats do not exist here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from liushui.kernel.errors import DomainError, gettext_noop

# The public log's numbers are JSON numbers, exact up to this bound in every reader.
MAX_UNITS = 2**53 - 1
_MOST_DIGITS = len(str(MAX_UNITS))

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－￥", "0123456789.,-¥")
_YUAN = re.compile(r"-?\d+(\.\d{1,2})?", re.ASCII)


class AmountUnreadable(DomainError):
    """The text is not an amount of yuan with at most two decimals."""

    code = "amount_unreadable"
    message = gettext_noop("“%(text)s” is not an amount in yuan.")
    remedy = gettext_noop("Use at most two decimals, for example 12.34.")


class AmountOutOfRange(DomainError):
    """The amount is zero, negative or too large for the books."""

    code = "amount_out_of_range"
    message = gettext_noop("This amount cannot be booked.")
    remedy = gettext_noop("Use an amount above zero and below ninety trillion yuan.")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (fen for CNY). Mixed currencies raise ``ValueError``."""

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money counts whole minor units")
        if abs(self.minor) > MAX_UNITS:
            raise AmountOutOfRange

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def allocate(self, weights: Sequence[int]) -> list["Money"]:
        """Share by weight without losing a unit; the earliest shares carry the remainder."""
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights must be non-negative and not all zero")
        shares = [self.minor * weight // total for weight in weights]
        left = self.minor - sum(shares)
        for index, weight in enumerate(weights):
            if left and weight:
                shares[index] += 1
                left -= 1
        return [Money(share, self.currency) for share in shares]

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")


def parse_yuan(text: str) -> Money:
    """Read yuan as people write them: full-width digits, thousands commas, 元 and ¥ are understood.

    Raises ``AmountUnreadable`` for anything else, a third decimal included: rounding a gift is not
    ours to do. Raises ``AmountOutOfRange`` beyond what the books hold.
    """
    plain = text.strip().translate(_FULL_WIDTH).removeprefix("¥").removesuffix("元").strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    if not _YUAN.fullmatch(plain):
        raise AmountUnreadable(text=text[:40])
    whole, _, decimals = plain.removeprefix("-").partition(".")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise AmountOutOfRange
    minor = int(whole) * 100 + int((decimals + "00")[:2])
    return Money(-minor if plain.startswith("-") else minor)


def format_yuan(minor: int) -> str:
    """``1234567`` fen as ``12,345.67``: always two decimals, no unit."""
    sign = "-" if minor < 0 else ""
    whole, fen = divmod(abs(minor), 100)
    return f"{sign}{whole:,}.{fen:02d}"
