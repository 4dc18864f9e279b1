"""The word for each kind of entry, each member of one, and each code that a value may be."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

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
MEMBERS: Mapping[str, str | Promise] = {
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
CHANNELS: Mapping[str, str | Promise] = {
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
USES: Mapping[str, str | Promise] = {
    "none": pgettext_lazy("what a gift is for", "the project as a whole"),
    "wish": pgettext_lazy("what a gift is for", "one thing that the giver chose"),
}


def kind_word(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def project_word(number: str) -> str:
    """The project of a leaf, as a sentence names it."""
    if number == "GENERAL":
        return pgettext("in a sentence about a log entry", "the charity's work as a whole")
    if number == "PERSONAL":
        return pgettext("in a sentence about a log entry", "a personal appeal")
    return pgettext("in a sentence about a log entry", "project %(number)s") % {"number": number}
