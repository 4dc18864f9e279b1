"""Embedded PostgreSQL under our own supervisor: binaries, data folder, start, stop, recovery."""

from liushui.base.postgres.binaries import Binaries, find_binaries
from liushui.base.postgres.cluster import Cluster
from liushui.base.postgres.places import sockets_of, url_of

__all__ = ["Binaries", "Cluster", "find_binaries", "sockets_of", "url_of"]
