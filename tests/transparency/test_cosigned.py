"""Our log and witnesses: asked after publication, their lines under the head, the alarm."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now
from structlog.testing import capture_logs

from liushui.transparency.folder import Folder
from liushui.transparency.format.notes import WitnessSigner, vkey
from liushui.transparency.models import Log
from liushui.transparency.models_beside import Witness
from liushui.transparency.queries.quorum import quorum_standing, witnesses_shown
from liushui.transparency.services import owe, publish, sequence_all
from liushui.transparency.services.accompanying import Alarm, accompany, accompany_always
from liushui.transparency.services.beside import show_beside
from liushui.transparency.services.proofs import proof_text
from liushui.transparency.services.witnesses import ask_witnesses
from liushui.transparency.sources import _SOURCES, register_source
from liushui.transparency.witnessing.asked import Asked
from liushui.transparency.witnessing.judging import Judge
from liushui.transparency.witnessing.keys import VerifierKey
from liushui.transparency.witnessing.memory import Held, Memory
from liushui.transparency.witnessing.serving import WitnessServer
from liushui.transparency.witnessing.trust import FILE, TrustWrong, read_trust
from liushui_verify.judging import judged_receipt
from liushui_verify.outcomes import Exit
from liushui_verify.policies import Policy
from tests.transparency.building import ORIGIN, Documents

pytestmark = pytest.mark.django_db
NAMES = ("university", "auditor")


@pytest.fixture
def growing(opened: Folder) -> Iterator[Folder]:
    before = dict(_SOURCES)
    register_source(Documents())
    grow(0)
    yield opened
    _SOURCES.clear()
    _SOURCES.update(before)


def grow(*documents: int) -> None:
    owe("doc", documents)
    sequence_all()
    publish()


def signer(name: str) -> WitnessSigner:
    return WitnessSigner(f"witness.{name}.example", name.encode().ljust(32, b"."))


class Saying(Judge):
    """A witness whose lines say this second."""

    second: int | None = None

    def _line(self, asked: Asked, at: int) -> str:
        return super()._line(asked, at if self.second is None else self.second)


@contextmanager
def witness(name: str, folder: Path, *, second: int | None = None) -> Iterator[str]:
    """A witness that runs; its line of the policy."""
    keys = [VerifierKey.read(line) for line in Log.objects.get().keys.splitlines()]
    judge = Saying(signer(name), {ORIGIN: keys}, Memory(folder / f"{name}.sqlite"))
    judge.second = second
    server = WitnessServer("127.0.0.1", 0, judge)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    one = signer(name)
    key = vkey(one.name, one.kind, one.public)
    yield f"witness {name} {key} http://127.0.0.1:{server.server_address[1]}\n"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def witnessed(growing: Folder, tmp_path: Path) -> Iterator[Folder]:
    """Two witnesses, both asked for."""
    with witness("university", tmp_path) as one, witness("auditor", tmp_path) as other:
        name_witnesses(f"{one}{other}group both all university auditor\nquorum both\n")
        yield growing


def name_witnesses(text: str) -> None:
    home = Path(os.environ["LIUSHUI_HOME"])
    (home / FILE).write_text(text)
    show_beside()


def verdict(folder: Folder, index: int) -> Exit:
    """What a stranger says who takes the published policy."""
    trusted = Policy.read(folder.read("policy.txt") or b"")
    at = int(now().timestamp())
    return judged_receipt(proof_text(index).encode(), trusted, since=None, now=at).exit


def test_both_sign_and_a_stranger_counts_them(witnessed: Folder) -> None:
    grow(1, 2, 3)
    assert verdict(witnessed, 2) == Exit.NO_QUORUM
    assert ask_witnesses(now()) == 2
    assert verdict(witnessed, 2) == Exit.OK
    shown = (witnessed.read("checkpoint") or b"").decode()
    assert all(f"— {signer(name).name} " in shown for name in NAMES)
    assert ask_witnesses(now()) == 0
    grow(4)
    assert verdict(witnessed, 2) == Exit.OK  # under the head before, until they signed this one
    assert verdict(witnessed, 5) == Exit.NO_QUORUM
    assert ask_witnesses(now()) == 2
    assert verdict(witnessed, 5) == Exit.OK


@pytest.mark.usefixtures("witnessed")
def test_idle_heads_are_signed_anew_every_ten_minutes() -> None:
    at = now()
    assert ask_witnesses(at) == 2
    assert ask_witnesses(at + timedelta(minutes=9)) == 0
    assert ask_witnesses(at + timedelta(minutes=11)) == 2


def test_publishing_goes_on_under_the_lines_of_others(witnessed: Folder) -> None:
    ask_witnesses(now())
    grow(1)
    assert publish() == 3
    assert (witnessed.read("checkpoint") or b"").count(b"\n") == 6  # only our own two lines again


def test_a_silent_witness_is_waited_for_in_bounds_and_costs_no_entry(
    growing: Folder, tmp_path: Path
) -> None:
    with witness("university", tmp_path) as one:
        pass
    name_witnesses(f"{one}quorum university\n")
    grow(1)
    at = now()
    with capture_logs() as said:
        assert ask_witnesses(at) == 0
        assert ask_witnesses(at + timedelta(seconds=5)) == 0  # not asked again so soon
    assert [line["code"] for line in said] == ["silent"]
    assert publish() == 3
    assert verdict(growing, 1) == Exit.NO_QUORUM
    [shown] = witnesses_shown()
    assert (shown.name, shown.answer, shown.signed_at) == ("university", "silent", None)


@pytest.mark.usefixtures("witnessed")
def test_a_witness_that_knows_more_than_we_do_is_told_of(tmp_path: Path) -> None:
    with Memory(tmp_path / "auditor.sqlite").alone() as writing:
        writing.hold(ORIGIN, Held(900, b"\x01" * 32, "another history"), 1)
    with capture_logs() as said:
        assert ask_witnesses(now()) == 1
    assert [(line["witness"], line["code"]) for line in said] == [("auditor", "ahead")]
    assert Witness.objects.get(name="auditor").size == 900


@pytest.mark.parametrize("second", [0, 2**37, 2**62, 2**64 - 1])
def test_a_witness_whose_clock_is_wrong_is_refused_and_the_others_are_heard(
    witnessed: Folder, tmp_path: Path, client: Client, second: int
) -> None:
    grow(1)
    with witness("broken", tmp_path, second=second) as one:
        text = (Path(os.environ["LIUSHUI_HOME"]) / FILE).read_text()
        name_witnesses(f"{one}{text}")
        at = now()
        with capture_logs() as said:
            accompany(at)
            assert ask_witnesses(at + timedelta(seconds=5)) == 0  # not asked again so soon
    [line] = [line for line in said if line["event"] == "log_witness_refused"]
    assert (line["witness"], line["code"], line["says"]) == ("broken", "clock", second)
    assert verdict(witnessed, 1) == Exit.OK
    assert b"witness.broken.example" not in (witnessed.read("checkpoint") or b"")
    page = client.get("/log/check", headers={"accept-language": "en"}).content.decode()
    assert page.count("refused: its clock does not show the time of now") == 1


@pytest.mark.usefixtures("growing")
def test_a_witness_that_is_behind_is_not_asked_each_second(tmp_path: Path) -> None:
    at = now()
    late = int(at.timestamp()) - 1_200
    with witness("university", tmp_path, second=late) as one:
        name_witnesses(f"{one}quorum university\n")
        came = [ask_witnesses(at + timedelta(seconds=second)) for second in (0, 1, 2, 21, 22)]
    assert came == [1, 0, 0, 1, 0]


@pytest.mark.usefixtures("growing")
def test_after_ten_minutes_without_a_quorum_it_is_told_again_and_again(tmp_path: Path) -> None:
    with witness("university", tmp_path) as one:
        name_witnesses(f"{one}quorum university\n")
        begun = now()
        assert not quorum_standing(begun).is_alarming(begun)
        alarm = Alarm()
        with capture_logs() as said:
            for minutes in (1, 9, 12, 15, 23):
                alarm.sound(begun + timedelta(minutes=minutes))
        assert [line["event"] for line in said] == ["log_without_quorum"] * 2
        ask_witnesses(now())
        assert quorum_standing(now()).missing_since is None
    late = now() + timedelta(minutes=30)  # signed once, and nobody since
    assert quorum_standing(late).is_alarming(late)


def test_the_policy_that_is_published_names_them(witnessed: Folder) -> None:
    text = (witnessed.read("policy.txt") or b"").decode()
    assert text.count("\nwitness ") == 2
    assert text.endswith("group both all university auditor\nquorum both\n")
    keys = (witnessed.read("keys.txt") or b"").decode()
    assert keys.splitlines() == Log.objects.get().keys.splitlines()
    page = (witnessed.read("verify.html") or b"").decode()
    assert f"{text}</textarea>" in page
    assert show_beside() == 0
    grow(1)
    assert (witnessed.read("policy.txt") or b"").decode() == text


@pytest.mark.parametrize(
    "text",
    ["", "witness a\nquorum none\n", "quorum a\n", "quorum none\nquorum none\n",
     "witness a key+00000000+AA=" + "= http" + "://w.example\nquorum a\n",
     "group g any a\nquorum g\n",
     "log x\nquorum none\n"],
)  # fmt: skip
def test_a_file_of_witnesses_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(TrustWrong):
        read_trust(text)


@pytest.mark.usefixtures("growing")
def test_a_wrong_file_stops_neither_counting_nor_the_log() -> None:
    home = Path(os.environ["LIUSHUI_HOME"])
    (home / FILE).write_text("nonsense\n")
    with capture_logs() as said:
        accompany(now())
    assert {line["code"] for line in said} == {"log_witnesses_wrong"}
    grow(1)
    assert publish() == 3


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ends_by_a_fault_is_told_of_and_begun_anew() -> None:
    stop, begun = threading.Event(), []

    def faulty(told: threading.Event) -> None:
        begun.append(threading.current_thread().name)
        if len(begun) > 2:
            told.set()
        raise ZeroDivisionError

    with capture_logs() as said:
        accompany_always(stop, faulty, rest=0)
    assert begun == ["beside"] * 3
    assert [line["event"] for line in said] == ["log_beside_ended"] * 2
