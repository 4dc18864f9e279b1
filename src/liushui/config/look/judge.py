"""What is wrong with a page, in words: from the facts that ``judge.js`` reads off it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from liushui.config.look.words import orphan_chinese, orphan_english

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def findings(facts: Mapping[str, Any], language: str) -> Iterator[str]:
    """Each fault in one line. ``language`` is what the page was asked for: "zh-hans" or "en"."""
    if facts["sideways"] > 0:
        yield f"runs out of the screen by {facts['sideways']} px"
    if facts["missing"]:
        yield f"has no glyph for {facts['missing']}"
    yield from (f"cuts off {one}" for one in facts["cut"])
    for marked, text in facts["words"]:
        if language == "zh-hans" and not marked.startswith("en"):
            orphans = orphan_english(text)
            if orphans:
                yield f"English on a 中文 page: {' '.join(orphans)} (in: {text[:60]})"
        elif language == "en" and not marked.startswith("zh") and orphan_chinese(text):
            yield f"中文 on an English page: {text[:60]}"
