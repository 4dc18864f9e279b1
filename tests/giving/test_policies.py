"""The two faces of each policy agree: what may be seen alone is what is listed among many."""

import pytest

from liushui.giving import policies
from liushui.giving.models import GiftOrder
from liushui.giving.queries import gift_for
from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = pytest.mark.django_db


def cast(organisation_id: object) -> dict[str, Actor]:
    return {
        "lin": parties.as_donor(parties.lin()),
        "chen": parties.as_donor(parties.chen()),
        "wang": parties.holder(parties.wang(), organisation_id, Right.MONEY_APPROVE),
        "zhao": parties.holder(parties.zhao(), organisation_id, Right.GIFT_READ),
        "stranger": Actor.stranger(),
        "system": Actor.system("test"),
    }


def test_seen_alone_is_seen_among_many() -> None:
    near, far = giving.project(), giving.project(giving.charity(2))
    actors = cast(near.organisation)
    for project in (near, far):
        for actor in (actors["lin"], actors["chen"], giving.STRANGER):
            giving.order(project, actor=actor)
    for name, actor in actors.items():
        listed = set(policies.gifts_visible_to(actor))
        alone = {order for order in GiftOrder.objects.all() if policies.can_see(actor, order)}
        assert listed == alone, name
    seen = {name: len(policies.gifts_visible_to(actor)) for name, actor in actors.items()}
    # two gifts of guests for everyone; one's own two; the organisation's three
    assert seen == {"lin": 4, "chen": 4, "wang": 4, "zhao": 4, "stranger": 2, "system": 6}


def test_who_may_not_know_of_a_gift_is_told_that_there_is_none() -> None:
    actors = cast(giving.charity(3))
    order = giving.order(actor=actors["lin"])
    for name in ("chen", "wang", "zhao", "stranger"):
        with pytest.raises(NotFound):
            gift_for(actors[name], order.reference)
    assert gift_for(actors["lin"], order.reference) == order
