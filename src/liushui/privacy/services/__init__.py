"""What people may have done with their own data, and how organisations answer."""

from liushui.privacy.services.answering import (
    AnswerMissing,
    Giving,
    answer_question,
    read_question,
    record_given,
)
from liushui.privacy.services.asking import (
    QuestionMissing,
    ask_question,
    call_back_erasure,
    correct,
    lift,
    request_erasure,
    stop,
)
from liushui.privacy.services.children import (
    ChildBornWrong,
    ChildTooOld,
    TooManyChildren,
    add_child,
)
from liushui.privacy.services.consenting import say
from liushui.privacy.services.copies import forget_copies, make_copy, open_copy
from liushui.privacy.services.erasing import erase_due, forget_requests
from liushui.privacy.services.on_paper import (
    AsksAlone,
    NumberUnknown,
    call_back_on_paper,
    request_on_paper,
)

__all__ = [
    "AnswerMissing",
    "AsksAlone",
    "ChildBornWrong",
    "ChildTooOld",
    "Giving",
    "NumberUnknown",
    "QuestionMissing",
    "TooManyChildren",
    "add_child",
    "answer_question",
    "ask_question",
    "call_back_erasure",
    "call_back_on_paper",
    "correct",
    "erase_due",
    "forget_copies",
    "forget_requests",
    "lift",
    "make_copy",
    "open_copy",
    "read_question",
    "record_given",
    "request_erasure",
    "request_on_paper",
    "say",
    "stop",
]
