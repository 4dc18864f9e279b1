"""The audit record: who did what, in the same transaction or it did not happen."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.timezone import now

from liushui.base.reading import Note
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord, Person

Fact = str | int | bool | None
_ON_ONE_RECORD = 50


def record(
    actor: Actor,
    verb: str,
    thing: Model | None = None,
    *,
    at: datetime | None = None,
    **facts: Fact,
) -> AuditRecord:
    """Write that the actor did this. Facts are numbers and codes, never personal data.

    The post is the actor's only one in the thing's organisation, where that is clear.
    """
    return AuditRecord.objects.create(
        at=at or now(),
        actor=actor.name,
        post_id=_acting_post(actor, thing),
        verb=verb,
        thing_kind=thing._meta.label_lower if thing is not None else "",  # noqa: SLF001
        thing_id=thing.pk if thing is not None else None,
        facts=facts,
    )


def record_opened(actor: Actor, opened: Iterable[Note], *, page: str, at: datetime) -> int:
    """Write whose sealed fields somebody opened on which page; how many records.

    One's own are left out. Whose it is stands there by the number of the key, which no name is
    behind once the person is erased.
    """
    whose: dict[str, set[str]] = {}
    own = _own_key(actor)
    for vault_id, field in opened:
        if vault_id != own:
            whose.setdefault(str(vault_id), set()).add(field)
    listed = sorted(whose)
    for start in range(0, len(listed), _ON_ONE_RECORD):
        some = listed[start : start + _ON_ONE_RECORD]
        fields = sorted({field for one in some for field in whose[one]})
        record(
            actor, "sealed.opened", at=at, page=page, people=len(some), fields=" ".join(fields),
            whose=" ".join(some),
        )  # fmt: skip
    return -(-len(listed) // _ON_ONE_RECORD)


def _own_key(actor: Actor) -> UUID | None:
    own = Person.objects.filter(pk=actor.person_id or 0)
    return own.values_list("vault_id", flat=True).first()


def _acting_post(actor: Actor, thing: Model | None) -> int | None:
    organisation_id = getattr(thing, "organisation_id", None)
    there = [p.post_id for p in actor.posts if organisation_id in (None, p.organisation_id)]
    return there[0] if len(there) == 1 else None
