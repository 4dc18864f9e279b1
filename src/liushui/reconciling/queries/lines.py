"""Lines, and the words that their senders wrote: opened for who works on them, masked else."""

import json
from collections.abc import Mapping, Sequence

from liushui.base import vault
from liushui.reconciling.models import Line, LineWords

WORDS = "line_words"


def words_of(lines: Sequence[Line]) -> Mapping[int, tuple[str, str, str]]:
    """Sender, the sender's account and words, by line; erased and unsaid ones are left out."""
    boxes = list(LineWords.objects.filter(line__in=lines))
    opened = vault.open_many(WORDS, [(box.vault_id, box.sealed) for box in boxes])
    found = {}
    for box, text in zip(boxes, opened, strict=True):
        if text is not None:
            sender, account, words = json.loads(text)
            found[box.line_id] = (sender, account, words)
    return found
