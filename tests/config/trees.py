"""A running installation for tests, in a home of its own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liushui.base.home import Home
from liushui.config.tree import Tree


@contextmanager
def running_tree(monkeypatch, **settings) -> Iterator[Tree]:
    """A ready ``Tree`` with an embedded database, whatever database the run itself uses."""
    monkeypatch.delenv("LIUSHUI_DATABASE_URL", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="liushui-tree-"))
    try:
        with Tree(Home(folder), port=0, **settings) as tree:
            tree.wait_ready()
            yield tree
    finally:
        shutil.rmtree(folder, ignore_errors=True)
