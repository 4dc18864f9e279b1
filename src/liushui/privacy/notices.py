"""What people are told about their own data."""

from liushui.kernel.errors import gettext_noop
from liushui.messaging.kinds import Channel, NoticeKind

_ALL = frozenset(Channel)
ERASURE_ASKED = "privacy.erasure_asked"
QUESTION_ANSWERED = "privacy.question_answered"

KINDS = (
    NoticeKind(
        ERASURE_ASKED,
        gettext_noop("Your data are about to be erased"),
        gettext_noop("Erasure was asked for. If it was not you, call it back by %(day)s."),
        unasked=_ALL,
        is_owed=True,
    ),
    NoticeKind(
        QUESTION_ANSWERED,
        gettext_noop("Answers about your data"),
        gettext_noop("Your question about your data was answered."),
        unasked=frozenset({Channel.MAIL}),
        is_owed=True,
    ),
)
