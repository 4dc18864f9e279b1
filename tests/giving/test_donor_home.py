"""A giver's first page: everything over all organisations, and parts that sum to what was given."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from liushui.config.simulators.wechat_pay import Provider
from liushui.donors.queries import donor_home
from liushui.donors.views.home import tally_of
from liushui.giving.models import GiftOrder
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift, sequence_all
from liushui.parties.actors import Actor
from liushui.parties.models import Account
from liushui.parties.queries import actor_for
from tests.accounts.builders import sign_in
from tests.giving import builders as b
from tests.parties.builders import TODAY, lin, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


def gift(provider: Provider, actor: Actor, project: object, minor: int) -> GiftOrder:
    order = b.order(project, actor=actor, minor=minor)  # type: ignore[arg-type]
    b.settled(provider, order)
    return order


def test_gifts_of_all_organisations_sum_to_where_they_are(provider: Provider) -> None:
    giver, other = (actor_for(one.pk, TODAY) for one in (lin(), person("周远", "13800000009")))
    first, second = b.project(b.charity(1)), b.project(b.charity(2), "海边书屋")
    gifts = [gift(provider, giver, first, 300_00), gift(provider, giver, second, 50_00)]
    gift(provider, other, first, 999_00)
    sequence_all()
    refund_gift(gifts[1].reference, Money(20_00), key="back", happened_at=b.now())
    gift(provider, giver, first, 1_00)  # has no place yet

    found = donor_home(giver, at=b.now())
    tally = tally_of(found)

    assert (found.sum.count, found.sum.minor, found.sum.projects) == (3, 351_00, 2)
    assert (tally.given, tally.is_equal) == (351_00, True)
    assert (tally.of("wait"), tally.of("back")) == (331_00, 20_00)
    assert [(one.project.pk, one.count, one.minor) for one in found.projects] == [
        (first.pk, 2, 301_00),
        (second.pk, 1, 50_00),
    ]
    assert found.months[-1][1] == 351_00
    assert len(found.months) == 12


def test_the_page_shows_them_to_nobody_else(provider: Provider, client: Client) -> None:
    giver, stranger = lin(), person("周远", "13800000009")
    order = gift(provider, actor_for(giver.pk, TODAY), b.project(), 123_45)
    sequence_all()

    sign_in(client, Account.objects.get_or_create(person=giver)[0])
    page = client.get(reverse("donors:home")).content.decode()
    said = client.get(reverse("donors:home-json")).json()
    another = Client()
    sign_in(another, Account.objects.get_or_create(person=stranger)[0])
    theirs = another.get(reverse("donors:home")).content.decode()

    assert "123.45" in re.sub(r"<[^>]+>", "", page)
    assert order.reference in page
    assert said["amount"] == said["where"]["wait"] == 123_45
    assert order.reference not in theirs


def test_whoever_gave_nothing_is_led_to_the_projects(client: Client) -> None:
    sign_in(client, Account.objects.get_or_create(person=lin())[0])

    page = client.get(reverse("donors:home"), headers={"Accept-Language": "en"}).content.decode()

    assert "You have not given while signed in yet." in page
    assert 'href="/projects/"' in page
