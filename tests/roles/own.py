"""What donors of the story have of their own: a child in care, and a question that waits."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from liushui.kernel.clock import day_of
from liushui.parties.queries import actor_for, demo_role
from liushui.privacy.services import add_child, ask_question

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def own_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """The keys by which the addresses of one's own data are walked."""
    donor = actor_for(demo_role("donor").person_id, day_of(at))
    born = date(day_of(at).year - 8, 1, 1)
    child = add_child(donor, name="林小满", born_on=born, language="zh-hans", at=at)
    another = stage.donors[1].pk  # who gave to the county's charity
    asked = ask_question(
        actor_for(another, day_of(at)),
        another,
        words="我的姓名给过别人吗？",
        organisation_id=stage.bodies["county"].pk,
        at=at,
    )
    return {"child": child.pk, "question": asked.key}
