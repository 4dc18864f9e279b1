"""Shares that the law bounds: compared by cross-multiplication, never by a rounded number."""


def is_at_least(part: int, whole: int, *, percent: int) -> bool:
    """Whether a part is N per cent of a whole or more: 69.999 % is not 70 %."""
    return part * 100 >= whole * percent


def is_at_most(part: int, whole: int, *, percent: int) -> bool:
    """Whether a part is N per cent of a whole or less."""
    return part * 100 <= whole * percent


def percent_down(part: int, whole: int) -> str:
    """The share to two places, rounded down, for reading only: ``"69.99"``. "" of nothing."""
    if whole <= 0:
        return ""
    hundredths = part * 10_000 // whole
    sign = "-" if hundredths < 0 else ""
    whole_part, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole_part}.{rest:02}"
