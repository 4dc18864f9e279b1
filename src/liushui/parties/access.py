"""What a post allows, and the gate for those who hold it."""

from enum import StrEnum

from liushui.base.access import DEMO_ONLY, PUBLIC, SIGNED_IN, Access

__all__ = ["DEMO_ONLY", "PUBLIC", "SIGNED_IN", "Access", "Right", "holders_of"]


class Right(StrEnum):
    """What a post allows within its organisation and region."""

    PROJECT_EDIT = "project.edit"
    MONEY_DRAFT = "money.draft"
    MONEY_APPROVE = "money.approve"
    MONEY_PAY = "money.pay"
    USE_REPORT = "use.report"
    CASE_EDIT = "case.edit"
    GIFT_READ = "gift.read"
    GIFT_IMPORT = "gift.import"
    BOOKS_SEAL = "books.seal"
    AUDIT_READ = "audit.read"
    POSTS_MANAGE = "posts.manage"
    BODY_EDIT = "body.edit"
    INSTALLATION_MANAGE = "installation.manage"
    PRIVACY_ANSWER = "privacy.answer"
    REPORTS_READ = "reports.read"
    BODY_OVERSEE = "body.oversee"


def holders_of(*rights: Right) -> Access:
    """The gate for those who hold, in any organisation, at least one of these rights."""
    return Access(signed_in=True, rights=frozenset(rights))
