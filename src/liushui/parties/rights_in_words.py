"""What each right is called where people choose or read it."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from liushui.parties.access import Right

WORDS: Mapping[Right, Promise] = {
    Right.PROJECT_EDIT: _("write projects and their reports"),
    Right.MONEY_DRAFT: _("draft payments"),
    Right.MONEY_APPROVE: _("approve payments and sign agreements"),
    Right.MONEY_PAY: _("send payments to the bank"),
    Right.USE_REPORT: _("report uses with vouchers"),
    Right.CASE_EDIT: _("work on cases"),
    Right.GIFT_READ: _("read gifts and payments"),
    Right.GIFT_IMPORT: _("import gifts from sheets"),
    Right.BOOKS_SEAL: _("seal the books of a month"),
    Right.AUDIT_READ: _("read the records of what was done"),
    Right.POSTS_MANAGE: _("give out posts"),
    Right.BODY_EDIT: _("edit the organisation's page"),
    Right.INSTALLATION_MANAGE: _("run this site"),
    Right.PRIVACY_ANSWER: _("answer people's requests about their data"),
    Right.REPORTS_READ: _("read what subordinate organisations report"),
    Right.BODY_OVERSEE: _(
        "judge with another, as board or supervisors, what nobody independent can"
    ),
}


def in_words(rights: Iterable[str]) -> Sequence[str]:
    """The rights in the order of the list above, in the reader's language."""
    held = frozenset(rights)
    return [str(words) for right, words in WORDS.items() if right in held]
