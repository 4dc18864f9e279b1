"""What the interface for programs does of its own: tokens, their calls, and kept answers."""

from liushui.api.services.answering import Call, Kept, claim_answer, empty_answers, keep_answer
from liushui.api.services.counting import count_call
from liushui.api.services.tokens import (
    MOST_DAYS,
    MOST_TOKENS,
    NewToken,
    TokenPlan,
    end_token,
    end_tokens_of,
    forget_tokens,
    make_own_token,
    make_token,
    require_plan,
)

__all__ = [
    "MOST_DAYS",
    "MOST_TOKENS",
    "Call",
    "Kept",
    "NewToken",
    "TokenPlan",
    "claim_answer",
    "count_call",
    "empty_answers",
    "end_token",
    "end_tokens_of",
    "forget_tokens",
    "keep_answer",
    "make_own_token",
    "make_token",
    "require_plan",
]
