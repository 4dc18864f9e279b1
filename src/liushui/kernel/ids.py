"""Numbers that people read aloud, copy by hand and mistype: their forms and check digits."""

import re
import secrets
import unicodedata
from datetime import date

# GB 32100-2015: no I, O, S, V or Z.
_CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(f"[{_CREDIT_CODE_ALPHABET}]{{18}}")
_RESIDENT_CHECKS = "10X98765432"
# 29 places, a prime: no vowels, so a reference is never a word; no I, L or O beside 1 and 0.
REFERENCE_ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXY"
_PLACES = {c: place for place, c in enumerate(REFERENCE_ALPHABET)}
_WEIGHTS = tuple(pow(2, i, 29) for i in range(16))
_REFERENCE = re.compile(f"LS-[0-9]{{8}}-[{REFERENCE_ALPHABET}]{{8}}-[{REFERENCE_ALPHABET}]")
_OUTER_MOBILE = re.compile(r"\+852[4-9]\d{7}|\+8536\d{7}|\+8869\d{8}", re.ASCII)
_FILING_NUMBER = re.compile(f"([{_CREDIT_CODE_ALPHABET}]{{18}})([AP])([0-9]{{5}})(-[0-9]+)?")


def credit_code_check(first_17: str) -> str:
    """The last place of a unified social credit code (GB 32100-2015): weights 3^i mod 31."""
    total = sum(_CREDIT_CODE_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_17))
    return _CREDIT_CODE_ALPHABET[(31 - total % 31) % 31]


def is_credit_code(text: str) -> bool:
    """Whether the text is a unified social credit code with a right check place."""
    return bool(_CREDIT_CODE.fullmatch(text)) and credit_code_check(text[:17]) == text[17]


def is_resident_id(text: str) -> bool:
    """Whether the text is an 18-place resident identity number (GB 11643-1999) of a real day.

    The region is never judged: codes of dissolved counties stay valid on the card.
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text):
        return False
    try:
        date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(text[:17]))
    return _RESIDENT_CHECKS[total % 11] == text[17]


def is_filing_number(text: str) -> bool:
    """Whether the text has the form of a fundraising plan or project number of 慈善中国.

    Published numbers exist whose credit code fails its own check, so only the form is asked for.
    """
    return bool(_FILING_NUMBER.fullmatch(text))


def normal_phone(text: str) -> str:
    """The one written form of a mobile number, or "" if the text is none that we can reach.

    Full-width digits, spaces, hyphens and a leading +86 are understood: ``13812345678``. Numbers of
    Hong Kong, Macao and Taiwan keep their code: ``+85261234567``.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\s\-()]", "", plain)
    plain = re.sub(r"^00(?=8)", "+", plain).removeprefix("+86")
    return plain if is_mobile(plain) or _OUTER_MOBILE.fullmatch(plain) else ""


def is_mobile(text: str) -> bool:
    """Whether the text is a mainland mobile number without country code."""
    return bool(re.fullmatch(r"1[3-9][0-9]{9}", text))


def new_reference(day: date) -> str:
    """A fresh gift or use reference, ``LS-20260718-7KQ2MR4T-H``: eight random places, one check.

    29^8 possibilities a day: nobody finds another's gift by trying.
    """
    rest, body = secrets.randbelow(len(REFERENCE_ALPHABET) ** 8), ""
    for _ in range(8):
        rest, place = divmod(rest, len(REFERENCE_ALPHABET))
        body += REFERENCE_ALPHABET[place]
    return reference_of(day, body)


def reference_of(day: date, body: str) -> str:
    """The reference for a day and eight chosen places; the check covers both."""
    stem = f"{day:%Y%m%d}{body}"
    return f"LS-{day:%Y%m%d}-{body}-{_reference_check(stem)}"


def is_reference(text: str) -> bool:
    """Whether the text is a reference whose check place is right."""
    if not _REFERENCE.fullmatch(text):
        return False
    return _reference_check(text[3:11] + text[12:20]) == text[21]


def _reference_check(stem: str) -> str:
    """Weights 2^i mod 29: every single slip and every swap of neighbours changes it."""
    total = sum(_PLACES[c] * weight for c, weight in zip(stem, _WEIGHTS, strict=True))
    return REFERENCE_ALPHABET[total % 29]
