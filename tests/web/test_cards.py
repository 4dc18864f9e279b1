"""The picture of a shared link: a PNG of public facts, hidden where the project is hidden."""

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from liushui.insight.queries.whereabouts import whereabouts
from liushui.web.cards import HEIGHT, WIDTH, lines_of, tokens
from liushui.web.views.cards import BAR, _facts_of
from tests.insight import builders as insight
from tests.ledger.builders import give
from tests.projects.builders import an_open_project, charity


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("山路校车", ["山路校车"]),
        (
            "山路校车和六所村小学的午餐与热水、候车亭",
            ["山路校车和六所村小学的午餐与热水、", "候车亭"],
        ),
        (
            "Mountain school buses and lunches for six villages",
            ["Mountain school buses and lunches", "for six villages"],
        ),
    ],
)
def test_a_title_takes_two_lines_at_most(title: str, lines: list[str]) -> None:
    assert lines_of(title) == lines
    assert len(lines_of(title * 9)) == 2
    assert lines_of(title * 9)[-1].endswith("…")


def test_the_colours_are_those_of_the_light_page() -> None:
    assert {"paper", "ink", "azurite", "gift", "used"} <= set(tokens())


@pytest.mark.django_db
def test_a_project_has_a_card_and_its_page_names_it(client: Client) -> None:
    project = an_open_project(charity())
    give(project.fund, 100_00)
    address = f"/projects/{project.number}/card.png"
    picture = client.get(address)
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(picture.content)).size == (WIDTH, HEIGHT)
    page = client.get(f"/projects/{project.number}/").content.decode()
    assert f'content="http://testserver{address}"' in page


@pytest.mark.django_db
def test_what_is_hidden_has_no_card(client: Client) -> None:
    assert client.get("/projects/P2026999/card.png").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_gift_has_a_card_that_names_nobody(client: Client, language: str) -> None:
    reference = insight.the_story(insight.a_world())
    facts = _facts_of(whereabouts(reference))
    assert reference not in repr(facts)
    assert insight.GIVER not in repr(facts)
    drawn = sum(band["width"] for band in facts["bands"])
    assert BAR - 2 * len(facts["bands"]) - 1 < drawn <= BAR
    assert sum(part["minor"] for part in facts["parts"]) == facts["given"]
    address = f"/gifts/{reference}/card.png"
    picture = client.get(address, headers={"accept-language": language})
    assert Image.open(BytesIO(picture.content)).size == (WIDTH, HEIGHT)
    assert picture["X-Robots-Tag"] == "noindex, nofollow"
    page = client.get(f"/gifts/{reference}/where").content.decode()
    assert f'content="http://testserver{address}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["x", "LS-20260718-7KQ2MR4T-H"])
def test_no_gift_has_no_card(client: Client, reference: str) -> None:
    assert client.get(f"/gifts/{reference}/card.png").status_code == 404
