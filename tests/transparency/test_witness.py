"""A witness: what it signs, what it refuses, and that it never goes back."""

import select
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from liushui.transparency.format import notes
from liushui.transparency.format.notes import WitnessSigner
from liushui.transparency.format.tiles import reader
from liushui.transparency.format.tree import consistency_proof
from liushui.transparency.witnessing.asked import MAX_BYTES, request_body
from liushui.transparency.witnessing.judging import Answer, Judge
from liushui.transparency.witnessing.keys import VerifierKey, origin_hash
from liushui.transparency.witnessing.memory import Held, Memory
from liushui.transparency.witnessing.serving import WitnessServer
from liushui_verify.notes import Key, Note
from tests.transparency import witness_vectors as v
from tests.verify.logs import AT, LOG, ORIGIN, THE_LOG, Log, a_log, vkey

SIGNER = WitnessSigner("witness.university.example", b"\x02" * 32)
KNOWN = {
    ORIGIN: [VerifierKey.read(vkey(LOG))],
    v.ORIGIN: [VerifierKey(v.ORIGIN, notes.ED25519, bytes.fromhex(v.PUBLIC))],
}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return Judge(SIGNER, KNOWN, Memory(tmp_path / "witness.sqlite"))


def proof(log: Log, old: int) -> list[bytes]:
    tiles, size = log.tiles(), len(log.leaves)
    return consistency_proof(old, size, reader(size, lambda tile: tiles[tile.path]))


def ask(judge: Judge, log: Log, old: int, path: list[bytes] | None = None) -> Answer:
    body = request_body(old, proof(log, old) if path is None else path, log.note(by=THE_LOG))
    return judge.answer(body, at=AT)


def test_it_answers_as_others_do(judge: Judge) -> None:
    for what, body, status, begins in v.NINE:
        answer = judge.answer(body, at=AT)
        assert (answer.status, answer.body.startswith(begins)) == (status, True), what
        is_size = status == 409
        assert (answer.content_type == "text/x.tlog.size") is is_size
    assert judge.memory.held(v.ORIGIN).size == 5


def test_its_line_is_one_that_a_stranger_accepts(judge: Judge) -> None:
    log = a_log(5)
    answer = ask(judge, log, 0)
    note = Note.read(f"{log.note(by=THE_LOG)}{answer.body}")
    assert list(note.signed_by([Key.read(vkey(SIGNER))]).values()) == [AT]


def test_the_same_head_is_signed_again_later(judge: Judge) -> None:
    log = a_log(5)
    assert ask(judge, log, 0).status == 200
    later = judge.answer(request_body(5, [], log.note(by=THE_LOG)), at=AT + 600)
    assert later.status == 200
    assert later.body != ask(judge, log, 5, []).body
    assert judge.answer(request_body(5, [bytes(32)], log.note(by=THE_LOG)), at=AT).status == 422


def test_a_fork_is_never_signed_and_its_evidence_is_kept(judge: Judge) -> None:
    log = a_log(8)
    assert ask(judge, Log(log.leaves[:5]), 0).status == 200
    same_size = Log(log.leaves[:4] + log.leaves[5:6])
    assert ask(judge, same_size, 5, []).status == 409
    grown = Log([*same_size.leaves, *log.leaves[5:]])
    assert ask(judge, grown, 5).status == 422
    assert ask(judge, Log(log.leaves[:4]), 5, []).status == 400  # back to a smaller one
    assert ask(judge, Log(log.leaves[:4]), 4, []).status == 409
    kept = judge.memory.evidence(ORIGIN)
    assert len(kept) == 2
    for one, other in zip(kept, (same_size, grown), strict=True):
        assert Log(log.leaves[:5]).note(by=THE_LOG) in one
        assert other.note(by=THE_LOG) in one
    assert ask(judge, same_size, 5, []).status == 409
    assert len(judge.memory.evidence(ORIGIN)) == 2  # the same evidence once
    assert ask(judge, log, 5).status == 200


def test_what_others_send_fills_nothing(judge: Judge) -> None:
    ask(judge, a_log(5), 0)
    forged = a_log(6).note(by=(notes.LogSigner(ORIGIN, b"\x09" * 32),))
    assert judge.answer(request_body(5, [], forged), at=AT).status == 403
    assert judge.memory.evidence(ORIGIN) == []


@pytest.mark.parametrize(
    "bent",
    [b"", b"old 0", b"old 0\n\n", b"old 01\n\nx", b"old -1\n\nx", b"new 0\n\nx", b"\xff",
     b"old 0\nAAAA\n\nx", b"old 0\n!\n\nx", b"x" * (MAX_BYTES + 1)],
)  # fmt: skip
def test_what_is_no_request_is_refused(judge: Judge, bent: bytes) -> None:
    assert judge.answer(bent, at=AT).status == 400


def test_a_head_with_a_further_line_is_refused(judge: Judge) -> None:
    note = a_log(5).note(by=THE_LOG).replace("\n\n", "\nextension\n\n", 1)
    assert judge.answer(request_body(0, [], note), at=AT).status == 400


def test_of_two_at_once_the_longer_one_stays(judge: Judge, tmp_path: Path) -> None:
    """N and N + K from the same start, many times: the file never goes back, each is answered."""
    log = a_log(40)
    ask(judge, Log(log.leaves[:8]), 0)
    others = [Judge(SIGNER, KNOWN, Memory(tmp_path / "witness.sqlite")) for _ in range(4)]
    heads = [Log(log.leaves[:size]) for size in range(9, 41, 4)]
    bodies = [request_body(8, proof(head, 8), head.note(by=THE_LOG)) for head in heads]
    with ThreadPoolExecutor(8) as pool:
        one = [pool.submit(others[at % 4].answer, body, at=AT) for at, body in enumerate(bodies)]
        answers = [future.result() for future in one]
    assert sorted(answer.status for answer in answers) == [200] + [409] * 7
    [won] = [head for head, answer in zip(heads, answers, strict=True) if answer.status == 200]
    assert judge.memory.held(ORIGIN).size == len(won.leaves)


def test_the_file_itself_refuses_to_go_back(judge: Judge) -> None:
    ask(judge, a_log(8), 0)
    for size, root in ((7, b"\x01" * 32), (8, b"\x01" * 32)):
        with pytest.raises(sqlite3.IntegrityError), judge.memory.alone() as writing:
            writing.hold(ORIGIN, Held(size, root, "x"), AT)
    assert judge.memory.held(ORIGIN).size == 8


def test_what_was_signed_is_known_after_a_restart(judge: Judge, tmp_path: Path) -> None:
    ask(judge, a_log(5), 0)
    again = Judge(SIGNER, KNOWN, Memory(tmp_path / "witness.sqlite"))
    assert ask(again, a_log(8), 0).body == "5\n"


@contextmanager
def serving(judge: Judge, **bounds: int) -> Iterator[tuple[str, int]]:
    """It runs; where."""
    server = WitnessServer("127.0.0.1", 0, judge, **bounds)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield "127.0.0.1", server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def address(judge: Judge) -> Iterator[str]:
    with serving(judge) as (host, port):
        yield f"http://{host}:{port}"


def test_over_http_it_answers_in_its_bounds(address: str) -> None:
    log = a_log(5)
    body = request_body(0, [], log.note(by=THE_LOG))
    with httpx.Client(base_url=address, trust_env=False) as http:
        answer = http.post("/add-checkpoint", content=body)
        assert (answer.status_code, answer.text[:2]) == (200, "— ")
        assert http.post("/add-checkpoint", content=body).text == "5\n"
        assert http.post("/elsewhere", content=body).status_code == 404
        assert http.post("/add-checkpoint", content=iter([body])).status_code == 411
        assert http.post("/add-checkpoint", content=b"x" * (MAX_BYTES + 1)).status_code == 413
        shown = http.get(f"/{origin_hash(ORIGIN)}/checkpoint")
        assert shown.text == log.note(by=THE_LOG)
        assert http.get(f"/{origin_hash(v.ORIGIN)}/checkpoint").status_code == 404
        assert http.get(f"/{origin_hash(ORIGIN)}/evidence").text == ""
        assert ORIGIN in http.get("/").text


def cut_after(client: socket.socket, piece: bytes) -> int:
    """How many pieces it took, one now and then, until the other end was closed."""
    for sent in range(400):
        readable, _, _ = select.select([client], [], [], 0.05)
        if readable:
            with suppress(ConnectionError):
                while client.recv(65_536):
                    continue
            return sent
        with suppress(ConnectionError):
            client.sendall(piece)
    return 400


@pytest.mark.parametrize(
    "begin", [b"", b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 200000\r\n\r\n"]
)
def test_a_client_that_sends_a_byte_now_and_then_is_cut(judge: Judge, begin: bytes) -> None:
    with serving(judge, life_seconds=1) as where, socket.create_connection(where, 5) as slow:
        slow.sendall(begin)
        assert cut_after(slow, b"x") < 100


def test_a_connection_sends_so_much_and_no_more(address: str) -> None:
    where = ("127.0.0.1", int(address.rpartition(":")[2]))
    with socket.create_connection(where, 5) as loud:
        loud.sendall(b"GET / HTTP/1.1\r\n")
        assert cut_after(loud, b"X-%d: " % id(loud) + b"x" * 60_000 + b"\r\n") < 30


def test_so_many_connections_and_no_more(judge: Judge) -> None:
    body = request_body(0, [], a_log(5).note(by=THE_LOG))
    with serving(judge, connections=2, life_seconds=1) as where:
        idle = [socket.create_connection(where, 5) for _ in range(2)]
        with socket.create_connection(where, 5) as third:
            assert third.recv(1_000).startswith(b"HTTP/1.1 503 ")
        assert [cut_after(one, b"") < 100 for one in idle] == [True, True]
        answer = httpx.post(f"http://127.0.0.1:{where[1]}/add-checkpoint", content=body)
        assert answer.status_code == 200
        for one in idle:
            one.close()
