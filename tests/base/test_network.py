"""A limit per address must see the asker, not the proxy, and believe no stranger's header."""

import pytest

from liushui.base.network import asker_network

OURS = ["127.0.0.1", "10.0.0.0/8", "::1"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "asker"),
    [
        ("192.0.2.7", "", [], "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", [], "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", OURS, "192.0.2.7"),
        ("127.0.0.1", "198.51.100.1", OURS, "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", OURS, "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1, 10.1.2.3", OURS, "198.51.100.1"),
        ("127.0.0.1", "", OURS, "127.0.0.1"),
        ("127.0.0.1", "10.1.2.3", OURS, "10.1.2.3"),
        ("127.0.0.1", "nonsense", OURS, ""),
        ("", "", OURS, ""),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", [], "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", [], "192.0.2.7"),
    ],
)
def test_the_asker_is_seen_behind_our_own_proxies_only(
    remote: str, forwarded: str, proxies: list[str], asker: str
) -> None:
    assert asker_network(remote, forwarded, proxies) == asker
