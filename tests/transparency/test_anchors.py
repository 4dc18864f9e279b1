"""The head of a day, stamped by a time-stamping authority of our own over HTTP."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from django.utils.timezone import now
from structlog.testing import capture_logs

from liushui.transparency import queries
from liushui.transparency.anchoring import AnchorFails
from liushui.transparency.anchoring.rfc3161 import TimeStampService
from liushui.transparency.folder import Folder
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import Entry, Head
from liushui.transparency.models_beside import Anchor
from liushui.transparency.services import owe, publish, sequence_all
from liushui.transparency.services.accompanying import Alarm, accompany
from liushui.transparency.services.anchors import (
    FILE,
    AnchorsWrong,
    Patience,
    anchor_daily,
    body_of,
    check_anchors,
    services_of_home,
)
from liushui.transparency.sources import _SOURCES, register_source
from tests.transparency.building import Documents

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("openssl") is None, reason="time stamps need openssl"),
]
CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=30)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that may stamp times, and who vouches for it: itself."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "config").write_text(CONFIG.format(folder=folder))
    for name in ("tsa", "stranger"):
        openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem", "-days", "3650",
            "-subj", f"/CN={name}.example", "-addext", "extendedKeyUsage=critical,timeStamping",
            "-addext", "keyUsage=critical,digitalSignature",
        )  # fmt: skip
    return folder


class Stamping(BaseHTTPRequestHandler):
    """Answers each query with ``openssl ts -reply``."""

    def do_POST(self) -> None:
        folder: Path = self.server.folder  # type: ignore[attr-defined]
        (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"] == "application/timestamp-query"
        openssl(
            "ts", "-reply", "-config", f"{folder}/config", "-queryfile", f"{folder}/query",
            "-signer", f"{folder}/tsa.pem", "-inkey", f"{folder}/tsa.key",
            "-out", f"{folder}/reply",
        )  # fmt: skip
        self.send_response(200)
        self.end_headers()
        self.wfile.write((folder / "reply").read_bytes())

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def address(authority: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stamping)
    server.folder = authority  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def growing(opened: Folder) -> Iterator[Folder]:
    before = dict(_SOURCES)
    register_source(Documents())
    grow(1)
    yield opened
    _SOURCES.clear()
    _SOURCES.update(before)


def grow(*documents: int) -> None:
    owe("doc", documents)
    sequence_all()
    publish()


def test_a_stamp_is_of_this_body_by_whom_we_trust(address: str, authority: Path) -> None:
    service = TimeStampService("here", address, authority / "tsa.pem")
    receipt = service.anchor(b"log.example.org\n3\nAAAA\n")
    service.check(receipt, b"log.example.org\n3\nAAAA\n")
    strangers = TimeStampService("here", address, authority / "stranger.pem")
    for judge, said, body in (
        (service, receipt, b"log.example.org\n4\nAAAA\n"),
        (service, receipt[:-1], b"log.example.org\n3\nAAAA\n"),
        (service, b"", b"log.example.org\n3\nAAAA\n"),
        (strangers, receipt, b"log.example.org\n3\nAAAA\n"),
    ):
        with pytest.raises(AnchorFails):
            judge.check(said, body)
    with pytest.raises(AnchorFails):
        strangers.anchor(b"log.example.org\n3\nAAAA\n")


def test_the_head_of_a_day_is_stamped_published_and_logged(
    growing: Folder, address: str, authority: Path
) -> None:
    service = TimeStampService("here", address, authority / "tsa.pem")
    at = now()
    assert anchor_daily(at, folder=growing, services=[service]) == 1
    assert anchor_daily(at, folder=growing, services=[service]) == 0
    receipt = growing.read("anchors/2/here.tsr")
    assert receipt is not None
    service.check(receipt, body_of(Head.objects.get(size=2)))
    grow(2)
    leaf = parsed_leaf(bytes(Entry.objects.order_by("-index")[1].leaf))
    assert (leaf["k"], leaf["size"], leaf["path"]) == ("anchor", 2, "anchors/2/here.tsr")
    assert anchor_daily(at + timedelta(days=1), folder=growing, services=[service]) == 1
    assert queries.faults() == []
    assert check_anchors(growing, [service]) == []
    (growing.path / "anchors/2/here.tsr").write_bytes(receipt[:-1])
    assert check_anchors(growing, [service]) == [
        "anchors/2/here.tsr: not the receipt that was logged"
    ]


def test_a_log_in_which_nothing_happened_is_not_stamped_for_its_own_stamps(
    growing: Folder, address: str, authority: Path
) -> None:
    service = TimeStampService("here", address, authority / "tsa.pem")
    at = now()
    anchor_daily(at, folder=growing, services=[service])
    sequence_all()
    publish()
    assert anchor_daily(at + timedelta(days=1), folder=growing, services=[service]) == 0


def test_a_silent_service_costs_nothing_but_a_line(growing: Folder, authority: Path) -> None:
    service = TimeStampService("away", "http://127.0.0.1:1/", authority / "tsa.pem")
    with capture_logs() as said:
        assert anchor_daily(now(), folder=growing, services=[service]) == 0
    assert [line["event"] for line in said] == ["log_not_anchored"]
    assert not Anchor.objects.exists()


class Silent:
    """Never answers, and counts how often it was asked."""

    name = "away"

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.second = 0
        self.answers = False

    def anchor(self, body: bytes) -> bytes:
        self.asked.append(self.second)
        if not self.answers:
            raise AnchorFails("no answer")
        return body

    def check(self, receipt: bytes, body: bytes) -> None:
        """Nobody asks."""


def test_a_silent_service_is_asked_less_and_less_often(growing: Folder) -> None:
    away, patience, at = Silent(), Patience(), now()
    for away.second in range(0, 5 * 3600, 10):
        moment = at + timedelta(seconds=away.second)
        anchor_daily(moment, folder=growing, services=[away], patience=patience)
    minutes = [second // 60 for second in away.asked]
    assert minutes == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    away.answers = True
    later = at + timedelta(hours=6)
    assert anchor_daily(later, folder=growing, services=[away], patience=patience) == 1


@pytest.mark.usefixtures("growing")
def test_the_thread_beside_the_log_remembers_who_is_silent(authority: Path) -> None:
    (Path(os.environ["LIUSHUI_HOME"]) / FILE).write_text(
        f"tsa away http://127.0.0.1:1/ {authority}/tsa.pem\n"
    )
    alarm, patience, at = Alarm(), Patience(), now()
    with capture_logs() as said:
        for second in range(20):
            accompany(at + timedelta(seconds=second), alarm, patience)
    assert [line["event"] for line in said] == ["log_not_anchored"]


@pytest.mark.usefixtures("growing")
def test_what_was_stamped_stays(address: str, authority: Path) -> None:
    service = TimeStampService("here", address, authority / "tsa.pem")
    anchor_daily(now(), services=[service])
    anchor = Anchor.objects.get()
    for act in (
        lambda: Anchor.objects.update(path="x"),
        anchor.delete,
    ):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            act()


@pytest.mark.usefixtures("growing")
def test_who_stamps_is_named_in_a_file() -> None:
    home = Path(os.environ["LIUSHUI_HOME"])
    assert services_of_home() == ()
    (home / FILE).write_text("# ours\n\ntsa tsa-cn https://tsa.example/ tsa.pem\n")
    [service] = services_of_home()
    assert (service.name, service.certificates) == ("tsa-cn", home / "tsa.pem")  # type: ignore[attr-defined]
    for bent in ("tsa x\n", "tsa A https://t/ c\n", "tsa a ftp://t/ c\n", "chain a http://t c\n"):
        (home / FILE).write_text(bent)
        with pytest.raises(AnchorsWrong):
            services_of_home()
