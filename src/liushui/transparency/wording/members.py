"""What an entry says in clear, member by member: its name, its value in words, where it leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, pgettext

from liushui.kernel.money import format_yuan
from liushui.transparency.wording.words import CHANNELS, MEMBERS, USES, project_word

if TYPE_CHECKING:
    from django.utils.functional import Promise

_MONEY = frozenset({"amt", "delta", "in", "out"})
_PLACES = frozenset({"ref", "first", "last"})
_DAYS = frozenset({"d", "from", "until"})
_UNSAID = frozenset({"v", "k", "sd"})


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that a leaf says in clear: its name there, in words, its value, where it leads."""

    name: str
    label: str
    value: str
    href: str = ""
    is_code: bool = False


def members(leaf: Mapping[str, Any], names: Mapping[str, Any]) -> Iterator[Member]:
    """Everything in clear, in the order of the table; ``names``: organisations by their code."""
    for name in sorted((leaf.keys() - _UNSAID), key=_order):
        yield _member(name, leaf[name], leaf, names)


def _order(name: str) -> int:
    known = list(MEMBERS)
    return known.index(name) if name in MEMBERS else len(known)


def _member(name: str, value: Any, leaf: Mapping[str, Any], names: Mapping[str, Any]) -> Member:
    label = str(MEMBERS.get(name, name))
    if name in {"org", "payee", "to_org"} or (name == "to" and value in names):
        return _organisation(name, label, str(value), names)
    if name in {"prj", "to_prj"}:
        return _project(name, label, str(value))
    if name in _PLACES:
        words = pgettext("log", "entry %(index)s") % {"index": value}
        return Member(name, label, words, reverse("transparency:entry", args=[value]))
    words = _value(name, value, leaf)
    if words:
        return Member(name, label, words)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return Member(name, label, text, is_code=not isinstance(value, int) and name not in _DAYS)


def _value(name: str, value: Any, leaf: Mapping[str, Any]) -> str:
    """The value in words, or nothing where it stands as it is."""
    if name == "amt_hidden":
        return gettext("kept private by the giver")
    if name in _MONEY and leaf.get("cur") == "CNY":
        return pgettext("an amount", "%(sum)s yuan") % {"sum": format_yuan(value)}
    words_of: Mapping[str, str | Promise] = {"ch": CHANNELS, "restr": USES}.get(name, {})
    return str(words_of.get(value, "")) if isinstance(value, str) else ""


def _organisation(name: str, label: str, code: str, names: Mapping[str, Any]) -> Member:
    known = names.get(code)
    if known is None:
        return Member(name, label, code, is_code=True)
    shown = str(known.name_en or known.name) if _reads_english() else str(known.name)
    return Member(name, label, shown, _address("insight:organisation", code))


def _project(name: str, label: str, number: str) -> Member:
    words = project_word(number)
    href = (
        _address("projects:project", number) if number[:1] == "P" and number[1:].isdigit() else ""
    )
    return Member(name, label, words[:1].upper() + words[1:], href)


def _address(name: str, *words: str) -> str:
    """The page of it, where this installation has one."""
    try:
        return reverse(name, args=words)
    except NoReverseMatch:
        return ""


def _reads_english() -> bool:
    return (get_language() or "").startswith("en")
