"""Legal wording is text under version: one file for each purpose, version and language."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

SIGN_IN = "sign-in"
# Each its own consent (PIPL 23, 25, 29): none is bundled with signing in.
SHOWN_NAME, MESSAGES, SENSITIVE, CHILD = "shown-name", "messages", "sensitive", "child"
# The newest version of each purpose. A file that people agreed to is never edited.
VERSIONS = {
    SIGN_IN: "2026-11",
    SHOWN_NAME: "2026-11",
    MESSAGES: "2026-11",
    SENSITIVE: "2026-11",
    CHILD: "2026-11",
}
_NAMES = {
    SIGN_IN: gettext_lazy("Your number for signing in"),
    SHOWN_NAME: gettext_lazy("Your surname on public pages"),
    MESSAGES: gettext_lazy("Messages about what became of your gifts"),
    SENSITIVE: gettext_lazy("Sensitive facts for getting help"),
    CHILD: gettext_lazy("A child in your care"),
}
_called: dict[str, Callable[[str], str]] = {}
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Agreement:
    """The words that were shown, and in which language."""

    purpose: str
    version: str
    language: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return [part.replace("\n", "") for part in self.text.strip().split("\n\n")]


@cache
def agreement_in(language: str, purpose: str = SIGN_IN) -> Agreement:
    """The newest words in this language; 简体中文 for every language but English."""
    written = "en" if language.startswith("en") else "zh-Hans"
    version = VERSIONS[purpose]
    text = (_FOLDER / f"{purpose}.{version}.{written}.txt").read_text(encoding="utf-8")
    return Agreement(purpose, version, written, text)


def purpose_name(purpose: str) -> str:
    """What a purpose is called, in the reader's language; its key where no words are known."""
    for prefix, called in _called.items():
        if purpose.startswith(prefix):
            return called(purpose.removeprefix(prefix))
    return str(_NAMES.get(purpose, purpose))


def name_purposes(prefix: str, called: Callable[[str], str]) -> None:
    """Let a module call purposes of its own, of which there is one for each thing: ``site:12``."""
    _called[prefix] = called
