"""The audit record: who did what, in the same transaction or it did not happen."""

from datetime import datetime

from django.db.models import Model
from django.utils.timezone import now

from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord

Fact = str | int | bool | None


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


def _acting_post(actor: Actor, thing: Model | None) -> int | None:
    organisation_id = getattr(thing, "organisation_id", None)
    there = [p.post_id for p in actor.posts if organisation_id in (None, p.organisation_id)]
    return there[0] if len(there) == 1 else None
