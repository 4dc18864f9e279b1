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
from liushui.privacy.services.locking import (
    OpeningOver,
    ReasonMissing,
    SecondOfficerNeeded,
    ask_opening,
    decide_opening,
    end_locked,
    lock_away,
    read_locked,
)
from liushui.privacy.services.on_paper import (
    AsksAlone,
    NumberUnknown,
    call_back_on_paper,
    request_on_paper,
)
from liushui.privacy.services.registers import (
    Assessed,
    AssessmentEmpty,
    BreachNotTold,
    BreachOver,
    BreachTimeWrong,
    BreachTold,
    add_step,
    enter_assessment,
    enter_breach,
)
from liushui.privacy.services.retaining import apply_rules
from liushui.privacy.services.telling_log import tell_log

__all__ = [
    "AnswerMissing",
    "AsksAlone",
    "Assessed",
    "AssessmentEmpty",
    "BreachNotTold",
    "BreachOver",
    "BreachTimeWrong",
    "BreachTold",
    "ChildBornWrong",
    "ChildTooOld",
    "Giving",
    "NumberUnknown",
    "OpeningOver",
    "QuestionMissing",
    "ReasonMissing",
    "SecondOfficerNeeded",
    "TooManyChildren",
    "add_child",
    "add_step",
    "answer_question",
    "apply_rules",
    "ask_opening",
    "ask_question",
    "call_back_erasure",
    "call_back_on_paper",
    "correct",
    "decide_opening",
    "end_locked",
    "enter_assessment",
    "enter_breach",
    "erase_due",
    "forget_copies",
    "forget_requests",
    "lift",
    "lock_away",
    "make_copy",
    "open_copy",
    "read_locked",
    "read_question",
    "record_given",
    "request_erasure",
    "request_on_paper",
    "say",
    "stop",
    "tell_log",
]
