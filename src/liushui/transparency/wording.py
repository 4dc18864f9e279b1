"""What an entry says in clear, in words. Nothing here reads more than the leaf itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from liushui.kernel.money import format_yuan

KINDS: Mapping[str, str | Promise] = {
    "donation": pgettext_lazy("kind of log entry", "Gift"),
    "income": pgettext_lazy("kind of log entry", "Other money in"),
    "transfer": pgettext_lazy("kind of log entry", "Money passed on"),
    "refund": pgettext_lazy("kind of log entry", "Gift that went back"),
    "correction": pgettext_lazy("kind of log entry", "Correction"),
    "alloc": pgettext_lazy("kind of log entry", "Money set aside"),
    "expense": pgettext_lazy("kind of log entry", "Cost"),
    "disburse": pgettext_lazy("kind of log entry", "Money paid out"),
    "goods_in": pgettext_lazy("kind of log entry", "Goods that came"),
    "goods_move": pgettext_lazy("kind of log entry", "Goods that moved"),
    "goods_out": pgettext_lazy("kind of log entry", "Goods handed over"),
    "goods_ack": pgettext_lazy("kind of log entry", "Goods acknowledged"),
    "hours": pgettext_lazy("kind of log entry", "Hours of service"),
    "summary": pgettext_lazy("kind of log entry", "Sum of a day"),
    "certificate": pgettext_lazy("kind of log entry", "Certificate"),
    "doc": pgettext_lazy("kind of log entry", "Document"),
    "policy": pgettext_lazy("kind of log entry", "Whom to trust"),
    "key": pgettext_lazy("kind of log entry", "Change of keys"),
    "anchor": pgettext_lazy("kind of log entry", "Time stamp"),
    "erasure": pgettext_lazy("kind of log entry", "Erasure"),
    "genesis": pgettext_lazy("kind of log entry", "Beginning"),
}
_MEMBERS: Mapping[str, str | Promise] = {
    "org": _("Organisation"),
    "no": pgettext_lazy("of a log entry", "Number in this year"),
    "d": _("Day"),
    "prj": _("Project"),
    "cur": pgettext_lazy("of a log entry", "Currency"),
    "amt": _("Amount"),
    "amt_hidden": _("Amount"),
    "delta": pgettext_lazy("of a log entry", "Change"),
    "to_org": pgettext_lazy("of a log entry", "To organisation"),
    "to_prj": pgettext_lazy("of a log entry", "To project"),
    "why": pgettext_lazy("of a log entry", "Why it moved"),
    "ch": pgettext_lazy("of a log entry", "How it came"),
    "restr": pgettext_lazy("of a log entry", "What for"),
    "reason": _("Reason"),
    "basis": pgettext_lazy("of a log entry", "Basis in law"),
    "roles": pgettext_lazy("of a log entry", "Approved by"),
    "ref": pgettext_lazy("of a log entry", "Refers to"),
    "ref_hash": pgettext_lazy("of a log entry", "Hash of that entry"),
    "type": pgettext_lazy("of a log entry", "Kind of certificate"),
    "from": pgettext_lazy("of a log entry", "From"),
    "until": pgettext_lazy("of a log entry", "Valid until"),
    "to": pgettext_lazy("of a log entry", "To"),
    "cat": pgettext_lazy("of a log entry", "Category"),
    "payee": pgettext_lazy("of a log entry", "Paid to"),
    "city": pgettext_lazy("of a log entry", "City"),
    "district": pgettext_lazy("of a log entry", "District"),
    "item": pgettext_lazy("of a log entry", "Goods"),
    "unit": pgettext_lazy("of a log entry", "Unit"),
    "qty": pgettext_lazy("of a log entry", "Quantity"),
    "batch": pgettext_lazy("of a log entry", "Batch"),
    "act": pgettext_lazy("of a log entry", "Activity"),
    "min": pgettext_lazy("of a log entry", "Minutes"),
    "role": pgettext_lazy("of a log entry", "Role"),
    "cnt": pgettext_lazy("of a log entry", "Gifts counted"),
    "in": pgettext_lazy("of a log entry", "Came in"),
    "out": pgettext_lazy("of a log entry", "Went out"),
    "first": pgettext_lazy("of a log entry", "From entry"),
    "last": pgettext_lazy("of a log entry", "Up to entry"),
    "digest": pgettext_lazy("of a log entry", "SHA-256 of the file"),
    "path": pgettext_lazy("of a log entry", "File"),
    "size": pgettext_lazy("of a log entry", "Entries"),
    "old": pgettext_lazy("of a log entry", "Old key"),
    "new": pgettext_lazy("of a log entry", "New key"),
    "sig_old": pgettext_lazy("of a log entry", "Signed by the old key"),
    "sig_new": pgettext_lazy("of a log entry", "Signed by the new key"),
    "idx": pgettext_lazy("of a log entry", "Entries that nobody can open any more"),
    "origin": pgettext_lazy("of a log entry", "Name of the log"),
    "prev_origin": pgettext_lazy("of a log entry", "Log before this one"),
    "prev_size": pgettext_lazy("of a log entry", "Its entries"),
    "prev_root": pgettext_lazy("of a log entry", "Its root"),
}
_CHANNELS: Mapping[str, str | Promise] = {
    "wechat": _("WeChat Pay"),
    "wechat_native": _("WeChat Pay, scanned"),
    "wechat_h5": _("WeChat Pay, on a phone"),
    "wechat_jsapi": _("WeChat Pay, inside WeChat"),
    "wechat_mandate": _("WeChat Pay, regularly"),
    "alipay_page": _("Alipay, on its page"),
    "alipay_wap": _("Alipay, on a phone"),
    "alipay_qr": _("Alipay, scanned"),
    "alipay_mandate": _("Alipay, regularly"),
    "sheet": _("A published list"),
    "bank_transfer": _("Bank transfer"),
    "cash": _("Cash"),
    "cheque": _("Cheque"),
    "other": pgettext_lazy("how a gift came", "Entered in the books"),
}
_USES: Mapping[str, str | Promise] = {
    "none": pgettext_lazy("what a gift is for", "the project as a whole"),
    "wish": pgettext_lazy("what a gift is for", "one thing that the giver chose"),
}
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


def kind_word(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def told(leaf: Mapping[str, Any], *, is_withheld: bool = False) -> str:
    """The entry in one sentence."""
    if is_withheld:
        return pgettext("log entry", "An entry that the law withholds")
    say = _SENTENCES.get(str(leaf.get("k", "")))
    if say is None:
        return pgettext("log entry", "An entry of a kind that this version does not know")
    return say(leaf)


def members(leaf: Mapping[str, Any], names: Mapping[str, Any]) -> Iterator[Member]:
    """Everything in clear, in the order of the table; ``names``: organisations by their code."""
    for name in sorted((leaf.keys() - _UNSAID), key=_order):
        yield _member(name, leaf[name], leaf, names)


def project_word(number: str) -> str:
    """The project of a leaf, as a sentence names it."""
    if number == "GENERAL":
        return pgettext("in a sentence about a log entry", "the charity's work as a whole")
    if number == "PERSONAL":
        return pgettext("in a sentence about a log entry", "a personal appeal")
    return pgettext("in a sentence about a log entry", "project %(number)s") % {"number": number}


def _order(name: str) -> int:
    known = list(_MEMBERS)
    return known.index(name) if name in _MEMBERS else len(known)


def _member(name: str, value: Any, leaf: Mapping[str, Any], names: Mapping[str, Any]) -> Member:
    label = str(_MEMBERS.get(name, name))
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
    words_of: Mapping[str, str | Promise] = {"ch": _CHANNELS, "restr": _USES}.get(name, {})
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
