"""How figures, days, names and marks are written on pages. Loaded into every template.

Money comes in as whole minor units (or ``Money``); nothing here rounds or adds money.
"""

import re
from datetime import date, datetime
from functools import cache
from typing import Any

import segno
from django import template
from django.forms import BoundField, CheckboxInput, Select
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from liushui.kernel.clock import CHINA
from liushui.kernel.drawing.ripple import ripple_paths
from liushui.kernel.money import Money, format_yuan
from liushui.web.icons import ICONS, MARKS

register = template.Library()

NO_BREAK = "\u00a0"
_HAN = "\u3400-\u9fff"
_BETWEEN = re.compile(rf"(?<=[0-9%]) (?=[{_HAN}])|(?<=[{_HAN}]) (?=[0-9])")
_SIZES = frozenset({"s", "m", "l", "xl"})
STAGES = tuple(MARKS)


def _minor(amount: Money | int) -> int:
    return amount.minor if isinstance(amount, Money) else amount


@register.filter
def yuan(amount: Money | int | None, words: str = "") -> SafeString:
    """An amount of yuan as a figure. ``words``: a size (s m l xl), a stage, ``unit``; any mix."""
    if amount is None:
        return mark_safe("—")
    whole, _dot, decimals = format_yuan(_minor(amount)).partition(".")
    wanted = words.split()
    classes = ["amount"]
    classes += [f"amount-{word}" for word in wanted if word in _SIZES]
    classes += [f"is-{word}" for word in wanted if word in MARKS]
    unit = (
        format_html('<span class="amount-unit">{}</span>', unit_word()) if "unit" in wanted else ""
    )
    return format_html(
        '<span class="{}">{}<span class="amount-dec">.{}</span>{}</span>',
        " ".join(classes), whole, decimals, unit,
    )  # fmt: skip


@register.filter
def yuan_text(amount: Money | int | None) -> str:
    """The same figure as plain text, for titles, labels and sentences: ``1,234.50``."""
    return "—" if amount is None else format_yuan(_minor(amount))


@register.simple_tag(name="yuan_word")
def unit_word() -> str:
    """The unit that follows a figure."""
    return pgettext("unit after a figure", "yuan")


@register.filter
def count(number: int | None) -> str:
    """A whole number with thousands commas."""
    return "—" if number is None else f"{number:,}"


@register.filter
def percent(part: Money | int, whole: Money | int) -> str:
    """A share of ``whole`` to a tenth; 100.0% and 0.0% are said only when they are exact."""
    share, base = _minor(part), _minor(whole)
    if base <= 0:
        return "—"
    tenths = (share * 2000 + base) // (base * 2)
    if share < base:
        tenths = min(tenths, 999)
    if share > 0:
        tenths = max(tenths, 1)
    return f"{tenths // 10:,}.{tenths % 10}%"


@register.filter
def day(value: date | datetime | None, form: str = "") -> str:
    """``2026-09-12``; with ``"words"``, as it is said: 2026 年 9 月 12 日."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    if form != "words":
        return value.isoformat()
    if _is_english():
        return date_format(value, "j F Y").replace(" ", NO_BREAK)
    return f"{value.year} 年 {value.month} 月 {value.day} 日".replace(" ", NO_BREAK)


@register.filter
def moment(instant: datetime | None) -> str:
    """``2026-09-12 10:00`` in China, whatever the server's clock thinks."""
    if instant is None:
        return "—"
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}".replace(" ", NO_BREAK)


@register.filter
def local(thing: Any, name: str) -> str:
    """The text ``name`` of a thing in the reader's language, or the Chinese text without one."""
    text = _part(thing, f"{name}_en") if _is_english() else ""
    return bound(text or _part(thing, name) or "")


def _part(thing: Any, name: str) -> str:
    return str(thing.get(name, "") if isinstance(thing, dict) else getattr(thing, name, "") or "")


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def bound(text: Any) -> str:
    """Ties a figure to the 汉字 beside it, so that no line breaks between 6 and 所."""
    if isinstance(text, SafeString):
        return mark_safe(_BETWEEN.sub(NO_BREAK, text))  # noqa: S308  only spaces change
    return _BETWEEN.sub(NO_BREAK, str(text))


@register.filter
def heading(text: Any) -> SafeString:
    """A heading that may break after its colon and nowhere inside a figure with its 汉字."""
    tied = conditional_escape(bound(text))
    return mark_safe(tied.replace("：", "：<wbr>"))  # noqa: S308  escaped above


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A small line icon that a reader does not need: the words beside it say the same."""
    return mark_safe(  # noqa: S308  our own paths
        '<svg class="icon" viewBox="0 0 24 24" stroke-width="1.75" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{ICONS[name]}"/></svg>'
    )


@register.simple_tag
@cache
def stage_mark(stage: str = "") -> SafeString:
    """The mark of a stage; without a stage an empty mark that keeps words in line."""
    return mark_safe(  # noqa: S308  our own paths
        f'<svg class="stage-mark{f" is-stage-{stage}" if stage else ""}" viewBox="0 0 16 16"'
        f' aria-hidden="true" focusable="false">{MARKS[stage] if stage else ""}</svg>'
    )


@register.simple_tag
def stage_word(stage: str) -> str:
    """The one word for where money is."""
    return {
        "gift": pgettext("where money is", "Given"),
        "match": pgettext("where money is", "Matched"),
        "transit": pgettext("where money is", "On its way"),
        "used": pgettext("where money is", "Used"),
        "wait": pgettext("where money is", "Waiting"),
        "back": pgettext("where money is", "Returned"),
    }[stage]


@register.simple_tag
@cache
def ripple(number: str, width: int = 360) -> SafeString:
    """The water pattern of a project, worked out from its public number."""
    paths = "".join(f'<path d="{path}"/>' for path in ripple_paths(number, width=width))
    return mark_safe(  # noqa: S308  figures only
        f'<svg class="ripple" viewBox="0 0 {width} 72" preserveAspectRatio="none"'
        f' aria-hidden="true" focusable="false">{paths}</svg>'
    )


@register.simple_tag
def qr(text: str, label: str) -> SafeString:
    """A QR code drawn as one path; ``label`` says what scanning it does."""
    code = segno.make(text, error="m", micro=False)
    rows = [[bool(cell) for cell in row] for row in code.matrix]
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    side = len(rows) + 4
    return format_html(
        '<svg viewBox="-2 -2 {} {}" shape-rendering="crispEdges" role="img" aria-label="{}">'
        '<path d="{}"/></svg>',
        side, side, label, path,
    )  # fmt: skip


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A field's widget with the class of its kind; refused fields are marked for eye and ear."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, Select):
        kind = "form-select"
    else:
        kind = "form-control"
    given = widget.attrs.get("class", "")
    classes = f"{given} {kind}{' is-invalid' if field.errors else ''}".strip()
    return field.as_widget(attrs={"class": classes})


@register.filter
def live_facts(facts: dict[str, Any], name: str) -> SafeString:
    """A chart's figures for ``chart.js``, as JSON that no browser runs."""
    return json_script(facts, f"{name}-live")
