"""How names of regions are spelled in pinyin, without tones: ``重庆市`` is chongqingshi, cqs.

``readings.txt`` gives each character the reading that it mostly has in names of places, then words
in which it has another: 六安 is lu'an, 六枝 is liuzhi. ü is written v, as keyboards have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("readings.txt")
LONGEST = 40
LONGEST_INITIALS = 12


@dataclass(frozen=True, slots=True)
class Readings:
    """The table: one reading a character, one a syllable of each exceptional word."""

    characters: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    beginnings: frozenset[str]


@cache
def readings() -> Readings:
    """The packaged table, read once."""
    syllables, _, exceptions = FILE.read_text(encoding="utf-8").partition("\n\n")
    characters: dict[str, str] = {}
    for line in syllables.splitlines():
        reading, written = line.split(" ")
        characters |= dict.fromkeys(written, reading)
    words = {}
    for line in exceptions.splitlines():
        word, *read = line.split(" ")
        words[word] = tuple(read)
    return Readings(characters, words, frozenset(word[0] for word in words))


def spelled(name: str) -> tuple[str, str]:
    """``(pinyin, initials)``, each cut to what the columns hold; what has no reading is silent."""
    read = _syllables(name)
    return "".join(read)[:LONGEST], "".join(one[0] for one in read)[:LONGEST_INITIALS]


def _syllables(name: str) -> list[str]:
    table = readings()
    found: list[str] = []
    at = 0
    while at < len(name):
        word = _word_at(name, at, table) if name[at] in table.beginnings else ""
        if word:
            found += table.words[word]
        else:
            reading = table.characters.get(name[at])
            if reading:
                found.append(reading)
        at += len(word) or 1
    return found


def _word_at(name: str, at: int, table: Readings) -> str:
    for length in (3, 2):
        if name[at : at + length] in table.words:
            return name[at : at + length]
    return ""
