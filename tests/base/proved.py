"""Migrations that Django's own way was seen to lead to the same tables as ours.

Those that have landed never change: led through once, they need not go that way in each run, which
takes minutes. Any other word in one of them, in what leads them, or another Django, and all go it.
``LIUSHUI_PROVE=1`` leads all of them and, when the tables are the same, keeps their names.
"""

import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import django
from django.db.migrations.loader import MigrationLoader

from liushui.base import migrating

KEPT = Path(__file__).with_name("proved_migrations.json")


def all_migrations() -> dict[str, bytes]:
    """Of each migration, ``app.name``, what stands in its file."""
    found = MigrationLoader(None).disk_migrations
    return {
        ".".join(key): Path(str(sys.modules[one.__module__].__file__)).read_bytes()
        for key, one in sorted(found.items())
    }


def digest_of(names: Sequence[str], texts: dict[str, bytes]) -> str:
    """One number for these migrations and for all that leads them."""
    told = sha256(django.__version__.encode() + Path(migrating.__file__).read_bytes())
    for name in names:
        told.update(name.encode() + sha256(texts[name]).digest())
    return told.hexdigest()


def proved(texts: dict[str, bytes]) -> list[str]:
    """Those that need not be led again; none if anything about one of them is new."""
    kept = json.loads(KEPT.read_text("utf-8"))
    names: list[str] = kept["migrations"]
    if not set(names) <= texts.keys() or digest_of(names, texts) != kept["digest"]:
        return []
    return names


def keep(texts: dict[str, bytes]) -> None:
    """Note that all of them were led through."""
    names = sorted(texts)
    said = {"digest": digest_of(names, texts), "migrations": names}
    KEPT.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
