"""The log grows: each record once, in one place, numbered without a gap, provable by strangers."""

import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, InternalError, connection, connections, transaction

from liushui.base.home import Home
from liushui.base.vault import destroy_key
from liushui.transparency import keys, queries, services, sources
from liushui.transparency.errors import (
    LogFileDiffers,
    LogFolderLost,
    LogForks,
    LogKeyDiffers,
    LogNameWrong,
    LogNotOpen,
    LogOpenElsewise,
    LogShrank,
    RecordNotInLog,
)
from liushui.transparency.errors_public import LogProofFails
from liushui.transparency.folder import Folder
from liushui.transparency.format.leaves import parsed_leaf
from liushui.transparency.models import Entry, Head, HeldBack, Position, Unfit, Waiting
from liushui_verify.cli import main
from tests.transparency.building import AT, BODY, ORIGIN, OTHER_BODY, PERSON, Documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def documents() -> Iterator[Documents]:
    known = Documents()
    sources.register_source(known)
    yield known
    del sources._SOURCES["doc"]


def grow(*subjects: int) -> int:
    services.owe("doc", subjects)
    services.sequence_all()
    return services.publish()


def judged(folder: Folder, *words: str) -> int:
    """The verdict of the verifier on the published files, by the policy published beside them."""
    policy = str(folder.path / "policy.txt")
    return main(["log", str(folder.path), "--policy", policy, "--lang", "en", *words])


def leaves() -> list[dict[str, object]]:
    rows = Entry.objects.order_by("index").values_list("leaf", flat=True)
    return [parsed_leaf(bytes(leaf)) for leaf in rows]


def test_what_is_owed_is_published_and_a_stranger_can_tell(opened: Folder) -> None:
    assert grow(*range(1, 300)) == 300
    assert judged(opened) == 0
    assert queries.faults() == []
    kept = opened.path.parent / "kept"
    kept.write_bytes(opened.read("checkpoint") or b"")
    assert grow(*range(300, 700)) == 700
    assert judged(opened, "--from", str(kept)) == 0
    assert queries.faults() == []
    assert not (opened.path / "tile/0/000.p").exists()
    assert not (opened.path / "tile/entries/001.p").exists()


def test_numbers_have_no_gap_for_each_body_and_year(opened: Folder) -> None:
    grow(1, 9_001, 2, 3, 9_600)
    grow(4, 5, 13, 6)
    numbers: dict[tuple[object, str], list[object]] = {}
    for leaf in leaves():
        numbers.setdefault((leaf["org"], str(leaf["d"])[:4]), []).append(leaf["no"])
    assert numbers == {
        (BODY, "2026"): [1, 2, 3, 4], (OTHER_BODY, "2026"): [1, 2], (OTHER_BODY, "2025"): [1, 2],
    }  # fmt: skip
    assert judged(opened) == 0


@pytest.mark.usefixtures("opened")
def test_what_fits_no_leaf_stands_before_a_person_and_stops_nobody() -> None:
    assert grow(1, 9_001, 9_600, 2) == 3
    assert set(Unfit.objects.values_list("subject", flat=True)) == {9_001, 9_600}
    assert {fault.promise for fault in queries.faults()} == {"every record fits into a leaf"}


@pytest.mark.usefixtures("opened")
def test_a_record_is_owed_once_whoever_says_so_again() -> None:
    grow(1, 2)
    assert grow(2, 1, 3) == 4
    services.owe("doc", [3])
    assert services.sequence_all() == 0


def test_nothing_is_owed_before_the_log_is_open(folder: Folder, documents: Documents) -> None:
    services.owe("doc", [1])
    assert not Waiting.objects.exists()
    assert services.sequence() == 0
    with pytest.raises(LogNotOpen):
        queries.open_log()
    services.open_the_log(origin=ORIGIN, organisation_code=BODY, at=AT)
    documents.forgotten = [1]
    assert [fault.where for fault in queries.faults()] == ["doc 1"]
    original, documents.forgotten = documents.forgotten, []
    services.owe("doc", original)
    services.sequence_all()
    assert queries.faults() == []
    assert services.publish() == 2
    assert folder.read("checkpoint")


def test_a_log_keeps_its_name(opened: Folder) -> None:
    del opened
    again = services.open_the_log(origin=ORIGIN, organisation_code=BODY, at=AT)
    assert again.origin == ORIGIN
    with pytest.raises(LogOpenElsewise):
        services.open_the_log(origin="log.other.example", organisation_code=BODY, at=AT)


@pytest.mark.parametrize(("origin", "code"), [("Log", BODY), ("a b", BODY), (ORIGIN, "1" * 18)])
def test_a_name_that_readers_disagree_on_is_refused(folder: Folder, origin: str, code: str) -> None:
    del folder
    with pytest.raises(LogNameWrong):
        services.open_the_log(origin=origin, organisation_code=code, at=AT)


def test_a_record_that_is_rolled_back_was_never_owed(opened: Folder) -> None:
    mark = transaction.savepoint()
    services.owe("doc", [1])
    transaction.savepoint_rollback(mark)
    assert grow(2) == 2
    assert Position.objects.filter(subject=1).count() == 0
    del opened


@pytest.mark.parametrize(
    "sql",
    ["update transparency_entry set leaf = '{}' where index = 0", "delete from transparency_entry",
     "delete from transparency_owed", "update transparency_position set subject = 2",
     "update transparency_head set note = null", "update transparency_head set note = 'x'",
     "delete from transparency_head", "update transparency_log set origin = 'x'",
     "update transparency_state set size = 0, frontier = ''", "delete from transparency_state",
     "update transparency_serial set last = 1", "delete from transparency_serial",
     "insert into transparency_entry (index, hash, leaf) values (9, sha256('x'), '{}')",
     "update transparency_heldback set sealed = 'x'", "truncate transparency_entry cascade"],
)  # fmt: skip
def test_the_database_takes_nothing_back(opened: Folder, sql: str) -> None:
    del opened
    grow(1, 2, 3, 4)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert queries.faults() == []


def test_no_personal_word_is_published_and_only_the_holder_can_show_it(
    opened: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grow(1, 2)
    published = b"".join(p.read_bytes() for p in opened.path.rglob("*") if p.is_file())
    assert "林小满".encode() not in published
    assert b"name" not in published
    for discloses in (False, True):
        (tmp_path / "r").write_text(services.receipt_of("D1", discloses=discloses))
        words = ["receipt", str(tmp_path / "r"), "--policy", str(opened.path / "policy.txt")]
        assert main(words) == 0
        assert ("林小满" in capsys.readouterr().out) is discloses


def test_after_an_erasure_nobody_can_open_what_was_held_back(opened: Folder) -> None:
    grow(1, 2)
    before = services.receipt_of("D1", discloses=True)
    root = Head.objects.latest("size").root
    destroy_key(PERSON)
    assert len(services.receipt_of("D1", discloses=True)) < len(before)
    assert Head.objects.latest("size").root == root
    grow(6)  # written after: nothing is kept that nobody could open
    assert not HeldBack.objects.filter(entry__position__subject=6).exists()
    assert judged(opened) == 0


def test_what_is_not_published_has_no_receipt(opened: Folder) -> None:
    services.owe("doc", [1])
    with pytest.raises(RecordNotInLog):
        services.receipt_of("D1")
    services.sequence_all()
    with pytest.raises(RecordNotInLog):
        services.receipt_of("D1")
    services.publish()
    assert services.receipt_of("D1")
    with pytest.raises(RecordNotInLog):
        services.receipt_of("D2")
    del opened


def test_a_receipt_is_proven_from_any_head_that_was_published(opened: Folder) -> None:
    for size in (1, 2, 255, 256, 257, 300):
        grow(*range(1, size))
        services.receipt_of("D1") if size > 1 else None
    (opened.path / "tile/0/000").write_bytes(bytes(8192))
    with pytest.raises(LogProofFails):
        services.receipt_of("D1")


def test_a_bit_that_fell_over_is_never_signed(opened: Folder) -> None:
    grow(*range(1, 250))
    for name in ("tile/0/000.p/250", "tile/entries/000.p/250"):
        path = opened.path / name
        content = bytearray(path.read_bytes())
        content[100] ^= 1
        path.write_bytes(content)
    assert {fault.where for fault in queries.faults()} == {
        "tile/0/000.p/250", "tile/entries/000.p/250",
    }  # fmt: skip
    grow(*range(250, 300))
    full = opened.path / "tile/0/000"
    content = bytearray(full.read_bytes())
    content[8000] ^= 1
    full.write_bytes(content)
    signed = opened.read("checkpoint")
    with pytest.raises(LogFileDiffers):
        grow(*range(300, 700))
    assert opened.read("checkpoint") == signed


def test_a_row_that_was_changed_past_all_guards_is_never_signed(opened: Folder) -> None:
    grow(1)
    services.owe("doc", [2, 3, 4])
    services.sequence_all()
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            """update transparency_entry set leaf = convert_to(replace(convert_from(leaf, 'utf8'),
               '"no":1', '"no":7'), 'utf8') where index = 3"""
        )
        cursor.execute("set local session_replication_role = origin")
    signed = opened.read("checkpoint")
    with pytest.raises(LogFileDiffers):
        services.publish()
    assert opened.read("checkpoint") == signed
    assert "numbers have no gap" in {fault.promise for fault in queries.faults()}


def test_an_old_backup_signs_nothing_however_far_it_grows(opened: Folder) -> None:
    """A guard on the size alone would let it pass once it is longer than what was published."""
    grow(1, 2)
    mark = transaction.savepoint()
    grow(3, 4)
    published = opened.read("checkpoint")
    transaction.savepoint_rollback(mark)
    with pytest.raises(LogShrank):
        services.publish()
    services.owe("doc", [5, 6])
    services.sequence_all()
    with pytest.raises(LogForks):
        services.publish()
    services.owe("doc", [7, 8, 9])
    services.sequence_all()
    with pytest.raises(LogForks):
        services.publish()
    assert opened.read("checkpoint") == published
    assert not Head.objects.filter(size__gt=3, note__isnull=False).exists()


@pytest.mark.parametrize("lost", ["checkpoint", "tile", "checkpoints", "policy.txt"])
def test_lost_files_are_written_again_byte_for_byte(opened: Folder, lost: str) -> None:
    grow(*range(1, 300))
    before = {p: p.read_bytes() for p in opened.path.rglob("*") if p.is_file()}
    for path in before:
        if lost in path.relative_to(opened.path).parts:
            path.unlink()
    (opened.path / "checkpoint").unlink(missing_ok=True)
    services.publish()
    assert grow(301) == 301
    assert judged(opened) == 0
    checkpoint = f"checkpoints/{300}"
    assert opened.read(checkpoint) == before[opened.path / checkpoint]


def test_a_log_whose_folder_is_gone_signs_nothing_until_it_is_back(
    opened: Folder, tmp_path: Path
) -> None:
    """The database alone may be an old backup: it cannot know what was shown since."""
    grow(1, 2)
    shutil.copytree(opened.path, tmp_path / "mirror")
    shutil.rmtree(opened.path)
    with pytest.raises(LogFolderLost):
        grow(3)
    assert Head.objects.filter(note__isnull=False).count() == 1
    shutil.rmtree(opened.path, ignore_errors=True)
    shutil.copytree(tmp_path / "mirror", opened.path)
    assert services.publish() == 4
    assert judged(opened) == 0


def test_an_old_backup_signs_nothing_though_the_newest_head_was_lost(opened: Folder) -> None:
    grow(1, 2)
    mark = transaction.savepoint()
    grow(3, 4)
    transaction.savepoint_rollback(mark)
    (opened.path / "checkpoint").unlink()
    with pytest.raises(LogShrank):
        services.publish()


def test_a_head_that_nobody_can_read_is_no_reason_to_sign(opened: Folder) -> None:
    grow(1)
    (opened.path / "checkpoint").write_bytes(b"\xff")
    with pytest.raises(LogFileDiffers):
        grow(2)


@pytest.mark.parametrize("how", ["gone", "other"])
def test_other_keys_sign_nothing(opened: Folder, how: str) -> None:
    grow(1)
    key = Home.from_environment().path / "secrets" / "log-ed25519"
    key.unlink()
    if how == "other":
        key.write_bytes(bytes(range(32)))
    keys._signers.cache_clear()
    signed = opened.read("checkpoint")
    with pytest.raises(LogKeyDiffers):
        grow(2)
    assert opened.read("checkpoint") == signed
    assert key.exists() == (how == "other")
    assert Head.objects.filter(note__isnull=False).count() == 1


def test_the_keys_are_the_owners_alone(opened: Folder) -> None:
    grow(1)
    for name in ("log-ed25519", "log-ml-dsa-44"):
        path = Home.from_environment().path / "secrets" / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    published = b"".join(p.read_bytes() for p in opened.path.rglob("*") if p.is_file())
    assert Home.from_environment().secret("log-ed25519") not in published


def test_a_copy_holds(opened: Folder, tmp_path: Path) -> None:
    grow(*range(1, 300))
    assert services.export_log(tmp_path / "copy") == 300
    assert judged(Folder(tmp_path / "copy")) == 0
    del opened


@pytest.mark.django_db(transaction=True)
def test_many_writers_leave_one_history(opened: Folder) -> None:
    """Owed from both sides, placed and published by three at once: each record in one place."""
    failed: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 100, 5):
                services.owe("doc", range(number, number + 5))
                services.sequence(limit=7)
                services.publish()
        except (DatabaseError, InternalError, LogForks, LogFileDiffers, LogShrank) as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in (100, 150, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    services.sequence_all()
    assert services.publish() == 201
    assert Position.objects.count() == 201
    assert queries.faults() == []
    assert judged(opened) == 0
