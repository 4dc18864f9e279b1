"""Switching parts of the site on and off for one organisation (D22)."""

from datetime import datetime

from django.db import transaction

from liushui.kernel.errors import NotFound
from liushui.onboarding.errors import PartSwitchedOff
from liushui.onboarding.models import PartSetting
from liushui.onboarding.parts import part_named
from liushui.onboarding.queries.boards import body_with_board
from liushui.onboarding.queries.parts import is_on
from liushui.parties.actors import Actor
from liushui.parties.services import record


@transaction.atomic
def switch_part(
    actor: Actor, credit_code: str, part: str, *, on: bool, at: datetime
) -> PartSetting:
    """Use a part, or use it no more. The same again changes nothing; what was booked stays.

    Raises ``NotFound`` for a part that is none, ``NotAllowed``.
    """
    body = body_with_board(actor, credit_code)
    if part_named(part) is None:
        raise NotFound
    setting, fresh = PartSetting.objects.select_for_update().get_or_create(
        organisation_id=body.pk,
        part=part,
        defaults={"is_on": True, "set_by": actor.name, "set_at": at},
    )
    if setting.is_on != on or (fresh and not on):
        setting.is_on, setting.set_by, setting.set_at = on, actor.name, at
        setting.save(update_fields=["is_on", "set_by", "set_at"])
        record(actor, "part.switched_on" if on else "part.switched_off", setting, at=at, part=part)
    return setting


def require_on(organisation_id: int, part: str) -> None:
    """Demand that the organisation uses the part. Raises ``PartSwitchedOff``."""
    if not is_on(organisation_id, part):
        raise PartSwitchedOff(part=part)
