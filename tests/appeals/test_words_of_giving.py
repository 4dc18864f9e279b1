"""Giving to one person's appeal is 资助: no page and no message of it speaks of a donation."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from liushui.appeals.states import RestWay
from liushui.config.simulators.wechat_pay import Provider
from liushui.giving.services import place_order
from liushui.kernel.money import Money
from liushui.ledger.services import sequence_all
from liushui.messaging.models import Notice
from tests.appeals.builders import Scene, browser
from tests.giving import builders as b
from tests.parties import builders as parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]
WRONG = re.compile(r".{0,12}(?:捐|[Dd]onat|A donor).{0,12}")
# That there is no such certificate is said, and that this is no such fundraising.
DENIED = ("不开具捐赠证书", "不是慈善募捐", "no certificate of donation")
# The list of one's own gifts holds both, and says so in its title.
BOTH = (
    "我的捐赠与资助",
    "我的全部捐赠与资助",
    "少了通过银行或其他平台的捐赠",
    "我的捐赠，新的在前",
)


def main_of(page: HttpResponse) -> str:
    """What is read there, without what is rightly said of donations."""
    body = page.content.decode()
    found = re.search(r"<main.*?</main>", body, re.DOTALL)
    assert found
    plain = re.sub(r"[\u2060\u00a0]", " ", re.sub(r"<[^>]+>", "", found[0]))
    for words in (*DENIED, *BOTH):
        plain = plain.replace(words, "")
    return plain


def test_no_page_of_the_flow_says_donation(provider: Provider) -> None:
    scene = Scene()
    appeal = scene.opened(rest_way=RestWay.GIVERS)
    chen = parties.chen()
    giver = parties.as_donor(chen)
    paid = place_order(giver, project=appeal.number, amount=Money(30_00), at=b.now())
    unpaid = place_order(giver, project=appeal.number, amount=Money(20_00), at=b.now())
    b.settled(provider, paid)
    sequence_all()
    client = browser(chen.pk)
    addresses = (
        f"/give/{appeal.number}/", f"/gifts/{unpaid.reference}/pay",
        f"/gifts/{paid.reference}/thanks", f"/gifts/{paid.reference}/where",
        f"/gifts/{paid.reference}/entries", f"/gifts/{unpaid.reference}/where",
        f"/gifts/{paid.reference}/refund", "/me/gifts/", "/me/messages/",
    )  # fmt: skip
    wrong: list[str] = []
    for language in ("zh-hans", "en"):
        for address in addresses:
            page = client.get(address, headers={"Accept-Language": language})
            assert page.status_code == 200, address
            wrong += [f"{language} {address}: {said}" for said in WRONG.findall(main_of(page))]
    assert not "\n".join(wrong)
    own = client.get("/me/gifts/").content.decode()
    assert "资助个人求助" in own
    assert f"/gifts/{paid.reference}/certificate.pdf" not in own  # there is none of it
    kinds = set(Notice.objects.filter(person=chen).values_list("kind", flat=True))
    assert kinds == {"appeal-gift-received"}


def test_a_campaign_still_speaks_of_donations(client: Client) -> None:
    project = b.project()
    assert "自愿捐赠" in client.get(f"/give/{project.number}/").content.decode()
