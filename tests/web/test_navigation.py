"""Menus: one list for all, the role table says who sees what, one link says where one is."""

import pytest
from django.test import Client

from liushui.parties.access import Right
from liushui.parties.actors import Actor, PostHeld
from liushui.web.navigation import CONSOLE, OWN, PUBLIC, console_groups, is_open, own_links

STRANGER = Actor.stranger()


def _holder(*rights: Right) -> Actor:
    return Actor("person:1", person_id=1, posts=(PostHeld(1, 1, frozenset(rights)),))


def _hrefs(actor: Actor, path: str = "/console/") -> list[str]:
    return [link.href for group in console_groups(actor, path) for link in group.links]


def test_a_link_is_shown_to_whom_the_gate_lets_through() -> None:
    assert "/console/money-out/" in _hrefs(_holder(Right.MONEY_APPROVE))
    assert "/console/money-out/" not in _hrefs(_holder(Right.PROJECT_EDIT))
    assert _hrefs(STRANGER) == []
    assert own_links(STRANGER, "/", {}) == []
    assert not is_open("no:such", _holder(*Right))


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/console/", "/console/"),
        ("/console/projects/P2026001/edit/", "/console/projects/"),
        ("/console/money-out/new/", "/console/money-out/"),
    ],
)
def test_one_link_says_where_one_is(path: str, here: str) -> None:
    groups = console_groups(_holder(*Right), path)
    assert [link.href for group in groups for link in group.links if link.is_here] == [here]


def test_every_place_of_a_menu_exists() -> None:
    everyone = _holder(*Right)
    places = [*PUBLIC, *OWN, *(place for _name, _label, some in CONSOLE for place in some)]
    assert [one.address for one in places if not is_open(one.address, everyone)] == []


@pytest.mark.django_db
def test_a_stranger_is_offered_to_sign_in_and_no_menu_of_own_pages(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "is-sign-in" in page
    assert "is-account" not in page
