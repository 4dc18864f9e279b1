"""What can be done with teams and firms."""

from liushui.teams.services.counting import FirmOrigin, TeamOrigin
from liushui.teams.services.firms import (
    FirmAsked,
    ask_for_firm,
    decide_request,
    dismiss,
    join_firm,
    leave_firm,
    let_act,
    name_pool,
    open_licence,
    renew_join_code,
)
from liushui.teams.services.folding import fold, fold_all
from liushui.teams.services.founding import (
    TeamAsked,
    change_team,
    close_team,
    found_part,
    found_team,
    new_code,
    stop_team,
)
from liushui.teams.services.handing import call_captain, take_back, take_lead
from liushui.teams.services.returning import follow_returns
from liushui.teams.services.statements import statement_of
from liushui.teams.services.wall import WORD_LIMIT, forget_words, judge_word, say_word

__all__ = [
    "WORD_LIMIT",
    "FirmAsked",
    "FirmOrigin",
    "TeamAsked",
    "TeamOrigin",
    "ask_for_firm",
    "call_captain",
    "change_team",
    "close_team",
    "decide_request",
    "dismiss",
    "fold",
    "fold_all",
    "follow_returns",
    "forget_words",
    "found_part",
    "found_team",
    "join_firm",
    "judge_word",
    "leave_firm",
    "let_act",
    "name_pool",
    "new_code",
    "open_licence",
    "renew_join_code",
    "say_word",
    "statement_of",
    "stop_team",
    "take_back",
    "take_lead",
]
