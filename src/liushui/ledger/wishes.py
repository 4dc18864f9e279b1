"""What a giver wished for, what a use is for, and whether the one meets the other (L28).

A wish is a kind and a code: no words, nobody's name. A fund of wishes wants all of them met.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class WishKind(TextChoices):
    """A case by its id, a disease by its ICD-10 category, a region, an item of the budget."""

    CASE = "case"
    DISEASE = "disease"
    ITEM = "item"
    REGION = "region"


# A region ends at the county: a village could tell of one person.
_CODES: Mapping[WishKind, re.Pattern[str]] = {
    WishKind.CASE: re.compile(r"[1-9][0-9]{0,17}"),
    WishKind.DISEASE: re.compile(r"[A-Z][0-9][0-9A-Z]"),
    WishKind.ITEM: re.compile(r"[1-9][0-9]{0,17}"),
    WishKind.REGION: re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}"),
}


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """One thing that a gift is for, or one fact about a use. Raises ``ValueError`` on no code."""

    kind: WishKind
    code: str

    def __post_init__(self) -> None:
        if not _CODES[self.kind].fullmatch(self.code):
            raise ValueError(f"{self.code!r} is no code of a {self.kind}")

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"

    @classmethod
    def read(cls, text: str) -> "Wish":
        """``case:12`` as a wish."""
        kind, _, code = text.partition(":")
        return cls(WishKind(kind), code)


def written(wishes: Iterable[Wish]) -> list[str]:
    """A set of wishes as the tables keep it: sorted, each once, at most one of each kind."""
    texts = sorted({str(wish) for wish in wishes})
    if len({text.partition(":")[0] for text in texts}) < len(texts):
        raise ValueError(f"{texts} names two of a kind, which no use could meet")
    return texts


def read_all(texts: Iterable[str]) -> tuple[Wish, ...]:
    """Wishes as the tables keep them."""
    return tuple(Wish.read(text) for text in texts)


def case_of(wishes: Iterable[Wish]) -> int | None:
    """The case that these wishes name, if they name one."""
    return next((int(wish.code) for wish in wishes if wish.kind == WishKind.CASE), None)


def meets(traits: Collection[Wish], wishes: Iterable[Wish]) -> bool:
    """Whether a use with these traits meets every wish; a county lies in its province."""
    return all(any(_is_met(wish, trait) for trait in traits) for wish in wishes)


def _is_met(wish: Wish, trait: Wish) -> bool:
    if wish.kind == trait.kind == WishKind.REGION:
        return trait.code.startswith(wish.code)
    return wish == trait
