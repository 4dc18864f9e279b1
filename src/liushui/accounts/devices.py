"""A browser in two words for its owner's eyes: enough to tell the phone from the desk, no more."""

import re

# The first that occurs names it: WeChat calls itself Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR", "Opera"),
    ("Firefox", "Firefox"), ("HuaweiBrowser", "Huawei"), ("MiuiBrowser", "Mi Browser"),
    ("UCBrowser", "UC"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone|iPad", "iOS"),
    ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """``Chrome · Android``; "" where nothing is recognised. Versions are not kept."""
    found = [
        next((name for sign, name in table if re.search(sign, user_agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found))


def mask_network(network: str) -> str:
    """``203.0.113.9`` → ``203.0.*.*``; of IPv6 the first two groups."""
    if ":" in network:
        return ":".join([*network.split(":")[:2], "*"])
    return ".".join([*network.split(".")[:2], "*", "*"]) if network.count(".") == 3 else ""  # noqa: PLR2004
