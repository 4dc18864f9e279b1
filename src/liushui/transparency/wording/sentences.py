"""An entry in one sentence."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from liushui.kernel.money import format_yuan
from liushui.transparency.wording.words import project_word


def told(leaf: Mapping[str, Any], *, is_withheld: bool = False) -> str:
    """The entry in one sentence."""
    if is_withheld:
        return pgettext("log entry", "An entry that the law withholds")
    say = _SENTENCES.get(str(leaf.get("k", "")))
    if say is None:
        return pgettext("log entry", "An entry of a kind that this version does not know")
    return say(leaf)


def _sum(leaf: Mapping[str, Any], name: str = "amt") -> str:
    amount = int(leaf.get(name, 0))
    if leaf.get("cur", "CNY") == "CNY":
        return pgettext("an amount", "%(sum)s yuan") % {"sum": format_yuan(abs(amount))}
    return f"{amount} {leaf['cur']}"


def _donation(leaf: Mapping[str, Any]) -> str:
    facts = {"project": project_word(leaf["prj"])}
    if leaf["prj"] == "PERSONAL":
        if leaf.get("amt_hidden"):
            return pgettext(
                "log entry", "A sum that the giver keeps private, for a personal appeal"
            )
        return pgettext("log entry", "%(sum)s for a personal appeal") % {"sum": _sum(leaf)}
    if leaf.get("amt_hidden"):
        words = pgettext("log entry", "Gift of a sum that the giver keeps private, for %(project)s")
        return words % facts
    return pgettext("log entry", "Gift of %(sum)s for %(project)s") % {**facts, "sum": _sum(leaf)}


def _refund(leaf: Mapping[str, Any]) -> str:
    facts = {"sum": _sum(leaf, "delta"), "index": leaf["ref"]}
    return pgettext("log entry", "%(sum)s of the gift in entry %(index)s went back") % facts


def _correction(leaf: Mapping[str, Any]) -> str:
    return pgettext("log entry", "Corrects entry %(index)s") % {"index": leaf["ref"]}


def _out(words: str | Promise) -> Callable[[Mapping[str, Any]], str]:
    def say(leaf: Mapping[str, Any]) -> str:
        facts = {"sum": _sum(leaf), "project": project_word(leaf["prj"])}
        return str(words) % facts

    return say


def _goods(words: str | Promise) -> Callable[[Mapping[str, Any]], str]:
    def say(leaf: Mapping[str, Any]) -> str:
        facts = {"item": leaf["item"], "unit": leaf["unit"], "quantity": f"{leaf['qty']:,}"}
        return str(words) % facts

    return say


def _hours(leaf: Mapping[str, Any]) -> str:
    return pgettext("log entry", "%(minutes)s minutes of service") % {"minutes": leaf["min"]}


def _transfer(leaf: Mapping[str, Any]) -> str:
    facts = {"sum": _sum(leaf), "project": project_word(leaf["prj"])}
    words = pgettext("log entry", "%(sum)s went from %(project)s to %(other)s")
    return words % {**facts, "other": project_word(leaf["to_prj"])}


def _summary(leaf: Mapping[str, Any]) -> str:
    words = pgettext("log entry", "What came in and went out for %(project)s since the last sum")
    return words % {"project": project_word(leaf["prj"])}


def _anchor(leaf: Mapping[str, Any]) -> str:
    words = pgettext("log entry", "A third party stamped the head of %(size)s entries")
    return words % {"size": f"{leaf['size']:,}"}


def _erasure(leaf: Mapping[str, Any]) -> str:
    words = pgettext("log entry", "What %(count)s entries hold back can no longer be opened here")
    return words % {"count": len(leaf["idx"])}


def _plain(words: str | Promise) -> Callable[[Mapping[str, Any]], str]:
    return lambda _leaf: str(words)


_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "donation": _donation,
    "income": _out(pgettext_lazy("log entry", "%(sum)s came to %(project)s, not as a gift")),
    "transfer": _transfer,
    "refund": _refund,
    "correction": _correction,
    "alloc": _out(pgettext_lazy("log entry", "%(sum)s set aside for %(project)s")),
    "expense": _out(pgettext_lazy("log entry", "%(sum)s of costs of %(project)s")),
    "disburse": _out(pgettext_lazy("log entry", "%(sum)s paid out for %(project)s")),
    "goods_in": _goods(pgettext_lazy("log entry", "%(quantity)s %(unit)s of %(item)s came in")),
    "goods_move": _goods(pgettext_lazy("log entry", "%(quantity)s %(unit)s of %(item)s moved")),
    "goods_out": _goods(
        pgettext_lazy("log entry", "%(quantity)s %(unit)s of %(item)s handed over")
    ),
    "goods_ack": _goods(
        pgettext_lazy(
            "log entry", "%(quantity)s %(unit)s of %(item)s acknowledged by who received them"
        )
    ),
    "hours": _hours,
    "summary": _summary,
    "certificate": _plain(pgettext_lazy("log entry", "A certificate of the organisation")),
    "doc": _plain(pgettext_lazy("log entry", "The digest of a document")),
    "policy": _plain(pgettext_lazy("log entry", "The digest of whom this log asks to trust")),
    "key": _plain(pgettext_lazy("log entry", "A new key, signed by the old one and by itself")),
    "anchor": _anchor,
    "erasure": _erasure,
    "genesis": _plain(pgettext_lazy("log entry", "The log begins")),
}
