"""Channels by which lists of gifts come, each with how its columns are read."""

from collections.abc import Mapping
from datetime import datetime

from liushui.giving.models import ImportSource
from liushui.parties.actors import Actor
from liushui.parties.services import record


def source_named(
    actor: Actor, organisation_id: int, name: str, *, columns: Mapping[str, str], at: datetime
) -> ImportSource:
    """The organisation's channel of this name, made if it is new; columns that are said are kept.

    Call it inside a transaction.
    """
    source, fresh = ImportSource.objects.get_or_create(
        organisation_id=organisation_id,
        name=name,
        defaults={"columns": columns, "made_at": at, "by": actor.name},
    )
    if not fresh and columns and columns != source.columns:
        source.columns = columns
        source.save(update_fields=["columns"])
        record(actor, "gifts.source_changed", source, at=at, columns=len(columns))
    return source
