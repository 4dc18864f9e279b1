"""Whose funds the story's are. Its organisations are invented and say so by their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from liushui.config.story.plan import FundPlan, Story, purpose_of
from liushui.kernel.clock import CHINA
from liushui.kernel.ids import credit_code_check
from liushui.ledger.services import holder_of_organisation, open_fund, sink
from liushui.ledger.states import Purpose, SinkUse
from liushui.parties.actors import Actor
from liushui.parties.services import register_organisation

if TYPE_CHECKING:
    from liushui.ledger.models import Fund, Holder

OPENED = datetime(2016, 9, 1, 8, 0, tzinfo=CHINA)
_PARTNER, _LOCAL, _USED = 7, 8, 9  # groups of funds and sinks behind those that gifts go to


@dataclass(frozen=True, slots=True)
class Chain:
    """Two levels behind a fund, and where what it pays for is used."""

    partner: "Fund"
    local: "Fund"
    uses: tuple["Fund", ...]


class Books:
    """The story's holders and funds, opened when first asked for."""

    def __init__(self, story: Story) -> None:
        self._titles = {one.number: one.title for one in story.programmes.values()}
        self._holders: dict[tuple[int, int], Holder] = {}
        self.ids: Mapping[int, int] = {}

    def open(self, story: Story) -> Mapping[int, int]:
        """Every fund that gifts go to: its id by its purpose id."""
        self.ids = {plan.purpose_id: self.fund(plan).pk for plan in story.funds}
        return self.ids

    def fund(self, plan: FundPlan) -> "Fund":
        """The fund of the plan."""
        holder = self.holder(plan.programme, plan.holder)
        return open_fund(holder, purpose=Purpose(plan.purpose_kind, plan.purpose_id))

    def chain(self, plan: FundPlan) -> Chain:
        """Through whose hands this fund's money goes on."""
        number = plan.purpose_id % 1_000_000
        partner, local = (self.holder(0, 10 * level + number % 5) for level in (1, 2))

        def purpose(group: int, place: int = 0) -> Purpose:
            return Purpose("load", purpose_of(plan.programme, group, number * 10 + place))

        return Chain(
            open_fund(partner, purpose=purpose(_PARTNER)),
            open_fund(local, purpose=purpose(_LOCAL)),
            tuple(sink(local, SinkUse.USED, purpose=purpose(_USED, n)) for n in range(3)),
        )

    def holder(self, programme: int, number: int) -> "Holder":
        """An organisation of this programme; of programme 0, one that works on the ground."""
        known = self._holders.get((programme, number))
        if known is None:
            stem = f"51100000R{programme:02d}{number:06d}"
            organisation = register_organisation(
                Actor.system("load"),
                credit_code=stem + credit_code_check(stem),
                kind="foundation" if programme else "service",
                name=f"{self._titles.get(programme, '执行机构')}（示例）{number + 1}",
                at=OPENED,
            )
            known = holder_of_organisation(organisation.pk)
            self._holders[programme, number] = known
        return known
