"""Many values in one parameter: written as the database reads an array, which costs a tenth."""

from collections.abc import Iterable


def array_of(numbers: Iterable[int]) -> str:
    """The literal of an array of whole numbers, for a parameter that is cast to ``bigint[]``."""
    return f"{{{','.join(map(str, numbers))}}}"


def array_of_texts(texts: Iterable[str | None]) -> str:
    """The literal of an array of texts, whatever stands in them, for a cast parameter."""
    return f"{{{','.join(map(_quoted, texts))}}}"


def _quoted(text: str | None) -> str:
    if text is None:
        return "null"
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
