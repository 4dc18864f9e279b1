"""The way from a gallery to one's piece, what a partner's program is answered, and the console."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.models import GiftOrder
from liushui.items.models import ActRate, ActRule, Gallery, Partner, Stream
from liushui.items.services import pick_flower
from liushui.items.states import FlowerWhy, GalleryState
from liushui.kernel.clock import day_of
from liushui.ledger.queries import balance
from liushui.onboarding.services.parts import switch_part
from liushui.parties.access import Right
from liushui.parties.models import Person
from liushui.parties.services import open_account
from tests.accounts.builders import signed_in_client
from tests.giving import builders as giving
from tests.items import builders as b
from tests.items.test_flowers import rule as flower_rule
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant", "page_contexts")]


def client_of(actor: Any) -> Client:
    return signed_in_client(open_account(actor.person_id))


def tell(secret: str, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post(
        reverse("items:tell"),
        text,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def act(**said: Any) -> dict[str, Any]:
    return {"key": "a", "who": "u1", "day": day_of(b.now()).isoformat(), "units": 2000} | said


def test_from_the_gallery_to_one_s_own_piece(client: Client, provider: Provider) -> None:
    gallery = b.gallery(giving.project())
    page = client.get(reverse("items:gallery", args=["spring"]))
    assert "春天的画" in page.content.decode()
    picture = client.get(reverse("items:picture", args=["spring", 1]))
    assert picture.headers["Content-Type"] == "image/jpeg"

    one = client.get(reverse("items:piece", args=["spring", 2]), {"tag": "live-1"})
    way = reverse("giving:give", args=[gallery.project.number])
    assert f"{way}?by=item%3Aspring.2&amp;tag=live-1" in one.content.decode()
    form = client.get(way, {"by": "item:spring.2"}).content.decode()
    assert 'value="2.00"' in form
    assert 'name="other"' not in form
    said = {"amount": "2.00", "display": "anonymous", "read": "on", "by": "item:spring.2"}
    assert client.post(way, said | {"amount": "20"}).status_code == 422
    client.post(way, said)

    order = GiftOrder.objects.get()
    assert (order.amount_minor, order.item_hold.count) == (200, 2)
    own = reverse("items:kept", args=[order.reference])
    assert client.get(own).status_code == 404
    giving.settled(provider, order)
    assert own in client.get(reverse("giving:thanks", args=[order.reference])).content.decode()
    assert client.get(own).status_code == 200


def test_a_project_s_page_names_the_other_ways_to_it(client: Client) -> None:
    project = giving.project()
    b.gallery(project)
    b.gallery(giving.project(giving.charity(2)), code="elsewhere")
    b.rule(project)
    flower_rule()

    page = client.get(reverse("projects:project", args=[project.number])).content.decode()

    for way in ("/gallery/spring/", "/acts/steps/", "/flowers/"):
        assert f'href="{way}"' in page
    assert "/gallery/elsewhere/" not in page


def test_a_draft_is_seen_by_who_prepares_it_alone(client: Client) -> None:
    gallery = b.gallery(giving.project())
    Gallery.objects.filter(pk=gallery.pk).update(state=GalleryState.DRAFT, opened_by="")
    reader = parties.holder(parties.lin(), gallery.project.organisation, Right.PROJECT_EDIT)

    for name, args in (("gallery", []), ("piece", [1]), ("picture", [1])):
        address = reverse(f"items:{name}", args=["spring", *args])
        assert client.get(address).status_code == 404
    address = reverse("items:picture", args=["spring", 1])
    shown = client_of(reader).get(address)
    assert shown.status_code == 200
    assert "private" in shown.headers["Cache-Control"]
    assert "no-store" in shown.headers["Cache-Control"]
    Gallery.objects.filter(pk=gallery.pk).update(state=GalleryState.OPEN, opened_by="person:0")
    assert "public" in client.get(address).headers["Cache-Control"]


def test_a_partner_s_program_is_answered_act_by_act() -> None:
    rule = b.rule(giving.project())
    _partner, secret = b.partner_and_key(rule)

    for outcome in ("counted", "known"):
        answer = tell(secret, {"acts": [act(), act(key="b", who="u2")]})
        assert answer.status_code == 200
        said = answer.json()
        assert [one["outcome"] for one in said["acts"]] == [outcome, outcome]
        assert (said["minor"], said["left_minor"]) == (40, 100_00 - 40)
    assert balance(rule.project.fund_id).tip == 40


def test_a_wrong_key_is_told_nothing() -> None:
    b.rule(giving.project())

    answer = tell("guessed", {"acts": [act()]})

    assert (answer.status_code, answer.json()["error"]) == (401, "items_partner_unknown")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "body",
    [
        "no json", "[]", {"acts": []}, {"acts": [1]}, {"acts": [act(key="")]},
        {"acts": [act(units=0)]}, {"acts": [act(units=True)]}, {"acts": [act(units="3")]},
        {"acts": [act(day="yesterday")]}, {"acts": [act(day=5)]}, {"acts": [act(who=None)]},
        {"acts": [act(key="\0")]}, {"acts": [act(key="\ud800")]}, {"acts": [act(who="\udfff")]},
        {"acts": [act()] * 1001},
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused_whole(body: Any) -> None:
    rule = b.rule(giving.project())
    _partner, secret = b.partner_and_key(rule)

    answer = tell(secret, body)

    assert (answer.status_code, answer.json()["error"]) == (422, "items_acts_unreadable")
    assert balance(rule.project.fund_id).tip == 0


def test_flowers_are_picked_and_given_on_the_page() -> None:
    flower_rule()
    lin, project = parties.as_donor(parties.lin()), giving.project()
    client = client_of(lin)
    pick_flower(lin, FlowerWhy.VISIT, at=b.now())
    said = {"key": str(uuid4()), "project": project.number, "count": "1"}

    again = client.post(reverse("items:pick"), {"why": "visit"})
    assert again.status_code == 409
    for _again in range(2):
        assert client.post(reverse("items:give-flowers"), said).status_code == 302
    more = client.post(reverse("items:give-flowers"), said | {"key": str(uuid4())})

    assert more.status_code == 422
    assert project.title in client.get(reverse("items:flowers")).content.decode()


@pytest.mark.parametrize("name", ["gallery-new", "rule-new", "stream-new"])
def test_nothing_new_is_made_for_who_does_not_use_this_part(name: str) -> None:
    """The address names no organisation, and the officer works for two: the project tells."""
    project = giving.project()
    keeper = parties.holder(parties.zhao(), project.organisation, Right.BODY_EDIT)
    switch_part(keeper, project.organisation.credit_code, "items", on=False, at=b.now())
    officer = b.officer(project)
    person = Person.objects.get(pk=officer.person_id)
    parties.holder(person, parties.organisation(8), Right.PROJECT_EDIT)
    client, today = client_of(officer), day_of(b.now()).isoformat()
    said = {"project": project.number, "code": "own", "title": "画", "price": "1", "cap": "36",
            "most": "10", "hold_minutes": "30", "first_day": today, "last_day": today,
            "sponsor": "石桥茶业", "kind": "steps"}  # fmt: skip
    refused = client.post(reverse(f"items:{name}"), said)
    assert refused.status_code in {404, 422}
    assert not any(kind.objects.exists() for kind in (Gallery, ActRule, Stream))


def test_the_console_prepares_what_another_person_opens() -> None:
    project = giving.project()
    first, second = client_of(b.officer(project)), client_of(b.approver(project))
    today = day_of(b.now()).isoformat()
    said = {"project": project.number, "code": "own", "title": "画", "price": "1", "cap": "36",
            "most": "10", "hold_minutes": "30", "first_day": today, "last_day": today}  # fmt: skip
    new = reverse("items:gallery-new")
    assert first.post(new, said | {"last_day": "2020-01-01"}).status_code == 422
    assert first.post(new, said | {"code": "Nicht so"}).status_code == 422
    assert first.post(new, said).status_code == 302
    assert first.post(new, said).status_code == 422  # the short name is taken

    own = reverse("items:console-gallery", args=["own"])
    file = SimpleUploadedFile("a.png", b.picture(), "image/png")
    assert first.post(own, {"title": "河", "picture": file}).status_code == 302
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 %%EOF", "application/pdf")
    assert first.post(own, {"title": "河", "picture": paper}).status_code == 422
    do = reverse("items:gallery-do", args=["own"])
    assert first.post(do, {"do": "open"}).status_code == 403
    assert first.post(do, {"do": "burn"}).status_code == 404
    assert second.post(do, {"do": "open"}).status_code == 302

    assert Gallery.objects.get().state == GalleryState.OPEN
    assert Client().get(reverse("items:gallery", args=["own"])).status_code == 200


def test_the_console_gives_keys_and_agrees_to_rates() -> None:
    project = giving.project()
    first, second = client_of(b.officer(project)), client_of(b.approver(project))
    today = day_of(b.now()).isoformat()
    said = {"project": project.number, "code": "walk", "title": "走", "sponsor": "石桥茶业",
            "kind": "steps", "first_day": today, "last_day": today}  # fmt: skip
    assert first.post(reverse("items:rule-new"), said).status_code == 302
    own, do = (reverse(f"items:{name}", args=["walk"]) for name in ("console-rule", "rule-do"))
    rate = {"from_day": today, "units": "1000", "worth": "0.10", "most": "10000"}
    assert first.post(own, rate | {"most": "10"}).status_code == 422
    assert first.post(do, {"do": "open"}).status_code == 409
    assert first.post(own, rate).status_code == 302
    key = ActRate.objects.get().pk
    assert first.post(do, {"do": f"agree:{key}"}).status_code == 403
    assert second.post(do, {"do": "agree:0"}).status_code == 404
    assert second.post(do, {"do": f"agree:{key}"}).status_code == 302
    assert first.post(do, {"do": "open"}).status_code == 302

    shown = first.post(reverse("items:partner-new", args=["walk"]), {"name": "走走"})
    secret = shown.context["secret"]
    assert secret in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in first.get(own).content.decode()
    assert tell(secret, {"acts": [act()]}).status_code == 401
    agreed = {"do": f"agree-partner:{Partner.objects.get().pk}"}
    assert first.post(do, agreed).status_code == 403
    assert agreed["do"] in second.get(own).content.decode()
    assert second.post(do, agreed).status_code == 302
    assert tell(secret, {"acts": [act()]}).status_code == 200
    assert Client().get(reverse("items:rule", args=["walk"])).status_code == 200


def test_results_by_channel_are_a_chart_and_a_table() -> None:
    project = giving.project()
    client = client_of(b.officer(project))
    today = day_of(b.now()).isoformat()
    said = {"project": project.number, "code": "live", "title": "直播", "first_day": today,
            "last_day": today}  # fmt: skip
    assert client.post(reverse("items:stream-new"), said).status_code == 302
    own = reverse("items:console-stream", args=["live"])
    for tag, status in (("douyin", 302), ("douyin", 422), ("Nicht so", 422)):
        assert client.post(own, {"label": "抖音", "tag": tag}).status_code == status

    page = client.get(own).content.decode()
    assert "live/live/?tag=douyin" in page
    assert 'id="channels-title"' in page
    seen = Client().get(reverse("items:stream", args=["live"]), {"tag": "douyin"})
    assert "by=live%3Alive&amp;tag=douyin" in seen.content.decode()
