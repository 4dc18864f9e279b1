"""What a test says of itself: which operations it is answered at. ``conftest`` holds it to that."""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., None])


def answered_at(*operations: str) -> Callable[[Test], Test]:
    """Say of a test that it is answered with 2xx at each of these operations, or fails."""

    def say(test: Test) -> Test:
        test.answered = frozenset(operations)  # type: ignore[attr-defined]
        return test

    return say
