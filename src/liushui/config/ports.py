"""Where the processes listen: free ports, ports that are taken, addresses."""

import socket

from liushui.kernel.errors import DomainError, gettext_noop


class PortTaken(DomainError):
    """Another program listens where the site or its intake should."""

    code = "port_taken"
    status = 409
    message = gettext_noop("Another program listens on %(host)s port %(port)s.")
    remedy = gettext_noop("Choose another port with --port, or --port 0 for any free one.")


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens there."""
    own = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared
    return f"http://{f'[{own}]' if ':' in own else own}:{port}"


def free_port(host: str, *, but: int = 0) -> int:
    """A port that nobody listens on now, and another one than ``but``."""
    while True:
        with socket.socket(_family(host)) as probe:
            probe.bind((host, 0))
            port = int(probe.getsockname()[1])
        if port != but:
            return port


def require_free(host: str, port: int) -> None:
    """Raise ``PortTaken`` if another program listens there."""
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortTaken(host=host, port=port) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
