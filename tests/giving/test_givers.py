"""The ledger knows one giver's gifts by a number that names nobody."""

import pytest

from liushui.config.simulators.wechat_pay import Provider
from liushui.ledger.models import Movement
from liushui.ledger.services import sequence_all
from liushui.parties.queries import actor_for
from tests.giving import builders as giving
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def test_a_person_s_gifts_bear_one_number_another_s_another_and_a_guest_s_none(
    provider: Provider,
) -> None:
    project = giving.project()
    lin, wang = parties.person("林", "13800000001"), parties.person("王", "13800000002")
    two = [actor_for(lin.pk, parties.AT.date())] * 2
    guests = [giving.STRANGER, giving.STRANGER]
    for actor in [*two, actor_for(wang.pk, parties.AT.date()), *guests]:
        giving.settled(provider, giving.order(project, actor=actor))
    sequence_all()
    gifts = Movement.objects.filter(kind="gift", target=project.fund_id).order_by("lo")
    numbers = list(gifts.values_list("giver", flat=True))
    assert numbers[0] == numbers[1] != numbers[2]
    assert numbers[3:] == [None, None]
    assert all(0 <= number < 2**63 and number not in {lin.pk, wang.pk} for number in numbers[:3])
