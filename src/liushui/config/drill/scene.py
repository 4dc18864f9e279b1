"""A running installation to break: a charity, a project, and a provider that calls back."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from liushui.base.home import Home
from liushui.base.processes import Sink
from liushui.config.openings import open_one_project
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.tree import Tree


@dataclass(frozen=True, slots=True)
class Scene:
    """What a drill acts on."""

    tree: Tree
    provider: Provider
    project: str
    state: Path

    @property
    def notify_url(self) -> str:
        return f"{self.tree.address}/pay/wechat/notify"


@contextmanager
def scene(
    tell: Sink, *, home: Path | None = None, like: Path | None = None, answers: bool = False
) -> Iterator[Scene]:
    """A ready site on an embedded database in a home of its own, with one open project.

    ``like``: begin with a copy of this home, which never ran, in place of a first start.
    ``answers``: the provider is a process too, which answers what it is asked about orders.
    Sets this process's environment: a drill is a process of its own.
    """
    os.environ.pop("LIUSHUI_DATABASE_URL", None)
    os.environ.pop("LIUSHUI_KEYS_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="liushui-drill-", ignore_cleanup_errors=True) as folder:
        place = home or Path(folder) / "home"
        state = Path(folder) / "provider"
        provider = Provider(state)
        Path(folder).chmod(0o711)  # the database's own user passes through
        if like is not None:
            subprocess.run(["cp", "-a", str(like), str(place)], check=True)  # noqa: S603, S607
        with ExitStack() as stack:
            api = stack.enter_context(_answering(state)) if answers else "http://127.0.0.1:9"
            environment = provider.environment(api)
            tree = stack.enter_context(
                Tree(Home(place), port=0, environment=environment, tell=tell)
            )
            os.environ |= {
                **environment,
                "LIUSHUI_HOME": str(place),
                "LIUSHUI_DATABASE_URL": tree.database_url,
            }
            import django  # noqa: PLC0415 - after the address is known

            django.setup()
            project = open_one_project()
            tree.wait_ready()
            yield Scene(tree, provider, project, state)


@contextmanager
def _answering(state: Path) -> Iterator[str]:
    """The provider's process; its address."""
    argv = [sys.executable, "-m", "liushui.config.simulators.wechat_pay", "--port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [*argv, "--state", str(state)], stdout=subprocess.PIPE, text=True
    )
    said = process.stdout
    assert said is not None, "asked for"
    try:
        yield said.readline().strip()
    finally:
        process.terminate()
        process.wait()
        said.close()
