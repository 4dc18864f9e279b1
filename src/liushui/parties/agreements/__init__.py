"""Legal wording is text under version: one file for each purpose, version and language."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SIGN_IN = "sign-in"
# The newest version of each purpose. A file that people agreed to is never edited.
VERSIONS = {SIGN_IN: "2026-11"}
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
