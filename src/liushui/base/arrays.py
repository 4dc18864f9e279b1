"""Many numbers in one parameter: written as the database reads an array, which costs a tenth."""

from collections.abc import Iterable


def array_of(numbers: Iterable[int]) -> str:
    """The literal of an array of whole numbers, for a parameter that is cast to ``bigint[]``."""
    return f"{{{','.join(map(str, numbers))}}}"
