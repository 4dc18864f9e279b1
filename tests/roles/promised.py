"""A donor of the story gives regularly to the project of the guide's gift."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.kernel.clock import day_of
from liushui.parties.queries import demo_role
from liushui.payments.provider import WECHAT
from liushui.recurring.links import token_of
from liushui.recurring.models import Mandate
from liushui.recurring.states import Every, MandateState

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def promised_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """A promise that runs: no provider is set up in the walk, so it is written as it would be."""
    guide = stage.plan.gifts[stage.plan.guide]
    one = Mandate.objects.create(
        code="MROLEWALK",
        project_id=stage.projects[guide.project].pk,
        donor_id=demo_role("donor").person_id,
        provider=WECHAT,
        amount_minor=100_00,
        every=Every.MONTH,
        day=5,
        display="anonymous",
        state=MandateState.ACTIVE,
        due_from=day_of(at),
        created_at=at,
    )
    return {"mandate": one.code, "mandate_link": token_of(one)}
