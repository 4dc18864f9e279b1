"""A running installation to break: a charity, a project, and a provider that calls back."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from liushui.base.home import Home
from liushui.base.processes import Sink
from liushui.config.simulators.wechat_pay import Provider
from liushui.config.tree import Tree

if TYPE_CHECKING:
    from liushui.projects.models import Project


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
def scene(tell: Sink, *, home: Path | None = None, answers: bool = False) -> Iterator[Scene]:
    """A ready site on an embedded database in a home of its own, with one open project.

    ``answers``: the provider is a process too, which answers what it is asked about orders.
    Sets this process's environment: a drill is a process of its own.
    """
    os.environ.pop("LIUSHUI_DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="liushui-drill-", ignore_cleanup_errors=True) as folder:
        place = home or Path(folder) / "home"
        state = Path(folder) / "provider"
        provider = Provider(state)
        Path(folder).chmod(0o711)  # the database's own user passes through
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


def open_one_project() -> str:
    """Register a charity with both certificates and open a project; its number."""
    return _open(1)[0].number


def open_projects(count: int) -> list[int]:
    """The same with so many projects; their ids."""
    return [project.pk for project in _open(count)]


def _open(count: int) -> "list[Project]":
    from django.utils.timezone import now  # noqa: PLC0415 - after set-up

    from liushui.kernel.ids import credit_code_check  # noqa: PLC0415
    from liushui.parties.actors import Actor  # noqa: PLC0415
    from liushui.parties.services import add_certificate, register_organisation  # noqa: PLC0415
    from liushui.projects.services import (  # noqa: PLC0415
        BudgetItem,
        ProjectPlan,
        ProjectText,
        create_project,
        open_project,
    )

    at, actor, first_17 = now(), Actor.system("drill"), "53110000000000099"
    code = first_17 + credit_code_check(first_17)
    body = register_organisation(
        actor, credit_code=code, kind="foundation", name="演练基金会", name_en="Drill", at=at
    )
    for kind in ("registration", "public_fundraising"):
        since = date(2020, 1, 1)
        add_certificate(actor, body, kind=kind, number=f"{kind}-1", valid_from=since, at=at)
    plan = ProjectPlan(
        goal_minor=100_000_000_00,
        starts_on=at.date() - timedelta(days=2),
        ends_on=at.date() + timedelta(days=365),
        budget=(BudgetItem("演练", 100_000_000_00, "Drill"),),
        plan_number=f"{code}A26099",
    )
    text = ProjectText(title="演练", summary="演练", leftover="转用于同类项目")
    drafted = [
        create_project(actor, organisation_id=body.pk, text=text, plan=plan, at=at)
        for _ in range(count)
    ]
    return [open_project(actor, project.number, at=at) for project in drafted]
