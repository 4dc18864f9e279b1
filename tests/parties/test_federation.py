"""A federation has five levels and no circle; below asks, above agrees."""

from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.models import Organisation
from liushui.parties.queries.organisations_above import body_at, overseen_for, tree_around
from liushui.parties.services.federating import ask_to_stand_under, leave_superior
from liushui.parties.services.two_people import Decision, decide_proposal
from tests.parties import builders as b
from tests.places.builders import load_corner

pytestmark = pytest.mark.django_db


@pytest.fixture
def levels() -> list[Organisation]:
    """Six federations, five of them one under the other."""
    bodies = [
        b.organisation(number, kind="federation", name=f"第{number}级慈善会")
        for number in range(1, 7)
    ]
    for upper, lower in pairwise(bodies[:5]):
        Organisation.objects.filter(pk=lower.pk).update(superior=upper)
    return bodies


def _manager(body: Organisation, phone: str) -> Actor:
    return b.holder(b.person("管", phone), body, Right.POSTS_MANAGE)


def _ask(actor: Actor, below: Organisation, above: Organisation) -> int:
    return ask_to_stand_under(actor, below.credit_code, above.credit_code, at=b.AT).pk


def test_the_lower_asks_and_the_upper_agrees(levels: list[Organisation]) -> None:
    below, above = levels[5], levels[1]
    first, second = _manager(below, "13800000011"), _manager(above, "13800000012")
    key = _ask(first, below, above)
    assert Organisation.objects.get(pk=below.pk).superior_id is None
    with pytest.raises(DomainError):
        decide_proposal(first, key, Decision(agrees=True), at=b.AT)
    decide_proposal(second, key, Decision(agrees=True), at=b.AT)
    assert Organisation.objects.get(pk=below.pk).superior == above
    with pytest.raises(NotAllowed):
        leave_superior(second, below.credit_code, at=b.AT)
    leave_superior(first, below.credit_code, at=b.AT)
    assert Organisation.objects.get(pk=below.pk).superior_id is None


@pytest.mark.parametrize(
    ("below", "above", "code"),
    [(5, 4, "too_many_levels"), (0, 4, "circle_of_bodies"), (2, 2, "circle_of_bodies"),
     (0, 5, "too_many_levels")],
)  # fmt: skip
def test_no_sixth_level_and_no_circle(
    levels: list[Organisation], below: int, above: int, code: str
) -> None:
    actor = _manager(levels[below], "13800000011")
    with pytest.raises(DomainError) as refused:
        _ask(actor, levels[below], levels[above])
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("below", "above", "name"),
    [(5, 4, "five_levels"), (0, 5, "five_levels"), (0, 3, "no_circle")],
)
def test_the_database_refuses_both(
    levels: list[Organisation], below: int, above: int, name: str
) -> None:
    rows = Organisation.objects.filter(pk=levels[below].pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(superior=levels[above])


def test_what_was_right_when_asked_is_asked_again_when_agreed(levels: list[Organisation]) -> None:
    below, above = levels[5], levels[3]
    key = _ask(_manager(below, "13800000011"), below, above)
    other = b.organisation(7)
    Organisation.objects.filter(pk=other.pk).update(superior=below)
    with pytest.raises(DomainError) as refused:
        decide_proposal(_manager(above, "13800000012"), key, Decision(agrees=True), at=b.AT)
    assert refused.value.code == "too_many_levels"


def test_everyone_sees_the_whole_tree_from_any_of_its_bodies(levels: list[Organisation]) -> None:
    top = tree_around(levels[3].credit_code)
    assert top.organisation == levels[0]
    names = []
    while top.below:
        [top] = top.below
        names.append(top.organisation.name)
    assert names == [body.name for body in levels[1:5]]
    page = Client().get(f"/organisations/{levels[3].credit_code}/tree/").content.decode()
    assert all(body.name in page for body in levels[:5])
    assert levels[5].name not in page


def test_of_two_at_one_place_the_higher_stands_for_it(levels: list[Organisation]) -> None:
    load_corner()
    city = "110105"
    older, younger = levels[5], b.organisation(8, kind="federation", name="新市会")
    Organisation.objects.filter(pk=younger.pk).update(superior=levels[0])
    Organisation.objects.filter(pk=older.pk).update(superior=younger)
    Organisation.objects.filter(pk__in=[older.pk, younger.pk]).update(place=city)
    assert body_at(older.pk, city) == younger
    outside = b.organisation(9)
    assert body_at(outside.pk, city) is None


def test_who_oversees_sees_each_body_below_and_no_other(levels: list[Organisation]) -> None:
    upper = b.holder(b.person("督", "13800000013"), levels[1], Right.REPORTS_READ)
    assert overseen_for(upper, levels[3].credit_code).level == 2
    for other in (levels[0], levels[1], levels[5]):
        with pytest.raises(NotFound):
            overseen_for(upper, other.credit_code)
