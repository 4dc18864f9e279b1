"""Whether a paper is ours, unaltered, and holds: by its code and by its bytes."""

import random
import re
import subprocess
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import process_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liushui.accounts.models import Try
from liushui.config.simulators.wechat_pay import Provider
from liushui.documents.models import Document
from liushui.documents.queries import MOST_BYTES, document_numbered, verdict_on
from liushui.documents.services import bytes_of, check_url
from liushui.documents.services.papers import check_code
from liushui.documents.stamping import TimeStampSilent
from liushui.giving.services import erase_giver
from liushui.kernel.money import Money
from liushui.ledger.services import refund_gift
from liushui.papers import services
from liushui.papers.queries import current_papers
from liushui.parties.actors import Actor
from tests.giving import builders as b
from tests.papers.signing import authority_in, signed_by_a_stranger
from tests.papers.test_making import donor, gift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("merchant")]


@pytest.fixture
def paper(provider: Provider) -> bytes:
    order = gift(provider)
    return services.paper_bytes(order, "certificate", at=b.now())


def uploaded(client: Client, content: bytes) -> str:
    file = SimpleUploadedFile("x.pdf", content, content_type="application/pdf")
    answer = client.post(reverse("papers:check"), {"file": file}, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_unaltered_paper_is_ours_by_its_bytes_and_an_altered_one_is_not(
    client: Client, paper: bytes
) -> None:
    assert "unaltered, and it holds" in uploaded(client, paper)
    place = paper.index(b"/CreationDate") + 40
    altered = paper[:place] + b"9" + paper[place + 1 :]
    assert "was altered after" in uploaded(client, altered)
    assert "was altered after" in uploaded(client, signed_by_a_stranger(paper))
    page = uploaded(client, b"%PDF-1.7\nnothing\n%%EOF")
    assert "no paper of this site" in page
    assert "no paper of this site" in uploaded(client, b"\x89PNG....")


def test_a_paper_of_another_signer_is_not_ours(paper: bytes) -> None:
    plain = paper[: paper.index(b"%%EOF") + 6]
    verdict = verdict_on(signed_by_a_stranger(plain))
    assert (verdict.standing, verdict.is_altered) == (None, False)


def test_a_hostile_file_is_not_unpacked_and_cheap_to_refuse(client: Client, paper: bytes) -> None:
    """A stream that unpacks to 100 MB where the tables of a PDF stand, with our seal copied in."""
    bomb = zlib.compress(bytes(100 * 1024 * 1024), 9)
    seal = re.search(rb"<[0-9A-Fa-f]{512,}>", paper)
    assert seal is not None
    copied = b"<</ByteRange [0 9 %d 9] /Contents %s>>" % (9 + len(seal[0]), seal[0])
    stream = b"<</Type/XRef/W[1 4 2]/Size 9/Filter/FlateDecode/Length %d>>stream\n" % len(bomb)
    head = b"%PDF-1.7\n" + copied + b"\n"
    whole = b"".join(
        (head, b"1 0 obj", stream, bomb, b"\nendstream endobj\nstartxref\n")
    ) + b"%d\n%%%%EOF" % len(head)
    assert len(whole) < MOST_BYTES
    tracemalloc.start()
    began = process_time()
    verdict = verdict_on(whole)
    spent, (_now, most) = process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (verdict.standing, verdict.is_altered) == (None, True), "our seal, on other bytes"
    assert most < 16 * 1024 * 1024
    assert spent < 2
    many = b"/ByteRange [0 10 20 30]" * 40_000
    assert verdict_on(many).standing is None
    large = SimpleUploadedFile("x.pdf", bytes(MOST_BYTES + 1), content_type="application/pdf")
    said = client.post(reverse("papers:check"), {"file": large}, headers={"Accept-Language": "en"})
    assert said.status_code == 422
    assert "larger than 1 MB" in said.content.decode()
    huge = SimpleUploadedFile("x.pdf", bytes(2 * MOST_BYTES), content_type="application/pdf")
    assert client.post(reverse("papers:check"), {"file": huge}).status_code == 413
    assert Try.objects.filter(kind="paper-check").count() == 0, "neither was looked at"


def test_bent_bytes_are_answered_and_never_fall(paper: bytes) -> None:
    dice = random.Random(7)  # noqa: S311 - not a secret
    for _ in range(60):
        bent = bytearray(paper)
        for _more in range(dice.choice([1, 3, 40])):
            bent[dice.randrange(len(bent))] = dice.randrange(256)
        cut = bytes(bent[: dice.randrange(len(bent))]) if dice.random() < 0.4 else bytes(bent)
        verdict = verdict_on(cut)
        assert verdict.standing is None or cut == paper


def test_the_code_leads_to_the_paper_and_a_number_alone_to_nothing(
    client: Client, provider: Provider
) -> None:
    order = gift(provider)
    services.make_owed(at=b.now(), limit=5)
    number = current_papers(order)["receipt"].document.number
    path = f"/papers/check/{number}/{check_code(number)}/"
    assert check_url(number).endswith(path)
    assert path == reverse("papers:check-code", args=[number, check_code(number)])
    page = client.get(path, headers={"Accept-Language": "en"})
    said = page.content.decode()
    assert page.status_code == 200
    assert number in said
    assert "100.00" in said
    for secret in ("林", order.reference, "13800000001"):
        assert secret not in said, "nothing about whose it is"
    wrong = check_code("LS-PJ-2026-999999")
    assert client.get(f"/papers/check/{number}/{wrong}/").status_code == 404
    assert client.get(f"/papers/check/LS-PJ-2026-999999/{wrong}/").status_code == 404
    refund_gift(order.reference, Money(100_00), key="all", happened_at=b.now())
    services.follow_returns(at=b.now())
    said = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert "holds no more" in said
    assert "went back" in said


def test_a_name_that_must_not_be_told_is_taken_from_all_papers(provider: Provider) -> None:
    order = gift(provider)
    old = services.paper_bytes(order, "thanks", at=b.now())
    refund_gift(order.reference, Money(10_00), key="part", happened_at=b.now())
    services.follow_returns(at=b.now())
    person = donor().person_id or 0
    erase_giver(Actor.system("privacy"), person, at=b.now())
    facts = " ".join(str(one.facts) for one in Document.objects.all())
    assert "林" not in facts
    assert Document.objects.count() == 7
    verdict = verdict_on(old)
    assert verdict.standing is not None
    assert verdict.is_redrawn, "the seal still tells that it was ours"
    assert document_numbered(verdict.standing.document.number) is not None


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A time stamping authority on this machine, as openssl keeps one."""
    configured = authority_in(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

        def do_POST(self) -> None:
            query = tmp_path / "query.tsq"
            query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            made = subprocess.run(
                [*configured, "-queryfile", str(query)], capture_output=True, check=True
            )
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(made.stdout)))
            self.end_headers()
            self.wfile.write(made.stdout)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    monkeypatch.setenv("LIUSHUI_TSA_URL", address)
    yield address
    server.shutdown()
    server.server_close()


@pytest.mark.usefixtures("authority")
def test_a_third_party_vouches_for_the_time_where_one_is_named(provider: Provider) -> None:
    order = gift(provider)
    content = services.paper_bytes(order, "receipt", at=b.now())
    verdict = verdict_on(content)
    assert verdict.standing is not None
    assert verdict.stamped_at is not None
    assert abs((verdict.stamped_at - b.now()).total_seconds()) < 60


def test_no_paper_is_signed_while_the_authority_is_silent(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = gift(provider)
    monkeypatch.setenv("LIUSHUI_TSA_URL", "http://127.0.0.1:9/")
    with pytest.raises(TimeStampSilent):
        services.make_owed(at=b.now(), limit=5)
    monkeypatch.delenv("LIUSHUI_TSA_URL")
    assert services.make_owed(at=b.now(), limit=5) == 0
    current = current_papers(order)
    assert len(current) == 3
    assert all(bytes_of(one.document, at=b.now()) for one in current.values())
