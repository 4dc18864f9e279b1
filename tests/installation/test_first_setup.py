"""The first set-up: open to whoever has the word, ends on a working site, and never comes again."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from liushui.base.home import Home
from liushui.installation.models import Setup
from liushui.installation.queries import value_of
from liushui.installation.services import SetupIncomplete, finish_setup
from liushui.installation.setup_token import setup_token
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.kernel.ids import credit_code_check
from liushui.parties.access import Right
from liushui.parties.models import Account, Organisation, Post
from liushui.parties.queries import actor_for
from tests.parties.builders import AT, organisation

pytestmark = pytest.mark.django_db
OPERATOR = {
    "name": "青溪县慈善会", "credit_code": "51110000500000123P", "kind": "foundation",
    "name_en": "", "short_name": "",
}  # fmt: skip
PERSON = {"name": "王志远", "phone": "138 0000 0002", "title": "管理员", "agree": "on"}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Home:
    settings.DEMO = False
    settings.HOME = Home(tmp_path / "home")
    return settings.HOME


def admitted(home: Home) -> Client:
    client = Client()
    answer = client.get("/setup/", {"token": setup_token(home)})
    assert answer.status_code == 302
    assert answer["Location"] == "/setup/organisation/", "the word does not stay in the address"
    return client


def code() -> str:
    return "53110000500000123" + credit_code_check("53110000500000123")


def begun(home: Home) -> Client:
    client = admitted(home)
    for step, form in (("organisation", OPERATOR | {"credit_code": code()}), ("person", PERSON)):
        answer = client.post(f"/setup/{step}/", form)
        assert answer.status_code == 302, answer.content.decode()
    return client


def test_from_the_word_to_a_working_site(home: Home, tmp_path: Path) -> None:
    client = begun(home)
    place = tmp_path / "backups"
    place.mkdir()
    assert client.post("/setup/backup/", {"backup-place": "nowhere"}).status_code == 422
    kept = client.post("/setup/backup/", {"backup-place": str(place), "backup-keep": "14"})
    assert kept["Location"] == "/setup/backup/", "it stays, so that it can be tried"
    assert client.post("/setup/backup/try/").status_code == 302
    while (step := client.get("/setup/", follow=True).request["PATH_INFO"]) != "/setup/finish/":
        assert client.post(step, {"skip": "1"}).status_code == 302
    done = client.post("/setup/finish/")
    assert done["Location"] == "/me/security/"
    assert client.get("/console/installation/").status_code == 200, "the person is signed in"
    assert value_of("backup.place") == str(place)
    person = Account.objects.get().person
    actor = actor_for(person.pk, day_of(now()))
    body = Organisation.objects.get()
    assert actor.holds(Right.POSTS_MANAGE, body.pk)
    assert not set(Post.objects.get().rights) & {r.value for r in Right if "money" in r}
    for address in ("/setup/", "/setup/organisation/", f"/setup/?token={setup_token(home)}"):
        assert client.get(address).status_code == 404
    with pytest.raises(NotFound):
        finish_setup(at=AT)


def test_nobody_gets_in_without_the_word(home: Home) -> None:
    client = Client()
    assert client.get("/setup/").status_code == 200
    assert client.get("/setup/?token=x").status_code == 422
    assert client.post("/setup/", {"token": "x"}).status_code == 422
    assert client.post("/setup/", {"token": ""}).status_code == 422
    for step in ("organisation", "person", "backup", "finish"):
        assert client.get(f"/setup/{step}/")["Location"] == "/setup/"
        assert client.post(f"/setup/{step}/", OPERATOR)["Location"] == "/setup/"
    assert client.post("/setup/backup/try/")["Location"] == "/setup/"
    assert not Organisation.objects.exists()
    assert client.post("/setup/", {"token": f" {setup_token(home).upper()} "}).status_code == 302


def test_the_word_of_another_installation_opens_nothing(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    assert setup_token(other) != setup_token(home)
    assert Client().post("/setup/", {"token": setup_token(other)}).status_code == 422


def test_an_installation_in_use_has_no_first_setup(home: Home) -> None:
    organisation()
    assert Client().get("/setup/", {"token": setup_token(home)}).status_code == 404


def test_the_demo_has_no_first_setup(home: Home, settings: Any) -> None:
    settings.DEMO = True
    assert Client().get("/setup/", {"token": setup_token(home)}).status_code == 404


def test_each_step_is_kept_and_shown_again(home: Home) -> None:
    client = begun(home)
    assert OPERATOR["name"] in client.get("/setup/organisation/").content.decode()
    again = client.post("/setup/organisation/", OPERATOR | {"credit_code": code()})
    assert again.status_code == 302
    assert Organisation.objects.count() == 1
    assert client.post("/setup/person/", PERSON | {"phone": "13800000009"}).status_code == 302
    assert Account.objects.count() == 0
    assert Setup.objects.get().person_id is not None


def test_a_slip_of_the_pen_is_said_beside_its_field(home: Home) -> None:
    client = admitted(home)
    refused = client.post("/setup/organisation/", OPERATOR | {"credit_code": "5" * 18})
    assert refused.status_code == 422
    assert "id_credit_code_error" in refused.content.decode()
    assert client.post("/setup/person/", PERSON).status_code == 409
    client.post("/setup/organisation/", OPERATOR | {"credit_code": code()})
    refused = client.post("/setup/person/", PERSON | {"phone": "12"})
    assert refused.status_code == 422
    assert "id_phone_error" in refused.content.decode()
    assert client.post("/setup/person/", PERSON | {"agree": ""}).status_code == 422


def test_it_cannot_end_with_nobody_in_charge(home: Home) -> None:
    client = admitted(home)
    assert client.post("/setup/finish/").status_code == 409
    with pytest.raises(SetupIncomplete):
        finish_setup(at=AT)


def test_the_pages_name_the_step_and_what_was_left(home: Home) -> None:
    client = begun(home)
    shown = client.get("/setup/finish/").content.decode()
    left = re.findall(r'href="/setup/(\w+)/"', shown.split('id="left"')[1].split("</section>")[0])
    assert left
    assert "organisation" not in left
