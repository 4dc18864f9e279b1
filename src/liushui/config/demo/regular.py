"""The story's regular gift: Lin gives every month, signed for at the simulated provider."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import now

from liushui.config.simulators.wechat_pay.contracts import STORY_CONTRACT, contract_id_of
from liushui.giving.states import Display
from liushui.kernel.clock import day_of
from liushui.kernel.money import Money
from liushui.parties.actors import Actor
from liushui.payments.provider import WECHAT
from liushui.recurring.services import EarlierMandate, take_over_mandate

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage

CODE = STORY_CONTRACT.removesuffix("A1")
_MINOR, _PROJECT, _DAYS_AHEAD = 50_00, "medical", 12


def promise_regularly(stage: "Stage") -> None:
    """Lin's promise runs; the next day is far enough that visitors see it waiting."""
    at = now()
    promise = EarlierMandate(
        code=CODE,
        project=stage.projects[_PROJECT],
        donor_id=stage.people["lin"].pk,
        provider=WECHAT,
        contract_id=contract_id_of(STORY_CONTRACT),
        amount=Money(_MINOR),
        day=day_of(at + timedelta(days=_DAYS_AHEAD)).day,
        display=Display.ANONYMOUS,
        begun_at=stage.on(-40, 600),
    )
    take_over_mandate(Actor.system("demo"), promise, at=at)
