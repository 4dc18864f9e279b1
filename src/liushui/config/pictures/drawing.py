"""One picture of a little ledger, as SVG that stands alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import override

from liushui.config.pictures.cases import Case, Told
from liushui.config.pictures.reading import lines_of
from liushui.insight.queries.wording import kind_word
from liushui.kernel.drawing.lines import lay_lines
from liushui.ledger.states import Kind
from liushui.web.cards import tokens

LANGUAGES: Mapping[str, str] = {"": "en", ".zh": "zh-hans"}
_UNSAID = frozenset({Kind.GIFT, Kind.ADVANCE, Kind.OPENING})


@dataclass(frozen=True, slots=True)
class Picture:
    """``name`` of its file under docs/pictures, and what stands in it."""

    name: str
    svg: str


def draw(case: Case) -> list[Picture]:
    """Play the case in the ledger and draw what the rows then say, in both languages.

    Call it inside a transaction that is undone.
    """
    told = case.play()
    return [
        Picture(f"ledger-{case.name}{ending}.svg", _drawn(case, told, language))
        for ending, language in LANGUAGES.items()
    ]


def _drawn(case: Case, told: Told, language: str) -> str:
    with override(language):
        words = {kind.value: kind_word(kind) for kind in Kind if kind not in _UNSAID}
        names = {fund: label.said(language) for fund, label in told.funds.items()}
        givers = {number: label.said(language) for number, label in told.givers.items()}
        drawn = lines_of(names, givers, words)
        hues = {label.said(language): tokens()[label.hue] for label in told.givers.values()}
        lines = lay_lines(names, drawn.pieces, drawn.links, hues)
        facts = {
            "title": case.title.said(language),
            "told": case.sentence.said(language),
            "lines": lines,
            "ink": tokens(),
        }
        return render_to_string("config/lines.svg", facts)
