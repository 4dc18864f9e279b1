"""The frame of every page: language, light, addresses that lead back."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "cookie", "header", "language"),
    [
        ("/", "", "", "zh-Hans"),
        ("/", "", "en-GB,en;q=0.8", "en"),
        ("/", "", "fr", "zh-Hans"),
        ("/", "zh-hans", "en", "zh-Hans"),
        ("/?lang=en", "zh-hans", "zh-CN", "en"),
        ("/?lang=tlh", "", "zh-TW", "zh-Hans"),
    ],
)
def test_a_page_speaks_what_was_asked_for_last(
    client: Client, address: str, cookie: str, header: str, language: str
) -> None:
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get(address, headers={"accept-language": header} if header else {})
    assert f'<html lang="{language}"' in answer.content.decode()


def test_a_chosen_language_is_kept_and_leads_back(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/find/"})
    assert answer.headers["location"] == "/find/"
    assert '<html lang="en"' in client.get("/").content.decode()


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_a_choice_never_leads_to_another_site(client: Client, away: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": away})
    assert answer.headers["location"] == "/"


def test_a_chosen_light_is_written_by_the_server_until_it_is_given_back(client: Client) -> None:
    client.post("/theme/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/").content.decode()
    client.post("/theme/", {"theme": ""})
    assert "data-bs-theme" not in client.get("/").content.decode()


def test_an_address_without_a_page_is_said_in_words(client: Client) -> None:
    answer = client.get("/nothing/here", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "There is nothing at this address." in answer.content.decode()
