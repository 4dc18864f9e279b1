"""Words in the wrong language: English on a page in 中文, and 中文 of ours on a page in English."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from liushui.config.catalogues import PACKAGE
from liushui.kernel.ids import REFERENCE_ALPHABET

# Names and forms that every reader of 中文 meets in Latin letters, one a line.
ALLOWED = frozenset((Path(__file__).parent / "latin.txt").read_text("ascii").split())
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’]+")
# Numbers of gifts, projects and papers; addresses; keys; anything with a figure in it.
_CODED = re.compile(
    r"\./liushui [a-z_]+ [a-z_]+|"
    r"https?://\S+|[\w.+-]+@[\w.-]+|/[\w/.<>-]+|\b[A-Za-z]+[-_][A-Za-z0-9_.-]+\b"
    r"|\b\w*\d[\w.:-]*|\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\b\w+\.\w+\b"
    rf"|\b[{REFERENCE_ALPHABET}]{{6,}}\b"  # a code of ours that happens to have no figure
)


def orphan_english(text: str) -> list[str]:
    """Latin words in a 中文 text that no reader expects there."""
    return [word for word in _LATIN.findall(_CODED.sub(" ", text)) if word not in ALLOWED]


def orphan_chinese(text: str) -> bool:
    """Whether an English page shows words of our own 中文 catalogue; names and entries may stay."""
    return text.strip() in _our_words()


def holds_chinese(text: str) -> bool:
    return bool(_HAN.search(text))


@cache
def _our_words() -> frozenset[str]:
    """Each whole message of the 中文 catalogues that is not the same in English."""
    return frozenset(word for word in _messages() if len(_HAN.findall(word)) > 1)


def _messages() -> Iterator[str]:
    for path in sorted(PACKAGE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and not _HAN.search(str(message.id)):
                    yield from _texts(message.string)


def _texts(string: str | Iterable[str] | None) -> Iterable[str]:
    return [string] if isinstance(string, str) else string or ()
