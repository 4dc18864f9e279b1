"""Amounts in Chinese capital numerals, as on cheques and receipts (支付结算办法, annex 1)."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_WAN, _YI = 10_000, 100_000_000


def capital_yuan(minor: int) -> str:
    """``140950`` fen as 壹仟肆佰零玖元伍角, to be written directly behind 人民币.

    整 closes an amount that ends with its yuan; 零 stands for zeros between two figures. Raises
    ``ValueError`` below zero: what is returned is written as an amount returned.
    """
    if minor < 0:
        raise ValueError("an amount in capitals has no sign")
    yuan, fen_left = divmod(minor, 100)
    jiao, fen = divmod(fen_left, 10)
    text = f"{_whole(yuan)}元" if yuan or not fen_left else ""
    if not fen_left:
        return f"{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    if number >= _YI:
        return _joined(number, _YI, "亿")
    if number >= _WAN:
        return _joined(number, _WAN, "万")
    return _below_wan(number) or _DIGITS[0]


def _joined(number: int, unit: int, word: str) -> str:
    high, low = divmod(number, unit)
    text = f"{_whole(high)}{word}"
    if not low:
        return text
    between = _DIGITS[0] if low < unit // 10 else ""
    return f"{text}{between}{_whole(low)}"


def _below_wan(number: int) -> str:
    """Four places. Zeros before the first figure are the caller's, those after the last unsaid."""
    text, waiting = "", False
    for place, digit in zip(_PLACES, f"{number:04d}", strict=True):
        if digit == "0":
            waiting = bool(text)
            continue
        text += (_DIGITS[0] if waiting else "") + _DIGITS[int(digit)] + place
        waiting = False
    return text
