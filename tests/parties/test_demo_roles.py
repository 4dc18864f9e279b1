"""One click is enough in the demo, and nowhere else."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor
from liushui.parties.models import Account, AuditRecord, DemoRole, Person
from liushui.parties.services import DemoOnly, offer_demo_role, sign_in_as_role
from tests.parties.builders import lin

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.DEMO = True
    return settings


def offer(person: Person, title: str = "捐赠人") -> DemoRole:
    about = ("捐钱，看钱到了哪里。", "Gives, and sees where it went.")
    return offer_demo_role("donor", title, "Donor", person, "/me/gifts/", about)


@pytest.mark.usefixtures("demo")
def test_a_visitor_is_lin_with_one_click(client: Client) -> None:
    someone = lin()
    offer(someone)
    page = client.get("/demo/").content.decode()
    assert "捐赠人" in page
    assert "捐钱，看钱到了哪里。" in page
    assert 'action="/demo/sign-in/donor/"' in page
    assert "Gives, and sees where it went." in client.get("/demo/?lang=en").content.decode()
    answer = client.post("/demo/sign-in/donor/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/gifts/")
    assert client.session["_auth_user_id"] == str(Account.objects.get(person=someone).pk)
    assert AuditRecord.objects.filter(verb="demo.signed_in").count() == 1


@pytest.mark.usefixtures("demo")
def test_without_a_gift_to_follow_there_is_no_start(client: Client) -> None:
    offer(lin())
    assert "Start here" not in client.get("/demo/?lang=en").content.decode()


@pytest.mark.usefixtures("demo")
def test_one_click_means_a_form(client: Client) -> None:
    offer(lin())
    assert client.get("/demo/sign-in/donor/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/demo/sign-in/donor/").status_code == 403
    assert client.post("/demo/sign-in/emperor/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_offering_a_role_twice_keeps_one_card_with_the_newest_words() -> None:
    someone = lin()
    offer(someone)
    assert offer(someone, "一位捐赠人").title == "一位捐赠人"
    assert DemoRole.objects.count() == 1


def test_outside_the_demo_there_is_nothing(client: Client, demo: Any) -> None:
    someone = lin()
    offer(someone)
    demo.DEMO = False
    for address in ("/demo/", "/demo/messages/"):
        assert client.get(address).status_code == 404
    assert client.post("/demo/sign-in/donor/").status_code == 404
    assert "_auth_user_id" not in client.session
    for act in (lambda: offer(someone), lambda: sign_in_as_role(Actor.stranger(), key="donor")):
        with pytest.raises(DemoOnly) as refused:
            act()
        assert refused.value.code == "demo_only"
        assert isinstance(refused.value, NotFound)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("landing", ["https://evil.example", "//evil.example", "/\\evil", "me"])
def test_a_role_lands_on_our_own_pages(landing: str) -> None:
    with pytest.raises(IntegrityError, match="lands_at_home"), transaction.atomic():
        offer_demo_role("donor", "捐赠人", "Donor", lin(), landing)


@pytest.mark.usefixtures("demo")
def test_the_list_of_roles_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    offer(lin())
    with django_assert_num_queries(1):
        client.get("/demo/")
