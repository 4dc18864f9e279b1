"""A running installation for tests, in a home of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liushui.base.home import Home
from liushui.config.tree import Tree
from tests import homes


@contextmanager
def furnished() -> Iterator[Path]:
    """A migrated home that has never run, where the database's own user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="liushui-tree-"))
    try:
        homes.move_in(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_tree(monkeypatch, **settings) -> Iterator[Tree]:
    """A ready ``Tree`` with an embedded database, whatever database the run itself uses."""
    monkeypatch.delenv("LIUSHUI_DATABASE_URL", raising=False)
    monkeypatch.delenv("LIUSHUI_KEYS_DATABASE_URL", raising=False)
    with furnished() as folder, Tree(Home(folder), port=0, **settings) as tree:
        tree.wait_ready()
        yield tree
