"""The code that a giver writes beside a bank transfer: short, no word, with a check place."""

import re
import secrets
import unicodedata

from liushui.kernel.ids import REFERENCE_ALPHABET

_BODY = 7
_MARK = "LS"
_FOUND = re.compile(f"{_MARK}[{REFERENCE_ALPHABET}]{{{_BODY + 1}}}")


def new_code() -> str:
    """``LS7KQ2MR4H``: seven random places of 29, one check place."""
    body = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(_BODY))
    return f"{_MARK}{body}{_check(body)}"


def codes_in(text: str) -> list[str]:
    """Every code with a right check place, whatever stands between its places."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\s\-_.·]", "", plain)
    found = []
    for start in (match.start() for match in re.finditer(f"(?={_MARK})", plain)):
        code = _FOUND.match(plain, start)
        if code and _check(code[0][len(_MARK) : -1]) == code[0][-1]:
            found.append(code[0])
    return list(dict.fromkeys(found))


def _check(body: str) -> str:
    """Weights 2^i mod 29: every single slip and every swap of neighbours changes it."""
    total = sum(REFERENCE_ALPHABET.index(c) * pow(2, i, 29) for i, c in enumerate(body))
    return REFERENCE_ALPHABET[total % 29]
