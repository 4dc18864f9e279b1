"""Whether a paper is ours, unaltered, and still holds: by its code, or by its bytes.

Nothing is told that the paper itself does not say; who has neither the code nor the bytes learns
nothing, not even that a number was given.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from liushui.accounts.services.trying import Share, TooManyGuesses, count_guess
from liushui.documents.queries import (
    Standing,
    Verdict,
    document_numbered,
    standing_of,
    verdict_on,
)
from liushui.documents.services import is_check_code
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.papers import queries
from liushui.papers.models import GiftPaper

_UPLOADS = ((timedelta(hours=1), 30), (timedelta(days=1), 200))


class TooManyChecks(DomainError):
    """One network had too many files looked at."""

    code = "too_many_checks"
    status = 429
    message = gettext_noop("Too many files were looked at from here.")
    remedy = gettext_noop("Wait %(minutes)s minutes, or scan the code on the paper.")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. ``paper``: the gift's paper that it is, if it is one."""

    verdict: Verdict
    paper: GiftPaper | None
    is_by_code: bool = False

    @property
    def standing(self) -> Standing | None:
        return self.verdict.standing

    @property
    def why(self) -> str:
        """Why the paper holds no more, in words."""
        reversal = self.standing.reversal if self.standing else None
        return queries.why_word(reversal.why) if reversal is not None else ""

    @property
    def sentence(self) -> str:
        """What was found, in one sentence."""
        if self.standing is None:
            if self.verdict.is_altered:
                return _("This paper was altered after this site had signed it.")
            return _("This is no paper of this site, or it is a picture or a print of one.")
        if not self.standing.holds:
            return _("This is a paper of this site. It was reversed and holds no more.")
        if self.verdict.is_redrawn:
            return _("This site signed this paper. It has been drawn anew under its number since.")
        if self.is_by_code:
            return _("There is such a paper of this site, and it holds.")
        return _("This is a paper of this site, unaltered, and it holds.")


def check_by_code(number: str, code: str) -> Checked:
    """The paper with this number, whose QR code has this word. Raises ``NotFound``."""
    document = document_numbered(number) if is_check_code(number, code) else None
    if document is None:
        raise NotFound
    verdict = Verdict(standing_of(document))
    return Checked(verdict, queries.paper_behind(document), is_by_code=True)


def check_upload(content: bytes, *, address: str, at: datetime) -> Checked:
    """What these bytes are found to be. Raises ``TooManyChecks``."""
    try:
        count_guess([Share("paper-check", address, _UPLOADS)], at=at)
    except TooManyGuesses as many:
        raise TooManyChecks(**many.facts) from None
    verdict = verdict_on(content)
    paper = queries.paper_behind(verdict.standing.document) if verdict.standing else None
    return Checked(verdict, paper)
