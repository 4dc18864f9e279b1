"""The record of what was done, for those who audit it."""

from django.db.models import QuerySet

from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import AuditRecord


def records_for_audit(actor: Actor) -> QuerySet[AuditRecord]:
    """What was done under the posts of organisations whose record the actor may read.

    What the system did by itself, and what people did for themselves, is nobody's post's doing.
    """
    records = AuditRecord.objects.select_related("post__organisation")
    if actor.is_system:
        return records
    audited = actor.organisations_with(Right.AUDIT_READ)
    return records.filter(post__organisation_id__in=audited)
