"""The mark in every size, as the mark is now; and the manifest that names its sizes."""

import io
import json

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from liushui.web.favicons import FOLDER, ICO, ICO_SIDES, PICTURES, drawn


def test_the_pictures_are_those_of_the_mark() -> None:
    again = "draw them anew: python -m liushui.web.favicons"
    for name, content in drawn().items():
        assert (FOLDER / name).read_bytes() == content, again


def test_each_picture_has_the_side_that_its_name_says() -> None:
    for name, (side, _free) in PICTURES.items():
        with Image.open(FOLDER / name) as picture:
            assert picture.size == (side, side)
    with Image.open(io.BytesIO((FOLDER / ICO).read_bytes())) as icon:
        assert {side for side, _ in icon.info["sizes"]} == set(ICO_SIDES)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("zh-hans", "流水"), ("en", "Liushui")])
def test_the_manifest_speaks_the_readers_language(client: Client, language: str, name: str) -> None:
    answer = client.get("/site.webmanifest", headers={"accept-language": language})
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert told["name"] == name
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]


@pytest.mark.django_db
def test_a_browser_that_is_told_nothing_finds_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".ico")
