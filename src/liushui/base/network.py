"""Where a request comes from, when it may have passed through proxies."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv6Address, ip_address, ip_network

# What web servers in front write; behind https one of them always does, or the site would not open.
_PASSED = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED",
    "HTTP_VIA", "HTTP_X_REAL_IP",
)  # fmt: skip


def asker_network(remote: str, forwarded_for: str, proxies: Sequence[str]) -> str:
    """The asker's address, of IPv6 its /64: one household has all of it. "" if unreadable.

    ``forwarded_for`` is believed only as far as the operator's own proxies wrote it: read from the
    right, the first address that is none of ``proxies`` (addresses or networks) is the asker's.
    """
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    asker = remote
    while hops and is_among(asker, proxies):
        asker = hops.pop()
    return _network(asker)


def is_network(text: str) -> bool:
    """Whether this reads as an address or a network."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_from_outside(meta: Mapping[str, str]) -> bool:
    """Whether a request's ``META`` comes from anywhere but this machine itself.

    A visitor behind the operator's web server comes from this machine too, but says so.
    """
    try:
        is_here = ip_address(meta.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        is_here = False
    return not is_here or any(name in meta for name in _PASSED)


def is_among(address: str, proxies: Sequence[str]) -> bool:
    """Whether the address is one of the operator's own proxies."""
    try:
        hop = ip_address(address)
    except ValueError:
        return False
    return any(hop in ip_network(proxy, strict=False) for proxy in proxies)


def _network(address: str) -> str:
    try:
        plain = ip_address(address)
    except ValueError:
        return ""
    if isinstance(plain, IPv6Address):
        if plain.ipv4_mapped is not None:
            return str(plain.ipv4_mapped)
        return str(ip_network((plain, 64), strict=False))
    return str(plain)
