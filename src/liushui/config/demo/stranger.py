"""What a stranger may and may not see: pages of the public, and doors that stay shut."""

from collections.abc import Callable
from datetime import date

from liushui.config.demo.visitor import Missed, Visitor
from liushui.kernel.ids import reference_of

# Open to all; a redirect to the sign-in; and for whoever is signed in without a post.
OPEN = ("/", "/projects/", "/find/", "/demo/", "/sign-in/")
ASKS_WHO = ("/me/gifts/", "/console/", "/console/money-out/", "/console/uses/")
SHUT = ("/console/money-out/", "/console/uses/", "/console/projects/", "/console/payments/")


def look_around(visitor: Callable[[str], Visitor], gift: str) -> dict[str, int]:
    """Try every kind of door; how many stood open, asked who comes, stayed shut, were unknown."""
    nobody, passer_by = visitor(""), visitor("stranger")
    for address in OPEN:
        _require(nobody, address, nobody.look(address), 200)
    for address in ASKS_WHO:
        _require(nobody, address, nobody.look(address), 302)
    for address in SHUT:
        _require(passer_by, address, passer_by.look(address), 403)
    unknown = (
        f"/gifts/{gift}/thanks",  # somebody else's, and given while signed in
        f"/gifts/{gift}/certificate.pdf",
        f"/gifts/{reference_of_nobody()}/thanks",
        "/projects/P1999001/",
        "/cases/C1999001/",
        "/no/such/page",
    )
    for address in unknown:
        for one in (nobody, passer_by):
            _require(one, address, one.look(address), 404)
    return {"open": len(OPEN), "asked": len(ASKS_WHO), "shut": len(SHUT), "unknown": len(unknown)}


def reference_of_nobody() -> str:
    """A reference in the right form that nothing bears."""
    return reference_of(date(2001, 1, 1), "00000000")


def _require(visitor: Visitor, address: str, status: int, wanted: int) -> None:
    if status != wanted:
        raise Missed(f"{visitor.name} got {status} instead of {wanted} at {address}")
