"""A database for a command: the one that runs, else the home's own for as long as it takes."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from liushui.base.home import Home
from liushui.base.locks import HomeInUse
from liushui.base.postgres.cluster import Cluster
from liushui.base.postgres.places import url_of
from liushui.config.pending import pending_migrations


@contextmanager
def attached_database() -> Iterator[None]:
    """Django, set up on this installation's migrated database.

    An operator's server is taken as it is; beside a running ``up`` its database is used; else the
    embedded one is started and stopped again.
    """
    if os.environ.get("LIUSHUI_DATABASE_URL"):
        _set_up()
        yield
        return
    home = Home.from_environment()
    os.environ["LIUSHUI_DATABASE_URL"] = url_of(home)
    cluster = Cluster(home)
    try:
        cluster.start()
    except HomeInUse:  # whoever holds it runs it
        _set_up()
        yield
        return
    with cluster:
        _set_up()
        yield


def _set_up() -> None:
    import django  # noqa: PLC0415 - after the address is known

    django.setup()
    if pending_migrations(os.environ["LIUSHUI_DATABASE_URL"]):
        from django.core.management import call_command  # noqa: PLC0415

        print("applying migrations", file=sys.stderr)  # noqa: T201
        call_command("migrate", verbosity=0, interactive=False)
