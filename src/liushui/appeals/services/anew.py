"""What changes after it was looked at is verified anew: when each part changed, and who vouches.

A look counts only for what it looked at (``queries.appeals.steps_checked``), and who vouched did
so for the person and the words that they read.
"""

from collections.abc import Hashable, Mapping
from datetime import datetime

from liushui.appeals.models import Appeal
from liushui.appeals.queries.people import opened_of
from liushui.appeals.states import Step
from liushui.parties.actors import Actor
from liushui.parties.queries import person_by_id, person_name

_OWN = Actor.system("appeals")
_FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.PERSON: ("person_id", "asker", "relation", "is_minor", "shows_name"),
    Step.NEED: ("need_kind", "title", "summary", "story"),
    Step.PROVIDER: (
        "provider_kind", "provider", "account_holder", "account_bank", "cost_minor", "estimate_id",
    ),
    Step.MEANS: (),
}  # fmt: skip
_SEALED = {Step.PERSON: ("identity", "phone"), Step.PROVIDER: ("account",)}
_VOUCHED_FOR = (Step.PERSON, Step.NEED)
Told = tuple[Hashable, ...]


def told(appeal: Appeal, part: Step) -> Told:
    """What a part says now, sealed words opened, to compare and to forget."""
    said: list[Hashable] = [getattr(appeal, name) for name in _FIELDS[part]]
    opened = {key: text for key, _words, text in opened_of(appeal)}
    said += [opened[key] for key in _SEALED.get(part, ())]
    if part == Step.PERSON and appeal.person_id is not None:
        said.append(person_name(_OWN, person_by_id(appeal.person_id)))
    if part == Step.MEANS:
        said += list(appeal.means.order_by("kind").values_list("kind", "amount_minor", "words"))
    return tuple(said)


def stamp(appeal: Appeal, part: Step, before: Told, *, at: datetime) -> None:
    """Note on the row, which the caller saves, that a part says something else than before.

    Whoever vouched for another person or other words is asked again by the same link.
    """
    if told(appeal, part) == before:
        return
    setattr(appeal, f"{part}_changed_at", at)
    if part in _VOUCHED_FOR:
        appeal.witnesses.exclude(confirmed_at=None).update(confirmed_at=None)
