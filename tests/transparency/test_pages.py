"""What a citizen sees of the log, and the files and proofs that anybody may take."""

import json
from collections.abc import Iterator

import html5lib
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from liushui.transparency.folder import Folder
from liushui.transparency.format.tree import leaf_hash
from liushui.transparency.models import Entry, Head
from liushui.transparency.services import owe, publish, sequence_all
from liushui.transparency.services.counting import count_kinds
from liushui.transparency.sources import _SOURCES, register_source
from liushui_verify.merkle import is_consistent, is_included
from liushui_verify.policies import Policy
from liushui_verify.receipts import Receipt
from tests.transparency.building import Documents

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def grown(opened: Folder) -> Iterator[Folder]:
    """Three heads: of the beginning, of five documents more, of three hundred more."""
    before = dict(_SOURCES)
    register_source(Documents())
    for first, last in ((0, 0), (1, 5), (6, 305)):
        if last:
            owe("doc", range(first, last + 1))
        sequence_all()
        publish()
    count_kinds()
    yield opened
    _SOURCES.clear()
    _SOURCES.update(before)


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def refusal(client: Client, path: str, status: int) -> str:
    answer = client.get(path, headers={"accept": "*/*"})
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    return str(json.loads(answer.content)["code"])


def test_without_a_log_its_page_says_so(client: Client) -> None:
    assert "This site keeps no public log yet." in text(client, "/log/")
    for path in ("/log/entries/", "/log/entries/0", "/log/check", "/log/checkpoint"):
        text(client, path, 404)
    assert refusal(client, "/log/v1/proof/0", 404) == "log_not_open"
    assert refusal(client, "/log/v1/consistency?from=0&to=1", 404) == "log_not_open"
    assert refusal(client, f"/log/v1/find?leaf_hash={'0' * 64}", 404) == "log_not_open"


@pytest.mark.usefixtures("opened")
def test_a_log_that_begins_says_when(client: Client) -> None:
    assert "Its first entry appears here within two minutes." in text(client, "/log/")
    sequence_all()
    publish()
    page = text(client, "/log/")
    assert "The log begins" in page
    assert "No witness outside signs this log yet." in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "path", ["/log/", "/log/entries/", "/log/entries/0", "/log/entries/305", "/log/check",
             "/log/find?q=nonsense"],
)  # fmt: skip
@pytest.mark.usefixtures("grown")
def test_each_page_is_strict_html(client: Client, path: str, language: str) -> None:
    source = client.get(path, headers={"accept-language": language}).content.decode()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(source)
    names = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(names) == len(set(names))


@pytest.mark.usefixtures("grown")
def test_the_first_page_counts_what_stands_in_the_log(client: Client) -> None:
    page = text(client, "/log/")
    assert "<dd>306</dd>" in page
    assert '<th scope="row">Document</th><td class="num">305</td>' in page
    assert "entry 305" in page
    assert count_kinds() == 306


@pytest.mark.usefixtures("grown")
def test_the_first_page_asks_as_much_however_long_the_log_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        text(client, "/log/")


@pytest.mark.usefixtures("grown")
def test_an_entry_tells_what_is_clear_and_nothing_that_is_held_back(client: Client) -> None:
    page = text(client, "/log/entries/7")
    assert "doc/7.pdf" in page
    assert "林小满" not in page
    assert page.count('<li class="code">') >= 8
    assert "No witness stands under that head." in page
    for gone in ("306", "999999999999", "-1", "01x", "9" * 30):
        assert "The public log has no such entry." in text(client, f"/log/entries/{gone}", 404)


@pytest.mark.usefixtures("grown")
def test_an_entry_is_found_by_its_place_and_by_its_hash(client: Client) -> None:
    entry = Entry.objects.get(pk=42)
    for typed in ("42", " 42 ", bytes(entry.hash).hex(), bytes(entry.hash).hex().upper()):
        answer = client.get("/log/find", {"q": typed})
        assert (answer.status_code, answer["Location"]) == (302, "/log/entries/42")
    assert "It has 306." in text(client, "/log/find?q=306", 404)
    assert "It has 306." in text(client, f"/log/find?q={'ab' * 32}", 404)
    assert "Type the number of an entry" in text(client, "/log/find?q=Lin", 422)


@pytest.mark.usefixtures("grown")
def test_the_list_goes_on_to_the_very_first_entry(client: Client) -> None:
    assert "entry 0<" not in text(client, "/log/entries/")
    page = text(client, "/log/entries/?before=20")
    assert "entry 19<" in page
    assert "entry 0<" in page
    assert 'rel="next"' not in page


def test_a_proof_is_what_a_stranger_accepts(client: Client, grown: Folder) -> None:
    trusted = Policy.read(grown.read("policy.txt") or b"")
    for index, size in ((0, 306), (5, 306), (5, 6), (255, 306), (305, 306), (0, 1)):
        asked = f"/log/v1/proof/{index}" + (f"?size={size}" if size != 306 else "")
        answer = client.get(asked)
        receipt = Receipt.read(answer.content)
        receipt.require_included()
        assert (receipt.index, receipt.note.head.size, receipt.disclosed) == (index, size, {})
        assert trusted.standing(receipt.note, since=None, now=0).has_quorum
        assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("grown")
def test_consistency_is_given_between_signed_heads(client: Client) -> None:
    import base64

    roots = {head.size: bytes(head.root) for head in Head.objects.all()}
    for old, new in ((1, 6), (1, 306), (6, 306), (306, 306)):
        lines = client.get(f"/log/v1/consistency?from={old}&to={new}").content.decode().split()
        path = [base64.b64decode(line) for line in lines]
        assert is_consistent(old, new, roots[old], roots[new], path)
    assert client.get("/log/v1/consistency?from=0&to=306").content == b""
    assert refusal(client, "/log/v1/consistency?from=2&to=306", 404) == "log_head_unknown"
    assert refusal(client, "/log/v1/consistency?from=306&to=6", 404) == "log_head_unknown"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("proof/306", 404, "log_entry_unknown"), ("proof/x", 400, "log_asked_wrongly"),
     ("proof/007", 400, "log_asked_wrongly"), ("proof/5?size=1", 404, "log_entry_unknown"),
     ("proof/5?size=7", 404, "log_head_unknown"), ("proof/5?size=", 400, "log_asked_wrongly"),
     ("proof/99999999999999999", 400, "log_asked_wrongly"),
     ("consistency", 400, "log_asked_wrongly"), ("consistency?from=1", 400, "log_asked_wrongly"),
     ("find", 400, "log_asked_wrongly"), ("find?leaf_hash=ab", 400, "log_asked_wrongly")],
)  # fmt: skip
@pytest.mark.usefixtures("grown")
def test_a_wrong_question_is_refused_by_its_code(
    client: Client, path: str, status: int, code: str
) -> None:
    assert refusal(client, f"/log/v1/{path}", status) == code


@pytest.mark.usefixtures("grown")
def test_a_hash_leads_to_its_place(client: Client) -> None:
    entry = Entry.objects.get(pk=9)
    wanted = leaf_hash(bytes(entry.leaf)).hex()
    found = client.get(f"/log/v1/find?leaf_hash={wanted}").json()
    assert found == {"index": 9, "size": 306}


def test_no_proof_is_handed_out_that_does_not_lead_to_the_head(
    client: Client, grown: Folder
) -> None:
    tile = grown.path / "tile/0/000"
    content = bytearray(tile.read_bytes())
    content[32 * 3] ^= 1
    tile.write_bytes(content)
    assert refusal(client, "/log/v1/proof/2", 503) == "log_proof_fails"
    assert refusal(client, "/log/v1/consistency?from=1&to=306", 503) == "log_proof_fails"


def test_the_files_are_served_as_they_lie(client: Client, grown: Folder) -> None:
    for path in ("tile/0/000", "tile/entries/000", "tile/0/001.p/50", "checkpoints/306"):
        answer = client.get(f"/log/{path}")
        assert answer.content == (grown.path / path).read_bytes()
        assert "immutable" in answer["Cache-Control"]
    for path in ("checkpoint", "policy.txt"):
        answer = client.get(f"/log/{path}")
        assert answer.content == (grown.path / path).read_bytes()
        assert answer["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["tile/0/999", "tile/9/000", "tile/0/../../secrets/log-ed25519", "../secrets/django",
             "tile/0/000/..", "checkpoints/0306", "checkpoints", "tile", ".checkpoint",
             "policy.txt/"],
)  # fmt: skip
@pytest.mark.usefixtures("grown")
def test_nothing_else_of_the_home_is_served(client: Client, name: str) -> None:
    assert client.get(f"/log/{name}").status_code == 404


def test_what_the_law_withholds_is_answered_so(client: Client, grown: Folder) -> None:
    (grown.path / "tile/redacted").mkdir()
    (grown.path / "tile/entries/000").rename(grown.path / "tile/redacted/000")
    assert client.get("/log/tile/entries/000").status_code == 451
    assert client.get("/log/tile/redacted/000").status_code == 200


@pytest.mark.usefixtures("grown")
def test_a_published_proof_is_included_by_another_reading(client: Client) -> None:
    receipt = Receipt.read(client.get("/log/v1/proof/300").content)
    head = receipt.note.head
    assert is_included(leaf_hash(receipt.leaf_bytes), 300, head.size, receipt.proof, head.root)
