"""What lies beside the log in its folder: whom to trust, the keys, and a page that checks receipts.

Written anew whenever it changes; nothing of the log itself is touched.
"""

from functools import cache
from html import escape
from pathlib import Path

from liushui.transparency.folder import Folder
from liushui.transparency.keys import policy
from liushui.transparency.models import Log

_PAGE = Path(__file__).resolve().parent.parent / "verifier"
_PLACE = "</textarea>"  # the page is no template: it is the same file wherever it lies


def show_beside(folder: Folder | None = None) -> int:
    """Write what changed; how many files. Nothing while no log is open."""
    log = Log.objects.first()
    if log is None:
        return 0
    folder = folder or Folder.of_home()
    trusted = policy(log.keys)
    wanted = {
        "policy.txt": trusted.encode(),
        "keys.txt": f"{log.keys}\n".encode(),
        "verify.html": verifier_page(trusted).encode(),
        "verify.js": _text("verify.js").encode(),
    }
    changed = {name: content for name, content in wanted.items() if folder.read(name) != content}
    for name, content in changed.items():
        folder.replace(name, content)
    return len(changed)


def verifier_page(trusted: str) -> str:
    """The page with this site's keys in its field; whoever distrusts them puts others there."""
    before, found, after = _text("verify.xhtml").partition(_PLACE)
    assert found, "the page has a field for the policy"
    return f"{before}{escape(trusted)}{_PLACE}{after}"


@cache
def _text(name: str) -> str:
    return (_PAGE / name).read_text("utf-8")
