"""An entry that the law withholds: shown by no page, proof or copy, and every root holds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from liushui.transparency import queries
from liushui.transparency.errors_public import LogEntryWithheld
from liushui.transparency.folder import Folder
from liushui.transparency.format.tiles import Shown, bundled, bundled_redacted, unbundled
from liushui.transparency.models import Entry
from liushui.transparency.services import export_log, owe, publish, receipt_of, sequence_all
from liushui.transparency.sources import _SOURCES, Draft, register_source
from liushui_verify.cli import main
from tests.transparency.building import BODY, Documents

pytestmark = pytest.mark.django_db
HIDDEN = 30  # doc/30.pdf: the beginning is entry 0


class Corrections:
    """Each names the document of its number, with the basis on which that is withheld."""

    kind = "correction"

    def drafts(self, subjects: Sequence[int]) -> Mapping[int, Draft]:
        said = {"reason": "personal", "basis": "PIPL-47", "roles": ["officer"]}
        return {one: Draft(BODY, date(2026, 3, 1), said, refers=("doc", one)) for one in subjects}

    def not_owed(self, after: int, limit: int) -> Sequence[int]:
        del after, limit
        return []

    def hold(self) -> None:
        """Nobody writes any beside the test."""

    def find(self, reference: str) -> int | None:
        del reference
        return None


@pytest.fixture
def log(opened: Folder) -> Iterator[Folder]:
    """Forty documents."""
    before = dict(_SOURCES)
    register_source(Documents())
    register_source(Corrections())
    grow("doc", range(1, 41))
    yield opened
    _SOURCES.clear()
    _SOURCES.update(before)


def grow(kind: str, subjects: Sequence[int]) -> None:
    owe(kind, subjects)
    sequence_all()
    publish()


def withhold(log: Folder, part: str) -> None:
    """As its operator does: the bundle without it takes the place of the bundle with it."""
    shown = unbundled(log.read(f"tile/entries/000{part}") or b"")
    shown[HIDDEN] = Shown(None, shown[HIDDEN].hash)
    log.put(f"tile/redacted/000{part}", bundled_redacted(shown))
    log.drop("tile/entries/000.p")
    (log.path / "tile/entries/000").unlink(missing_ok=True)


@pytest.fixture
def withheld(log: Folder) -> Folder:
    """One of them is withheld, and a correction names the basis."""
    grow("correction", [HIDDEN])
    withhold(log, ".p/42")
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


def test_what_still_lies_there_is_not_served_and_is_named(withheld: Folder, client: Client) -> None:
    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    withheld.put("tile/entries/000.p/40", bundled([bytes(leaf) for leaf in leaves[:40]]))
    assert client.get("/log/tile/entries/000.p/40").status_code == 451
    [fault] = queries.faults()
    assert fault.promise == "what is withheld is shown nowhere else"


def test_what_nobody_answers_for_is_a_fault(log: Folder) -> None:
    withhold(log, ".p/41")
    [fault] = queries.faults()
    assert fault.where == f"entry {HIDDEN}"


def test_another_hash_in_its_place_is_a_fault(withheld: Folder) -> None:
    path = withheld.path / "tile/redacted/000.p/42"
    its_hash = bytes(Entry.objects.get(pk=HIDDEN).hash)
    path.write_bytes(path.read_bytes().replace(its_hash, bytes(32)))
    assert [fault.promise for fault in queries.faults()] == [
        "each published file holds its entries"
    ]
