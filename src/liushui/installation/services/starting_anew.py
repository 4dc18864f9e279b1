"""Asking ``up`` to start the web, the worker and the sequencer anew with the settings now kept."""

from datetime import datetime

from django.db import connection, transaction

from liushui.installation import policies
from liushui.parties.actors import Actor
from liushui.parties.services import record

CHANNEL = "liushui_start_anew"


@transaction.atomic
def start_anew(actor: Actor, *, at: datetime) -> None:
    """Tell ``up``, once this is committed; without ``up`` nobody hears. Raises ``NotAllowed``."""
    policies.require_manage(actor)
    with connection.cursor() as cursor:
        cursor.execute(f"notify {CHANNEL}")
    record(actor, "installation.start_anew", at=at)
