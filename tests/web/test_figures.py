"""Figures, days and names as readers see them, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString

from liushui.kernel.money import Money
from liushui.web.icons import ICONS, MARKS
from liushui.web.templatetags import figures

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "words", "html"),
    [
        (1234_50, "", '<span class="amount">1,234<span class="amount-dec">.50</span></span>'),
        (
            Money(7),
            "s",
            '<span class="amount amount-s">0<span class="amount-dec">.07</span></span>',
        ),
        (
            -5_00,
            "used",
            '<span class="amount is-used">-5<span class="amount-dec">.00</span></span>',
        ),
        (None, "xl", "—"),
    ],
)
def test_an_amount_always_shows_its_decimals(
    amount: Money | int | None, words: str, html: str
) -> None:
    assert figures.yuan(amount, words) == html


def test_the_unit_follows_the_figure_in_the_readers_language() -> None:
    with translation.override("en"):
        assert figures.yuan(1_00, "unit").endswith('<span class="amount-unit">yuan</span></span>')
    assert figures.yuan_text(1234_50) == "1,234.50"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (927_898_25, 1_200_000_00, "77.3%"),
        (119_999_999, 120_000_000, "99.9%"),
        (120_000_000, 120_000_000, "100.0%"),
        (130_000_000, 120_000_000, "108.3%"),
        (1, 120_000_000, "0.1%"),
        (0, 120_000_000, "0.0%"),
        (5, 0, "—"),
    ],
)
def test_all_and_nothing_are_said_only_when_exact(part: int, whole: int, text: str) -> None:
    assert figures.percent(part, whole) == text


def test_days_are_those_of_china() -> None:
    late = datetime(2026, 9, 11, 18, 30, tzinfo=UTC)
    assert figures.day(late) == "2026-09-12"
    assert figures.moment(late) == f"2026-09-12{NO_BREAK}02:30"
    assert figures.day(None) == figures.moment(None) == "—"


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "2026 年 9 月 12 日"), ("en", "12 September 2026")]
)
def test_a_day_in_words_never_breaks(language: str, words: str) -> None:
    with translation.override(language):
        assert figures.day(date(2026, 9, 12), "words") == words.replace(" ", NO_BREAK)


@pytest.mark.parametrize(
    ("language", "thing", "text"),
    [
        ("en", {"title": "校车", "title_en": "Buses"}, "Buses"),
        ("en", {"title": "校车", "title_en": ""}, "校车"),
        ("zh-hans", {"title": "校车", "title_en": "Buses"}, "校车"),
        ("zh-hans", {"title": "6 所村小"}, f"6{NO_BREAK}所村小"),
    ],
)
def test_a_text_is_shown_in_the_readers_language_if_there_is_one(
    language: str, thing: dict[str, str], text: str
) -> None:
    with translation.override(language):
        assert figures.local(thing, "title") == text


def test_a_heading_is_escaped_and_breaks_only_after_its_colon() -> None:
    assert figures.heading("<b>：6 所") == f"&lt;b&gt;：<wbr>6{NO_BREAK}所"
    assert figures.heading(SafeString("<b>：</b>")) == "<b>：<wbr></b>"


def test_every_stage_has_one_mark_and_one_word() -> None:
    words = [figures.stage_word(stage) for stage in MARKS]
    assert len(set(words)) == len(MARKS) == 6
    assert all(f"is-stage-{stage}" in figures.stage_mark(stage) for stage in MARKS)
    assert "path" in figures.icon("check")
    assert "check" in ICONS


def test_a_code_to_scan_says_what_it_does() -> None:
    words = Context({"text": "https://example.org/1", "label": 'Opens "it"'})
    drawn = Template("{% qr text label %}").render(words)
    assert 'aria-label="Opens &quot;it&quot;"' in drawn
    assert "style" not in drawn
