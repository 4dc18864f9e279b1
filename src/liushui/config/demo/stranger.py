"""What a stranger may and may not see: pages of the public, and doors that stay shut."""

from collections.abc import Callable
from datetime import date

from liushui.config.demo.appeal_words import CAP, GIFTS, PAID_MINOR, WITNESSES
from liushui.config.demo.visitor import Missed, Visitor, amounts_in
from liushui.kernel.ids import reference_of
from liushui.kernel.money import format_yuan

# Open to all; a redirect to the sign-in; and for whoever is signed in without a post.
OPEN = ("/", "/projects/", "/appeals/", "/find/", "/demo/", "/sign-in/")
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


def read_appeal(visitor: Visitor) -> dict[str, str]:
    """The story's personal appeal, from the list of appeals: whose words, what came, what left.

    It takes gifts, says what it is not, and no list of campaigns shows it.
    """
    address = visitor.get("/appeals/").link(r"^/appeals/Q[0-9]+/$")
    page, number = visitor.get(address), address.strip("/").rpartition("/")[2]
    shown = amounts_in(page.text)
    for minor in (sum(GIFTS), PAID_MINOR, CAP):
        if minor not in shown:
            raise Missed(f"{page.path} does not show {format_yuan(minor)}: {page.text[:600]}")
    for _name, relation in WITNESSES:
        if relation not in page.text:
            raise Missed(f"{page.path} does not say that {relation} vouched")
    if visitor.get("/projects/").linked(number):
        raise Missed(f"the list of campaigns shows the appeal {number}")
    visitor.get(page.link(rf"^/give/{number}/$")).form(holding="amount")
    return {
        "address": address,
        "given": format_yuan(sum(GIFTS)),
        "paid": format_yuan(PAID_MINOR),
    }


def reference_of_nobody() -> str:
    """A reference in the right form that nothing bears."""
    return reference_of(date(2001, 1, 1), "00000000")


def _require(visitor: Visitor, address: str, status: int, wanted: int) -> None:
    if status != wanted:
        raise Missed(f"{visitor.name} got {status} instead of {wanted} at {address}")
