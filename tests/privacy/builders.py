"""Lin's own data, as they are after a gift with her surname and words to the charity."""

from datetime import UTC, datetime
from typing import Any

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import Showing, certificate_of, place_order
from liushui.giving.states import Display
from liushui.kernel.money import Money
from liushui.ledger.services import sequence_all
from liushui.parties.actors import Actor
from liushui.parties.queries import actor_for
from tests.giving import builders as giving
from tests.parties import builders as parties

AT = datetime(2026, 7, 18, 1, 0, tzinfo=UTC)
MASKED = Showing(Display.MASKED)
WORDS = "愿山里的灯亮到天明"


def lin() -> Actor:
    """Lin as she is signed in."""
    return parties.as_donor(parties.lin())


def staff_of(body: Any, *rights: Any) -> Actor:
    """Wang in a post of this organisation, as of today."""
    parties.holder(parties.wang(), body, *rights)
    return actor_for(parties.wang().pk, giving.now().date())


def given_by(donor: Actor, provider: Provider, project: Any = None) -> Any:
    """A booked gift with her surname, her words and its certificate."""
    project = project or giving.project()
    order = place_order(
        donor, project=project.number, amount=Money(100_00), showing=MASKED, message=WORDS,
        at=giving.now(),
    )  # fmt: skip
    giving.settled(provider, order)
    sequence_all()
    order.refresh_from_db()
    certificate_of(donor, order.reference, at=giving.now())
    return order
