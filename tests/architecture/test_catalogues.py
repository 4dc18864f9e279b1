"""Both languages are complete: every marked string has words, and no text stands unmarked."""

import re
from html.parser import HTMLParser

from liushui.config import catalogues
from tests.architecture.tree import place, tracked

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_BLOCKS = re.compile(
    r"\{%\s*(?:blocktrans(?:late)?)\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}",
    re.DOTALL,
)
_LETTERS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
# Words that are the same in both languages.
_NEUTRAL = {"Liushui", "流水", "English", "简体中文", "中文", "PDF", "QR", "CSV", "XLSX", "(PDF)",
            "policy.txt", "keys.txt", "checkpoint", "sh verify.sh gift.tlog-proof log.vkey",
            "liushui-verify receipt gift.tlog-proof --policy policy.txt"}  # fmt: skip


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[tuple[int, str]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}
        self.words += [
            (self.getpos()[0], value or "")
            for name, value in attrs
            if name in {"aria-label", "alt", "title", "placeholder"}
        ]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append((self.getpos()[0], data))


def test_every_marked_string_has_words_in_both_languages() -> None:
    faults = catalogues.faults()
    assert not faults, "\n".join(faults)


def test_one_english_text_has_one_chinese_text_over_all_modules() -> None:
    divided = catalogues.divided()
    assert not divided, "\n".join(divided)


def test_no_template_shows_text_that_is_not_marked_for_translation() -> None:
    found = []
    pages = [path for path in tracked(".html") if "templates" in path.parts]
    for path in pages:
        source = path.read_text(encoding="utf-8")
        plain = _TAG.sub(_same_lines, _BLOCKS.sub(_same_lines, source))
        reader = _VisibleText()
        reader.feed(plain)
        found += [
            f"{place(path)}:{line}: “{text.strip()[:60]}” -> wrap it in {{% translate %}}"
            for line, text in reader.words
            if _LETTERS.search(text) and text.strip() not in _NEUTRAL
        ]
    assert not found, "\n".join(found)


def _same_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
