"""What the donor does in the check: give, pay, read the certificate, follow the gift."""

import re
from collections.abc import Callable, Iterable

from liushui.config.demo.reading import words_of
from liushui.config.demo.script import script
from liushui.config.demo.visitor import Missed, Page, Row, Visitor, amounts_in
from liushui.kernel.money import format_yuan

Wait = Callable[[Callable[[], object], str], None]
# The provider sends a phone to its page; a screen would show a code to scan.
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36"


class Giver:
    """One donor, signed in, on a phone."""

    def __init__(self, visitor: Visitor, wait: Wait) -> None:
        self._visitor = visitor
        self._wait = wait
        visitor.calls_itself(PHONE)

    def give(self, project: str, minor: int) -> str:
        """Give to the project as the pages lead; the gift's reference."""
        title = script().projects[project].title
        page = self._project(title)
        brief = self._visitor.get(page.link(r"/give/[^/]+/$"))
        form = brief.form(holding="amount")
        told = {"amount": "other", "other": format_yuan(minor).replace(",", ""), "read": "on"}
        unread = {name: value for name, value in told.items() if name != "read"}
        self._visitor.submit(brief, form, unread, expect=422)
        paying = self._visitor.submit(brief, form, told)
        reference = _reference(paying)
        self._pay(paying)
        thanks = f"/gifts/{reference}/thanks"
        self._wait(lambda: self._visitor.get(f"/gifts/{reference}/pay").path == thanks, "thanks")
        self._wait(lambda: self._visitor.get(thanks).linked(r"certificate\.pdf"), "its place")
        mine = self._visitor.get("/me/gifts/")
        if not mine.linked(reference):
            raise Missed("the gift does not stand among the donor's own")
        return reference

    def _project(self, title: str) -> Page:
        """The page of the project with this title, found by the list of all."""
        listed = self._visitor.get("/projects/")
        for address in dict.fromkeys(listed.linked(r"^/projects/P[0-9]+/$")):
            page = self._visitor.get(address)
            if title in page.text.replace(" ", ""):
                return page
        raise Missed(f"{listed.path} does not list {title}")

    def _pay(self, paying: Page) -> None:
        """On the provider's own page, one press."""
        cashier = self._visitor.get(paying.link(r"^http://127\.0\.0\.1:\d+/pay/"))
        done = self._visitor.submit(cashier, cashier.form(holding="mode"), button="pay")
        if "已付款" not in done.text:
            raise Missed(f"the provider did not say that it was paid: {done.text}")

    def certificate(self, reference: str) -> dict[str, int | str]:
        """Download the PDF and read its words."""
        page = self._visitor.get(f"/gifts/{reference}/certificate.pdf")
        words = words_of(page.content)
        for wanted in (reference, "100.00", script().bodies["county"].name):
            if wanted.replace(" ", "") not in words.replace(" ", ""):
                raise Missed(f"the certificate does not say {wanted}: {words[:200]}")
        return {"bytes": len(page.content), "letters": len(words)}

    def where(self, reference: str, parts: Iterable[int]) -> None:
        """The page of the gift shows each part, to the fen, and their sum."""
        page = self._visitor.get(f"/gifts/{reference}/where")
        shown = amounts_in(page.text)
        for minor in (*parts, 100_00):
            if minor not in shown:
                raise Missed(f"{page.path} does not show {format_yuan(minor)}: {page.text[:600]}")

    def case_page(self, number: str, used_minor: int) -> dict[str, int]:
        """The givers of a case, over all pages, sum to what was used for it."""
        address, total, gifts = f"/cases/{number}/givers", 0, 0
        seen: set[str] = set()
        while address and address not in seen:
            seen.add(address)
            page = self._visitor.get(address)
            rows = [row for row in page.rows if row.tag == "tr" and _leads(row, "/entries/")]
            total += sum(amounts_in(" ".join(row.words))[-1] for row in rows)
            gifts += len(rows)
            address = next(iter(page.linked(rf"page={len(seen) + 1}\b")), "")
            address = f"/cases/{number}/givers{address}" if address.startswith("?") else address
        if not gifts or total != used_minor:
            raise Missed(f"case {number}: {gifts} givers sum to {total}, used were {used_minor}")
        return {"gifts": gifts, "sum": total}


def _reference(paying: Page) -> str:
    found = re.fullmatch(r"/gifts/(LS-[0-9A-Z-]+)/pay", paying.path)
    if found is None:
        raise Missed(f"after the form comes {paying.path}, not the page to pay")
    return found.group(1)


def _leads(row: Row, part: str) -> bool:
    return any(part in address for address in row.addresses)
