"""The pages of places, and choosing one without scripts: each step is a page of its own."""

from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import translation

from liushui.places.forms import ChoosingForm, PlaceField
from liushui.places.models import FormerCode
from tests.places.builders import load_corner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _corner() -> None:
    load_corner()


class Asking(ChoosingForm):
    title = forms.CharField()
    place = PlaceField(required=False)


class Demanding(ChoosingForm):
    place = PlaceField()


def _seen(path: str, status: int = 200) -> str:
    answer = Client(headers={"accept-language": "en"}).get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_one_walks_from_the_country_down_to_a_village() -> None:
    for path, below in (
        ("/places/", "/places/44/"),
        ("/places/44/", "/places/4419/"),
        ("/places/4419/", "/places/441900101/"),
        ("/places/441900101/", "/places/441900101202/"),
        ("/places/441900101202/", "/places/4419/"),
    ):
        assert f'href="{below}"' in _seen(path)


def test_search_shows_the_whole_path() -> None:
    assert "广东省 东莞市 石碣镇" in _seen("/places/?q=shijie")
    assert "No place is called so" in _seen("/places/?q=nowhere")


def test_a_code_of_before_leads_to_the_place_of_today() -> None:
    FormerCode.objects.create(code="442527", name="东莞县", place_id="4419", since="1985-12")
    answer = Client().get("/places/442527/")
    assert (answer.status_code, answer["Location"]) == (301, "/places/4419/")
    assert "442527" in _seen("/places/4419/")
    assert Client().get("/places/98/").status_code == 404


def test_the_next_step_alone_is_given_to_pages_that_exchange_it() -> None:
    seen = _seen("/places/picker/?field=place&place_below=4419&place_do=next")
    assert '<input type="hidden" name="place_code" value="4419">' in seen
    assert "石碣镇" in seen
    assert "<html" not in seen
    for field in ("", "1x", "a" * 41, "x-y", "</p>"):
        assert Client().get("/places/picker/", {"field": field}).status_code == 404


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        ({"place_do": "next", "place_below": "44"}, "44"),
        ({"place_do": "next", "place_code": "44", "place_below": "4419"}, "4419"),
        ({"place_do": "next", "place": "石碣镇"}, "441900101"),
        ({"place_do": "next", "place": "442"}, "4420"),
        ({"place_do": "next", "place": "朝阳", "place_code": "110105"}, "110105"),
        ({"place_do": "up:44", "place_code": "441900101"}, "44"),
        ({"place_do": "up:", "place_code": "44"}, ""),
        ({"place_do": "next", "place_code": "44", "place_below": "nothing"}, "44"),
    ],
)
def test_each_button_leads_one_step_and_sends_nothing(posted: dict[str, str], code: str) -> None:
    form = Asking(posted)
    if form["place"].value().code != code:
        assert posted["place"] == "442"  # the beginning of several codes is asked back
        assert [one for one, _ in form["place"].value().meant] == ["4420", "442000001"]
    if form["place"].value().is_choosing:
        assert not form.is_valid()
        assert not form.errors, "what was not sent is not judged"


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        ({}, ""),
        ({"place_do": "next"}, ""),
        ({"place_do": "next", "place_code": "44"}, "44"),
        ({"place_code": "44"}, "44"),
        ({"place_code": "44", "place_below": "4419"}, "4419"),
        ({"place": "石碣镇", "place_code": "11"}, "441900101"),
        ({"place": "朝阳区", "place_code": "220104"}, "220104"),
        ({"place_code": "x"}, ""),
    ],
)
def test_a_form_that_is_sent_takes_where_one_stands(posted: dict[str, str], code: str) -> None:
    form = Asking({"title": "any", **posted})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == code


@pytest.mark.parametrize(
    ("form", "posted", "said"),
    [
        (Asking, {"place": "朝阳区"}, "Several regions are called so"),
        (Asking, {"place": "朝阳区", "place_code": "44"}, "Several regions are called so"),
        (Asking, {"place": "nowhere"}, "No region has this code or name"),
        (Demanding, {}, "errorlist"),
    ],
)
def test_an_unclear_place_is_refused(form: Any, posted: dict[str, str], said: str) -> None:
    with translation.override("en"):
        sent = form({"title": "any", **posted})
        assert not sent.is_valid()
    assert said in str(sent.errors["place"])
