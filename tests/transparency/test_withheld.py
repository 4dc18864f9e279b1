"""An entry that the law withholds: shown by no page, proof or copy, and every root holds."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from liushui.config.commands import log as command
from liushui.parties.models import AuditRecord
from liushui.transparency import queries
from liushui.transparency.errors import LogWithholdingWrong
from liushui.transparency.errors_public import LogEntryUnknown, LogEntryWithheld
from liushui.transparency.folder import Folder
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.format.tiles import Shown, bundled, bundled_redacted, unbundled
from liushui.transparency.models import Entry
from liushui.transparency.models_beside import Withholding
from liushui.transparency.services import (
    export_log,
    owe,
    publish,
    receipt_of,
    sequence_all,
    withhold,
)
from liushui.transparency.services.proofs import proof_text
from liushui.transparency.services.withholding import _decide
from liushui.transparency.sources import _SOURCES, register_source
from liushui_verify.cli import main
from tests.transparency.building import AT, Documents
from tests.transparency.test_command import parsed

pytestmark = pytest.mark.django_db
HIDDEN = 30  # doc/30.pdf: the beginning is entry 0


@pytest.fixture
def log(opened: Folder) -> Iterator[Folder]:
    """Forty documents."""
    before = dict(_SOURCES)
    register_source(Documents())
    grow("doc", range(1, 41))
    yield opened
    _SOURCES.clear()
    _SOURCES.update(before)


def grow(kind: str, subjects: Sequence[int]) -> None:
    owe(kind, subjects)
    sequence_all()
    publish()


def by_hand(log: Folder, part: str) -> None:
    """The bundle without it takes the place of the bundle with it, and nobody says why."""
    shown = unbundled(log.read(f"tile/entries/000{part}") or b"")
    shown[HIDDEN] = Shown(None, shown[HIDDEN].hash)
    log.put(f"tile/redacted/000{part}", bundled_redacted(shown))
    log.drop("tile/entries/000.p")


def hide(index: int, **said: Any) -> int:
    return withhold(index, **{"basis": "PIPL-47", "roles": ["officer", "counsel"], **said}, at=AT)


@pytest.fixture
def withheld(log: Folder) -> Folder:
    """One of them is withheld, and a correction names the basis."""
    assert hide(HIDDEN) == 1
    return log


def refusal(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path, headers={"accept": "*/*"})
    return answer.status_code, str(json.loads(answer.content)["code"])


@pytest.mark.usefixtures("withheld")
def test_no_page_and_no_proof_shows_it(client: Client) -> None:
    for path in ("/log/", "/log/entries/", "/log/entries/?before=35", f"/log/entries/{HIDDEN}"):
        page = client.get(path, headers={"accept-language": "en"}).content.decode()
        assert f"doc/{HIDDEN}.pdf" not in page
        assert f"{HIDDEN:064x}" not in page
        assert ("An entry that the law withholds" in page) is (path != "/log/")
    assert "Download the proof" not in page
    its_hash = bytes(Entry.objects.get(pk=HIDDEN).hash).hex()
    assert its_hash in page
    assert refusal(client, f"/log/v1/proof/{HIDDEN}") == (451, "log_entry_withheld")
    assert client.get(f"/log/v1/proof/{HIDDEN + 1}").status_code == 200
    assert client.get(f"/log/v1/find?leaf_hash={its_hash}").json()["index"] == HIDDEN
    with pytest.raises(LogEntryWithheld):
        receipt_of(f"D{HIDDEN}", discloses=True)


def test_a_copy_of_the_log_holds_and_is_judged_so(withheld: Folder, tmp_path: Path) -> None:
    assert queries.faults() == []
    assert export_log(tmp_path / "copy") == 42
    assert not (tmp_path / "copy/tile/entries/000.p/42").exists()
    (tmp_path / "policy").write_bytes(withheld.read("policy.txt") or b"")
    said = ["log", str(tmp_path / "copy"), "--policy", str(tmp_path / "policy")]
    assert main(said) == 0


@pytest.mark.parametrize("lost", [False, True])
def test_it_stays_withheld_while_the_log_grows(
    withheld: Folder, client: Client, tmp_path: Path, *, lost: bool
) -> None:
    for many in (3, 300):
        if lost:
            (withheld.path / "checkpoint").unlink()
        grow("doc", range(many * 10, many * 11))
        assert queries.faults() == []
        assert client.get(f"/log/entries/{HIDDEN}").status_code == 200
        files = [one for one in withheld.path.rglob("*") if one.is_file()]
        assert not [one for one in files if f"doc/{HIDDEN}.pdf".encode() in one.read_bytes()]
    assert client.get("/log/tile/entries/000").status_code == 451
    assert client.get("/log/tile/redacted/000").status_code == 200
    export_log(tmp_path / "copy")
    assert (tmp_path / "copy/tile/redacted/000").exists()


def test_the_log_says_on_which_basis_and_the_record_by_whom(withheld: Folder) -> None:
    leaf = parsed_leaf(bytes(Entry.objects.get(pk=41).leaf))
    hidden = Entry.objects.get(pk=HIDDEN)
    assert (leaf["k"], leaf["ref"], leaf["ref_hash"]) == (
        "correction", HIDDEN, bytes(hidden.hash).hex(),
    )  # fmt: skip
    assert (leaf["basis"], leaf["roles"]) == ("PIPL-47", ["counsel", "officer"])
    assert leaf["org"] == parsed_leaf(bytes(hidden.leaf))["org"]
    assert AuditRecord.objects.get(verb="log.withheld").facts["entry"] == HIDDEN
    assert (hide(HIDDEN), Entry.objects.count()) == (1, 42)  # said again
    assert hide(HIDDEN + 1) == 2  # another one of the same bundle
    files = [one for one in withheld.path.rglob("*") if one.is_file()]
    for number in (HIDDEN, HIDDEN + 1):
        assert not [one for one in files if f"doc/{number}.pdf".encode() in one.read_bytes()]
    assert queries.faults() == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Withholding.objects.update(basis="none")


def test_what_was_stopped_halfway_is_finished_when_it_is_said_again(log: Folder) -> None:
    _decide(HIDDEN, "PIPL-47", ["counsel", "officer"], AT)
    sequence_all()
    publish()
    assert (log.path / "tile/entries/000.p/42").exists()
    assert hide(HIDDEN) == 1
    assert not (log.path / "tile/entries/000.p").exists()
    assert queries.faults() == []


@pytest.mark.parametrize(
    ("index", "said"),
    [(0, {}), (HIDDEN, {"basis": "because of Lin"}), (HIDDEN, {"basis": "13800000001"}),
     (HIDDEN, {"roles": ["officer"]}), (HIDDEN, {"roles": ["officer", "officer"]}),
     (HIDDEN, {"roles": ["officer", "林晓雨"]})],
)  # fmt: skip
@pytest.mark.usefixtures("log")
def test_not_everything_is_withheld_nor_by_one_nor_without_a_code(
    index: int, said: dict[str, Any]
) -> None:
    with pytest.raises(LogWithholdingWrong):
        hide(index, **said)
    with pytest.raises(LogEntryUnknown):
        hide(41)
    assert not Withholding.objects.exists()


@pytest.mark.usefixtures("log")
def test_the_command_withholds(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["withhold", str(HIDDEN), "--basis", "PIPL-47", "--role", "officer", "--role", "board"]
    assert command.withhold(parsed(*words)) == 0
    assert "entry 30 is withheld, 1 in all" in capsys.readouterr().out
    with pytest.raises(LogEntryWithheld):
        proof_text(HIDDEN)


def test_what_still_lies_there_is_not_served_and_is_named(withheld: Folder, client: Client) -> None:
    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    withheld.put("tile/entries/000.p/40", bundled([bytes(leaf) for leaf in leaves[:40]]))
    assert client.get("/log/tile/entries/000.p/40").status_code == 451
    [fault] = queries.faults()
    assert fault.promise == "what is withheld is shown nowhere else"


def test_what_nobody_answers_for_is_a_fault(log: Folder) -> None:
    by_hand(log, ".p/41")
    [fault] = queries.faults()
    assert fault.where == f"entry {HIDDEN}"


def test_another_hash_in_its_place_is_a_fault(withheld: Folder) -> None:
    path = withheld.path / "tile/redacted/000.p/42"
    its_hash = bytes(Entry.objects.get(pk=HIDDEN).hash)
    path.write_bytes(path.read_bytes().replace(its_hash, bytes(32)))
    assert [fault.promise for fault in queries.faults()] == [
        "each published file holds its entries"
    ]
