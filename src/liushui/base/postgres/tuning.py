"""The server's settings: what must hold stands on its command line, sizes in a file of their own.

The sizes are written anew at each start for the memory that is there; what an operator sets with
ALTER SYSTEM wins over them. Nothing wins over the command line.
"""

import os
import shutil
from pathlib import Path

MIB = 1024 * 1024
SETTINGS_FILE = "liushui.conf"
_ROOMY_MIB = 8 * 1024  # from here on the books of millions of gifts are meant to lie in memory
# After each checkpoint every page is written whole at its first change. In a surge that held the
# ledger up for two seconds: so checkpoints are rare where the disk has room for what lies between.
_LOG_MIB = (1024, 4096)
_LOG_OF_FREE = 10


def must_hold(sockets: Path, *, durable: bool) -> list[str]:
    """Options that keep answered gifts and keep strangers out. ``durable`` is off only in tests."""
    kept = "on" if durable else "off"
    settings = {
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0777",  # the folder is closed, and peer asks who comes
        "listen_addresses": "",
        "port": "5432",
        "fsync": kept,
        "synchronous_commit": kept,
        "full_page_writes": kept,
        "logging_collector": "off",
        "log_destination": "stderr",
        "log_min_error_statement": "panic",  # a statement's values may be about people
        "log_error_verbosity": "terse",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def sizes(memory_mib: int, free_mib: int) -> dict[str, str]:
    """Settings for a machine that the database shares with everything else of ours."""
    buffers = min(8192, max(64, memory_mib // (6 if memory_mib >= _ROOMY_MIB else 16)))
    shared = Path("/dev/shm")  # noqa: S108 - where POSIX keeps shared memory
    log = min(_LOG_MIB[1], max(_LOG_MIB[0], free_mib // _LOG_OF_FREE))
    small = not shared.is_dir() or shutil.disk_usage(shared).total < 256 * MIB
    return {
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(128, memory_mib // 2)}MB",
        "maintenance_work_mem": f"{min(256, max(32, memory_mib // 32))}MB",
        "work_mem": "8MB",
        "max_connections": "200",
        "max_wal_size": f"{log}MB",
        "checkpoint_timeout": "10min",
        "wal_compression": "off",  # by pglz it takes longer than writing what it saves
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        "log_line_prefix": "'%p '",
        "log_checkpoints": "off",
        "dynamic_shared_memory_type": "mmap" if small else "posix",
    }


def settings_text(folder: Path) -> str:
    """The contents of the settings file for this machine, with the books in ``folder``."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    free = shutil.disk_usage(folder).free // MIB
    lines = [f"{name} = {value}" for name, value in sizes(memory, free).items()]
    return "\n".join(["# Written by Liushui at each start. Use ALTER SYSTEM.", *lines, ""])


def peer_rules(role: str, accounts: list[str]) -> tuple[str, str]:
    """``pg_hba.conf`` and ``pg_ident.conf``: over the socket, these accounts, as this role."""
    hba = f"local all {role} peer map=liushui\nlocal replication {role} peer map=liushui\n"
    ident = "".join(f'liushui "{account}" {role}\n' for account in accounts)
    return hba, ident
