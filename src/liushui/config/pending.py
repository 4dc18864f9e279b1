"""What a start has to do first: migrations not applied, static files not gathered.

Answered without loading Django, because nearly every start has nothing to do.
"""

import hashlib
import os
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg

from liushui.base.home import Home

PACKAGE = Path(__file__).resolve().parent.parent
STAMP = ".gathered"
# Those outside our package whose tables we use, by label; the tests compare with the settings.
_OTHERS = {
    "auth": ("django", "contrib/auth"),
    "contenttypes": ("django", "contrib/contenttypes"),
    "sessions": ("django", "contrib/sessions"),
    "procrastinate": ("procrastinate", "contrib/django"),
    "account": ("allauth", "account"),
    "socialaccount": ("allauth", "socialaccount"),
    "allauth_idp_oidc": ("allauth", "idp/oidc"),
}


def migrations_on_disk() -> set[tuple[str, str]]:
    """``(label, name)`` of every migration that this version of the software carries."""
    folders = {folder.parent.name: folder for folder in PACKAGE.glob("*/migrations")}
    for label, (package, inside) in _OTHERS.items():
        spec = find_spec(package)
        assert spec is not None, f"{package} is not installed"
        assert spec.origin is not None, f"{package} has no place"
        folders[label] = Path(spec.origin).parent / inside / "migrations"
    return {
        (label, path.stem)
        for label, folder in folders.items()
        for path in folder.glob("*.py")
        if not path.stem.startswith(("_", "~"))
    }


def pending_migrations(url: str) -> set[tuple[str, str]]:
    """The migrations that the database behind ``url`` has not seen."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        known = connection.execute("select to_regclass('django_migrations')").fetchone()
        if known is None or known[0] is None:
            return migrations_on_disk()
        rows = connection.execute("select app, name from django_migrations").fetchall()
    return migrations_on_disk() - set(rows)


def static_digest() -> str:
    """A digest that changes whenever what ``collectstatic`` would gather may have changed."""
    whole = hashlib.sha256()
    for name in ("django", "django-htmx", "whitenoise"):
        whole.update(f"{name}={version(name)}\n".encode())
    whole.update(os.environ.get("LIUSHUI_LAST_RESORT", "").encode())  # it has files of its own
    for path in _static_files():
        stat = path.stat()
        whole.update(f"{path.relative_to(PACKAGE)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def static_gathered(home: Home) -> bool:
    """Whether the home's static files are those of this version of the software."""
    stamp = home.path / "static" / STAMP
    return stamp.is_file() and stamp.read_text("ascii") == static_digest()


def note_static_gathered(home: Home) -> None:
    """Remember, last of all, that the static files are whole."""
    folder = home.path / "static"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text(static_digest(), "ascii")


def _static_files() -> Iterator[Path]:
    for folder in sorted(PACKAGE.glob("*/static")):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())
